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
  ) -> Linearization

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

  /// Numbers that agree for points equivalent by symmetry, and only for these.
  func signature(of point: [Double], parameter: Double) -> [Double]
}

/// The derivatives of `F(x, p)` at a point.
package struct Linearization: Sendable {
  /// `∂F_i/∂x_j`.
  package var jacobian: Matrix
  /// `∂F_i/∂p`.
  package var parameterDerivative: [Double]

  package init(jacobian: Matrix, parameterDerivative: [Double]) {
    (self.jacobian, self.parameterDerivative) = (jacobian, parameterDerivative)
  }
}

extension ContinuationSystem {
  package func residualScale(at point: [Double], parameter: Double) -> Double { 1 }

  package func symmetryTangents(at point: [Double], parameter: Double) -> [[Double]] { [] }

  package func admits(_ point: [Double], parameter: Double) -> Bool { true }

  package func isReversed(
    _ directions: [[Double]], at point: [Double], parameter: Double
  ) -> Bool { false }

  package func admits(
    deviations: [[Double]], at point: [Double], parameter: Double
  ) -> Bool { true }

  package func signature(of point: [Double], parameter: Double) -> [Double] { point }
}
