extension ContinuationSystem {
  /// The smallest set of coordinates that contains those of a point and that the field, at every value
  /// of the parameter, does not lead out of: while the others are zero, so are their rates.
  ///
  /// A branch stays in it all along, so that correctors and tangents cost its size alone: a latent of
  /// its own factor has six order parameters, however many others there are. Zeros are told from the
  /// field at numbers that nothing but structure makes cancel.
  ///
  /// - Parameters:
  ///   - point: `x`; components within rounding of zero count as zero.
  ///   - range: Where the parameter is.
  /// - Returns: Ascending indices.
  package func invariantCoordinates(
    containing point: [Double], over range: ClosedRange<Double>
  ) -> [Int] {
    let size = point.reduce(1) { max($0, abs($1)) }
    var belongs = point.map { abs($0) > Self.roundingShare * size }
    while true {
      let probe = point.indices.map { index in
        belongs[index] ? Self.generic(point[index], at: index, size: size) : 0
      }
      let span = range.upperBound - range.lowerBound
      let rates = [0.2360679775, 0.7548776662].map { share in
        self.rates(at: probe, parameter: range.lowerBound + share * span)
      }
      let led = point.indices.filter { index in
        !belongs[index] && rates.contains { $0[index] != 0 }
      }
      guard !led.isEmpty else { break }
      for index in led { belongs[index] = true }
    }
    return point.indices.filter { belongs[$0] }
  }

  /// Components below this share of the largest are rounding.
  private static var roundingShare: Double { 1e-13 }

  /// A number near a component, on its side of zero, that stands in no relation to others.
  private static func generic(_ component: Double, at index: Int, size: Double) -> Double {
    let share = (Double(index + 1) * 0.6180339887).truncatingRemainder(dividingBy: 1)
    return component * (1 + 0.1 * share) + (component < 0 ? -0.1 : 0.1) * (0.3 + share) * size
  }
}
