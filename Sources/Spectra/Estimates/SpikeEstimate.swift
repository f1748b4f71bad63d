/// A signal in noise as the sample shows it, and what it is without the samples' share, (finite-optimum).
public struct SpikeEstimate: Sendable, Hashable, Encodable {
  /// `λ̂`, the eigenvalue of the sample covariance.
  public let sample: Double
  /// `ℓ = ρ + η`, the eigenvalue of the population: `λ̂ = ℓ(1 + gη/(ℓ − η))`.
  public let debiased: Double
  /// Where `ℓ` lies with 95 % confidence, for normal data.
  public let interval: [Double]
  /// `c²`, the squared cosine of the sample's direction with the true one.
  public let cosine2: Double

  /// The estimate for an eigenvalue above the edge of the noise.
  ///
  /// - Parameters:
  ///   - sample: `λ̂ > η(1 + √g)²`.
  ///   - noise: `η`.
  ///   - ratio: `g`, columns over rows.
  ///   - rows: `P`.
  init(sample: Double, noise η: Double, ratio g: Double, rows: Int) {
    self.sample = sample
    let sum = sample / η + 1 - g
    let ℓ = (sum + (max(sum * sum - 4 * sample / η, 0)).squareRoot()) / 2
    let gap = g / ((ℓ - 1) * (ℓ - 1))
    debiased = ℓ * η
    cosine2 = max(0, (1 - gap) / (1 + g / (ℓ - 1)))
    // The sample's eigenvalue has the variance 2ℓ²(1 − gap)/P, and moves by 1 − gap with ℓ.
    let deviation = debiased * (2 / (Double(rows) * max(1 - gap, 1e-12))).squareRoot()
    interval = [max(η, debiased - 1.96 * deviation), debiased + 1.96 * deviation]
  }
}
