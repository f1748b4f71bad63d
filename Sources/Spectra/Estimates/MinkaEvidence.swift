import RealModule

/// How many directions the data have by the evidence of probabilistic PCA, (evidence).
enum MinkaEvidence {
  /// The number of directions with the largest evidence by Laplace's method (Minka 2000).
  ///
  /// - Parameters:
  ///   - eigenvalues: `d` of them, positive and descending.
  ///   - samples: `P`.
  /// - Returns: From 0 to `d − 1`.
  /// - Complexity: O(d²) products.
  static func dimensions(_ eigenvalues: [Double], samples: Int) -> Int {
    let (d, P) = (eigenvalues.count, Double(samples))
    // Σ_{j ≥ k} λ_j, smallest first.
    var tails = [0.0]
    for (index, value) in eigenvalues.reversed().enumerated() { tails.append(tails[index] + value) }
    tails.reverse()
    // Sums over the first k directions: orientation, ln λ, and the logarithms of λ_i − λ_j for j > i and
    // of 1/λ_j − 1/λ_i among them.
    var (orientation, logs, gaps, inverse) = (0.0, 0.0, 0.0, 0.0)
    var best = (count: 0, evidence: -P / 2 * Double(d) * Double.log(tails[0] / Double(d)))
    for k in 1..<max(d, 1) {
      let (i, λ) = (k - 1, eigenvalues[k - 1])
      let half = Double(d - i) / 2
      orientation += Double.logGamma(half) - half * .log(.pi) - .log(2)
      logs += .log(λ)
      gaps += LogProduct.of((i + 1)..<d) { positive(λ - eigenvalues[$0], beside: λ) }
      inverse += LogProduct.of(0..<i) { positive(1 - λ / eigenvalues[$0], beside: 1) }
      inverse -= Double(i) * .log(λ)
      let v = tails[k] / Double(d - k)
      let left =
        LogProduct.of(0..<k) { positive(1 - v / eigenvalues[$0], beside: 1) } - Double(k) * .log(v)
      let m = Double(k * d) - Double(k * (k + 1)) / 2
      let curvature = gaps + inverse + Double(d - k) * left + m * .log(P)
      let evidence =
        orientation - P / 2 * (logs + Double(d - k) * .log(v))
        + ((m + Double(k)) * .log(2 * .pi) - curvature - Double(k) * .log(P)) / 2
      if evidence > best.evidence { best = (k, evidence) }
    }
    return best.count
  }

  /// A difference that is 0 only because two eigenvalues agree to rounding.
  private static func positive(_ difference: Double, beside scale: Double) -> Double {
    max(difference, .ulpOfOne * scale)
  }
}

/// Logarithms of products, without a logarithm for each factor.
private enum LogProduct {
  static func of(_ indices: Range<Int>, _ factor: (Int) -> Double) -> Double {
    var (product, sum) = (1.0, 0.0)
    for index in indices {
      product *= factor(index)
      if !(product > 1e-150 && product < 1e150) {
        sum += .log(product)
        product = 1
      }
    }
    return sum + .log(product)
  }
}
