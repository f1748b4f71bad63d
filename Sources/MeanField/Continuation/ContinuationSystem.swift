import NumericKit

/// A family of vector fields `F(x, p)` whose zeros are followed as the parameter `p` varies.
package protocol ContinuationSystem: Sendable {
  /// The number of components of `x` and of `F`.
  var dimension: Int { get }

  /// `F(x, p)`, all components.
  func rates(at point: [Double], parameter: Double) -> [Double]

  /// `∂F_i/∂x_j` and `∂F_i/∂p` for `i` and `j` among some coordinates, in their order.
  func linearization(
    at point: [Double], parameter: Double, of coordinates: [Int]
  ) -> (jacobian: Matrix, parameterDerivative: [Double])

  /// The size of the terms whose sum a rate is: what a residual is compared with.
  func residualScale(at point: [Double], parameter: Double) -> Double

  /// Directions in which a continuous symmetry of the whole family moves the point: `∂F/∂x` vanishes
  /// on them all along a branch. They need not be independent.
  func symmetryTangents(at point: [Double], parameter: Double) -> [[Double]]

  /// Whether the point is in the domain; branches end where they leave it.
  func admits(_ point: [Double], parameter: Double) -> Bool

  /// Whether a symmetry that leaves the point alone turns every one of the directions into its
  /// negative: what branches off along them is then a pitchfork.
  func isReversed(_ directions: [[Double]], at point: [Double], parameter: Double) -> Bool

  /// Whether some combination of small deviations leads to points of the domain. Where none does, no
  /// other branch of the domain meets this one along them.
  func admits(deviations: [[Double]], at point: [Double], parameter: Double) -> Bool
}

extension ContinuationSystem {
  /// The smallest set of coordinates that contains those of a point and that the field, at every value
  /// of the parameter in a range, does not lead out of: while the others are zero, so are their rates.
  ///
  /// A branch stays in it all along, so that correctors and tangents cost its size alone: a latent of
  /// its own factor has six order parameters, however many others there are. Zeros are told from the
  /// field at numbers that nothing but structure makes cancel; components of the point within rounding
  /// of zero count as zero.
  package func invariantCoordinates(
    containing point: [Double], over range: ClosedRange<Double>
  ) -> [Int] {
    let size = point.reduce(1) { max($0, abs($1)) }
    /// A number near a component, on its side of zero, that stands in no relation to others.
    func generic(_ component: Double, at index: Int) -> Double {
      let share = (Double(index + 1) * 0.6180339887).truncatingRemainder(dividingBy: 1)
      return component * (1 + 0.1 * share) + (component < 0 ? -0.1 : 0.1) * (0.3 + share) * size
    }
    var belongs = point.map { abs($0) > 1e-13 * size }
    while true {
      let probe = point.indices.map { belongs[$0] ? generic(point[$0], at: $0) : 0 }
      let span = range.upperBound - range.lowerBound
      let rates = [0.2360679775, 0.7548776662].map { share in
        self.rates(at: probe, parameter: range.lowerBound + share * span)
      }
      let led = point.indices.filter { index in
        !belongs[index] && rates.contains { $0[index] != 0 }
      }
      guard !led.isEmpty else { return point.indices.filter { belongs[$0] } }
      for index in led { belongs[index] = true }
    }
  }
}
