import RealModule

/// The test of Kolmogorov and Smirnov: do numbers come from one continuous distribution?
public enum KolmogorovSmirnov {
  /// The probability of a distance at least as large, if the numbers follow the distribution.
  ///
  /// - Parameters:
  ///   - sample: Independent numbers, a few dozen at least.
  ///   - distribution: The cumulative distribution function.
  /// - Returns: The asymptotic p-value with Stephens' correction for small samples.
  public static func pValue(
    _ sample: [Double], distribution: (Double) -> Double
  ) -> Double {
    let n = Double(sample.count)
    var distance = 0.0
    for (i, x) in sample.sorted().enumerated() {
      let value = distribution(x)
      distance = max(distance, Double(i + 1) / n - value, value - Double(i) / n)
    }
    return probability(distance: distance, effectiveSize: n)
  }

  /// The probability of a distance at least as large, if both samples have one distribution.
  ///
  /// - Parameters:
  ///   - first: Independent numbers.
  ///   - second: Independent numbers, also of the first sample.
  /// - Returns: The asymptotic p-value with Stephens' correction for small samples.
  public static func pValue(_ first: [Double], _ second: [Double]) -> Double {
    let (a, b) = (first.sorted(), second.sorted())
    let (n, m) = (Double(a.count), Double(b.count))
    var (i, j) = (0, 0)
    var distance = 0.0
    while i < a.count, j < b.count {
      let x = min(a[i], b[j])
      while i < a.count, a[i] <= x { i += 1 }
      while j < b.count, b[j] <= x { j += 1 }
      distance = max(distance, abs(Double(i) / n - Double(j) / m))
    }
    return probability(distance: distance, effectiveSize: n * m / (n + m))
  }

  private static func probability(distance: Double, effectiveSize n: Double) -> Double {
    let root = n.squareRoot()
    let x = (root + 0.12 + 0.11 / root) * distance
    // The series converges too slowly where the probability is 1 to all digits.
    guard x > 0.2 else { return 1 }
    var (sum, sign) = (0.0, 1.0)
    for j in 1...100 {
      let term = Double.exp(-2 * Double(j * j) * x * x)
      sum += sign * term
      if term < 1e-18 { break }
      sign = -sign
    }
    return min(max(2 * sum, 0), 1)
  }
}
