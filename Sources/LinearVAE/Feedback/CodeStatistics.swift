import NumericKit

/// What a feedback law reads of a state: the KL divergence of each latent and the distortion, (kl) and
/// (distortion), averaged over the data, as exact functions of the order parameters.
@frozen
public struct CodeStatistics<Scalar: AnalyticScalar> {
  /// `M`.
  public let latents: Int
  /// `KL_k` in nats, one number a latent.
  public let divergences: UnsafePointer<Scalar>
  /// `E‖x − x̂‖² − E‖x‖²`, as `OrderParameters.relativeDistortion(data:)`.
  public let distortion: Scalar

  /// Statistics in memory that someone else owns.
  @inlinable
  public init(latents: Int, divergences: UnsafePointer<Scalar>, distortion: Scalar) {
    self.latents = latents
    self.divergences = divergences
    self.distortion = distortion
  }

  /// `Σ_k KL_k`, the rate of the code in nats.
  @inlinable
  public var rate: Scalar {
    var sum = divergences[0]
    for k in 1..<max(latents, 1) { sum += divergences[k] }
    return sum
  }

  /// (kl) `KL_k = ½ (A_kk + D_k − 1 − ln D_k)` in nats, `A_kk` being the variance over the data of the
  /// posterior mean.
  @inlinable
  public static func divergence(variance: Scalar, D: Scalar) -> Scalar {
    0.5 * (variance + D - Scalar(constant: 1) - Scalar.log(D))
  }

  /// (distortion) `E‖x − x̂‖² − E‖x‖² = −2 tr C + tr(QA) + Σ_k Q_kk D_k` from `tr C` and the numbers of
  /// `Q`, `A` (`M × M`, row after row) and `D`.
  @inlinable
  public static func distortion(
    trace: Scalar, Q: UnsafePointer<Scalar>, A: UnsafePointer<Scalar>, D: UnsafePointer<Scalar>,
    latents: Int
  ) -> Scalar {
    var sum = -2 * trace
    for i in 0..<(latents * latents) { sum += Q[i] * A[i] }
    for k in 0..<latents { sum += Q[k * latents + k] * D[k] }
    return sum
  }
}
