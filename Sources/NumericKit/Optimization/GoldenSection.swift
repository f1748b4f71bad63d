/// The smallest value of a function of one variable with a single minimum, by golden section.
package enum GoldenSection {
  /// The minimum over an interval.
  ///
  /// - Parameters:
  ///   - interval: Where to look.
  ///   - evaluations: Each narrows the interval by 0.618; 40 leave some 1e-8 of it, below which no function
  ///     in double precision tells two points next to its minimum apart.
  ///   - function: Continuous, falling and then rising; of others a local minimum or an end is found.
  /// - Returns: The best point seen, and the value there.
  package static func minimum(
    over interval: ClosedRange<Double>, evaluations: Int = 40, of function: (Double) -> Double
  ) -> (point: Double, value: Double) {
    let ratio = 0.5 * (5.0.squareRoot() - 1)
    var (low, high) = (interval.lowerBound, interval.upperBound)
    var best = (point: high, value: function(high))
    func value(_ point: Double) -> Double {
      let value = function(point)
      if value < best.value { best = (point, value) }
      return value
    }
    var (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
    var (fa, fb) = (value(a), value(b))
    for _ in 0..<max(0, evaluations - 3) {
      if fa < fb {
        (high, b, fb) = (b, a, fa)
        a = high - ratio * (high - low)
        fa = value(a)
      } else {
        (low, a, fa) = (a, b, fb)
        b = low + ratio * (high - low)
        fb = value(b)
      }
    }
    return best
  }
}
