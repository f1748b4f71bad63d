import RealModule

/// Student's distribution: a mean of normal numbers over its own estimated error.
package enum StudentT {
  /// The probability that chance alone gives at least as large a magnitude.
  ///
  /// - Parameters:
  ///   - magnitude: `|t|`.
  ///   - degrees: Degrees of freedom, `≥ 1`.
  /// - Returns: Both tails together, accurate relative to itself far out too: rounding is about
  ///   1e-16 × degrees of it.
  /// - Complexity: O(√degrees).
  package static func tails(beyond magnitude: Double, degrees: Int) -> Double {
    precondition(degrees >= 1, "a mean needs at least 1 degree of freedom, not \(degrees)")
    guard magnitude > 0 else { return 1 }
    let (n, square) = (Double(degrees), magnitude * magnitude)
    guard square.isFinite else { return 0 }
    let (x, complement) = (n / (n + square), square / (n + square))
    // From the end at which the continued fraction converges faster.
    guard x < (n + 2) / (n + 5) else {
      return 1 - incompleteBeta(0.5, n / 2, x: complement, complement: x)
    }
    return incompleteBeta(n / 2, 0.5, x: x, complement: complement)
  }

  /// The magnitude that chance alone exceeds with a given probability.
  ///
  /// - Parameters:
  ///   - probability: Of both tails together, `> 0` and `≤ 1`.
  ///   - degrees: Degrees of freedom, `≥ 1`.
  /// - Returns: `|t|`, by bisection to rounding.
  package static func magnitude(ofTails probability: Double, degrees: Int) -> Double {
    precondition(probability > 0 && probability <= 1, "a probability cannot be \(probability)")
    var (low, high) = (0.0, 1.0)
    while tails(beyond: high, degrees: degrees) > probability, high < 1e150 {
      (low, high) = (high, high * high + 1)
    }
    for _ in 0..<2000 {
      let middle = 0.5 * (low + high)
      guard low < middle, middle < high else { break }
      let isBelow = tails(beyond: middle, degrees: degrees) > probability
      (low, high) = isBelow ? (middle, high) : (low, middle)
    }
    return high
  }

  /// `I_x(a, b)`, the incomplete beta function over the whole one, of which one argument is ½, by the
  /// continued fraction of Abramowitz & Stegun, 26.5.8.
  private static func incompleteBeta(
    _ a: Double, _ b: Double, x: Double, complement: Double
  ) -> Double {
    let front = Double.exp(
      a * logarithm(of: x, complement) + b * logarithm(of: complement, x)
        - logBeta(half: max(a, b)))
    let tiny = 1e-300
    func nonzero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    // Lentz's algorithm.
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
    var value = d
    for m in 1..<100_000 {
      let m = Double(m)
      for term in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 / nonzero(1 + term * d)
        c = nonzero(1 + term / c)
        value *= d * c
      }
      if abs(d * c - 1) < 1e-15 { break }
    }
    return min(front * value / a, 1)
  }

  /// `ln x` of a number near 1 from what it lacks, which rounds less.
  private static func logarithm(of x: Double, _ complement: Double) -> Double {
    complement < 0.5 ? Double.log(onePlus: -complement) : Double.log(x)
  }

  /// `ln B(a, ½)`; of large numbers by the series of `ln Γ(a + ½) − ln Γ(a)`, whose terms would cancel.
  private static func logBeta(half a: Double) -> Double {
    let root = 0.5 * Double.log(.pi)
    guard a > 50 else { return Double.logGamma(a) + root - Double.logGamma(a + 0.5) }
    let cube = a * a * a
    return root - 0.5 * Double.log(a) + 1 / (8 * a) - 1 / (192 * cube) + 1 / (640 * cube * a * a)
  }
}
