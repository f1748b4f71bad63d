import RealModule

/// The law of the sum of `n` squared independent standard normal numbers.
package enum ChiSquareLaw {
  /// The probability of at most `square`.
  ///
  /// - Complexity: O(degrees).
  package static func probability(upTo square: Double, degrees: Int) -> Double {
    precondition(degrees >= 1, "χ² of \(degrees) degrees")
    guard square > 0 else { return 0 }
    let x = square / 2
    // Q(s + 1, x) = Q(s, x) + x^s e^{−x}/Γ(s + 1), from Q(½, x) = erfc √x or Q(1, x) = e^{−x}.
    let isOdd = degrees % 2 == 1
    var beyond = isOdd ? Double.erfc(x.squareRoot()) : .exp(-x)
    var s = isOdd ? 0.5 : 1.0
    while s < Double(degrees) / 2 {
      beyond += .exp(s * .log(x) - x - .logGamma(s + 1))
      s += 1
    }
    return max(0, min(1, 1 - beyond))
  }

  /// The number that a draw stays below with a given probability.
  ///
  /// - Parameters:
  ///   - probability: Between 0 and 1, neither included.
  ///   - degrees: `n`.
  /// - Returns: The quantile, by bisection to the last digits.
  package static func quantile(_ probability: Double, degrees: Int) -> Double {
    precondition(probability > 0 && probability < 1, "no quantile at \(probability)")
    var (low, high) = (0.0, 2 * Double(degrees) + 10)
    while self.probability(upTo: high, degrees: degrees) < probability { high *= 2 }
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if self.probability(upTo: middle, degrees: degrees) < probability {
        low = middle
      } else {
        high = middle
      }
    }
    return (low + high) / 2
  }
}
