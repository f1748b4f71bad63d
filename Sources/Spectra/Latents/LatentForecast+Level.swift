import RealModule

extension LatentForecast {
  /// The level `βσ²` at which a linear VAE tells so much: the inverse of ``rate``, (rate-level).
  ///
  /// - Parameters:
  ///   - rate: `Σ KL`, in nats, positive and finite.
  ///   - eigenvalues: Those of the latents, descending.
  /// - Returns: `nil` if no eigenvalue is positive. In units of the eigenvalues, below the largest.
  /// - Complexity: O(M).
  package static func level(ofRate rate: Double, eigenvalues: [Double]) -> Double? {
    precondition(rate > 0 && rate.isFinite, "no level has a rate of \(rate)")
    // With k latents alive the rate is ½ Σ_{i≤k} ln λ_i − (k/2) ln L.
    var (sum, logLevel) = (0.0, Double?.none)
    for (k, eigenvalue) in eigenvalues.enumerated() where eigenvalue > 0 {
      if let logLevel, .log(eigenvalue) <= logLevel { break }
      sum += .log(eigenvalue)
      logLevel = (sum - 2 * rate) / Double(k + 1)
    }
    // A level that no number can hold is as good as the least.
    return logLevel.map { max(.exp($0), 1e-200 * eigenvalues[0]) }
  }
}
