import RealModule

/// What becomes of one latent of a linear β-VAE at its global optimum, (water-filling).
///
/// Latent `i` meets the `i`-th largest covariance eigenvalue `λ`. All that matters is `λ` against
/// the level `βσ²`: above, the latent is active and explains the eigen-direction; at or below, its
/// posterior collapses to the prior.
public struct LatentFate: Sendable, Hashable {
  /// `λ`, the covariance eigenvalue of the latent's direction, in squared units of the data.
  public let eigenvalue: Double
  /// `βσ²`, the level that an eigenvalue must exceed, in squared units of the data.
  public let level: Double
  /// `λ/σ²`: the `β` from which on the latent is collapsed.
  public let threshold: Double
  /// The fraction of the total variance of the data in this direction; 0 if nothing varies.
  public let varianceShare: Double

  /// Whether the latent is used: `λ > βσ²`, strictly.
  public var isActive: Bool { eigenvalue > level }

  /// `½ ln(λ/(βσ²))`, the KL divergence from the prior in nats; 0 for a collapsed latent.
  public var kl: Double { Self.kl(ratio: eigenvalue / level) }

  /// What ``kl`` would be at another level: as it grows, the latents collapse one by one, each at its
  /// ``eigenvalue``.
  ///
  /// - Parameter level: `βσ²`, positive, in squared units of the data.
  /// - Returns: `½ ln(λ/(βσ²))` in nats, 0 from the eigenvalue on.
  public func kl(atLevel level: Double) -> Double {
    precondition(level > 0, "the level must be positive, not \(level)")
    return Self.kl(ratio: eigenvalue / level)
  }

  private static func kl(ratio: Double) -> Double { ratio > 1 ? 0.5 * .log(ratio) : 0 }

  /// `√(λ − βσ²)`, the length of the decoder's column, in units of the data; 0 when collapsed.
  public var decoderNorm: Double { isActive ? (eigenvalue - level).squareRoot() : 0 }

  /// `βσ²/λ`, the variance of the encoder; 1, that of the prior, when collapsed.
  public var encoderVariance: Double { isActive ? level / eigenvalue : 1 }

  /// The rate at which the latent leaves the collapsed state, per unit of flow time; negative when
  /// it returns there.
  ///
  /// `½[−(1+βP) + √((1+βP)² + 4P(P−β))]` with `P = λ` and `β` standing for the level `βσ²`. Written
  /// as `2P(P−β) / (1 + βP + √((1−βP)² + 4P²))`, which loses no digits near the threshold.
  public var growthRate: Double {
    let product = level * eigenvalue
    let root = Double.hypot(1 - product, 2 * eigenvalue)
    return 2 * eigenvalue * (eigenvalue - level) / (1 + product + root)
  }

  /// How long the latent stays on the plateau: `ln(a/m₀)/`growth rate, up to the final length `a` =
  /// ``decoderNorm`` of the decoder, (escape).
  ///
  /// Decoder and encoder start with the same overlap `a₀` with the direction. Near the collapsed
  /// state `ṁ = −m + Pd`, `ḋ = Pm − βPd`; of such a start, only the part along the growing mode
  /// `(P, 1 + σ)` grows, `m₀ = a₀ P (P + 1 + σ) / (P² + (1 + σ)²)`. It is near `a₀` for large `P`,
  /// and near `a₀P` for small, where the encoder has to become long before it is of any use.
  ///
  /// In flow time, (units), which is learning rate × steps / `σ²` for plain SGD on the loss
  /// `‖x − x̂‖²/(2σ²) + β KL`. Adam has no such map.
  /// - Parameter overlap: `a₀ > 0`, in units of the data; about `1/√N` for a random start.
  /// - Returns: `nil` for a collapsed latent, which never leaves; 0 when `m₀ ≥ a`.
  public func escapeTime(fromOverlap overlap: Double) -> Double? {
    precondition(overlap > 0, "an overlap of \(overlap) does not grow")
    guard isActive else { return nil }
    let (P, growth) = (eigenvalue, 1 + growthRate)
    let length = Double.hypot(P, growth)
    let growingPart = overlap * (P / length) * ((P + growth) / length)
    return max(0, .log(decoderNorm / growingPart)) / growthRate
  }
}
