import Fitting
import LinearVAE
import Spectra

/// What is known of a VAE that has been trained, and what the theory says of its data and its loss.
public struct DiagnosisSpecification: Sendable, Hashable {
  /// `M`, the number of latents; that of the code or the log unless given.
  public var latents: Int?
  /// The encoder's means and variances on the data.
  public var code: CodeSummary?
  /// `Σ KL` in nats per sample, where that is all that is known.
  public var totalKL: Double?
  /// KL over the steps of training.
  public var log: KLLog?
  /// The decoder's outputs for draws of `z` from the prior.
  public var decoded: DecoderProbe?
  /// The values of the decoder's units for such draws.
  public var activations: DecoderProbe?
  /// Whether the code has to do with the rows of the data.
  public var dependence: CodeDependence?
  /// What the theory says of the data and the loss.
  public var plan: Plan?
  /// `B`, the samples in a step, by which a weight may be off.
  public var batch: Int?

  /// Nothing is known yet.
  public init() {}

  /// The KL divergence of each latent, in nats: of the code, or of the last row of the log.
  var kl: [Double]? {
    if let code { return code.latents.map(\.kl) }
    guard totalKL == nil, let log, !log.isTotal else { return nil }
    return log.last
  }

  /// What each latent tells of a sample, in nats: KL less how far its code over all samples is from the prior,
  /// (code-split); of a log KL itself, since more is not known.
  var told: [Double]? { code.map { $0.latents.map(\.information) } ?? kl }

  /// `Σ KL`, in nats per sample.
  var total: Double? { totalKL ?? kl.map { $0.reduce(0, +) } ?? log.map { $0.last.reduce(0, +) } }

  /// `M`, as far as it is known.
  var count: Int? { latents ?? kl?.count ?? plan?.specification.latents }

  /// Compares what was measured with what the theory says.
  ///
  /// - Throws: `InvalidProblem` with key path `kl` if no KL divergence is known, or one is infinite;
  ///   `LinearAlgebraError`, which has not been seen for a finite covariance.
  public func run() throws -> Diagnosis {
    guard let total else {
      throw InvalidProblem(
        "kl", found: "no KL divergence", allowed: "means and log-variances, a log, or a total")
    }
    try InvalidProblem.require(
      total >= 0 && total.isFinite, "kl", found: "\(total)", allowed: "a finite number ≥ 0, in nats"
    )
    return try Diagnosis(self, total: total)
  }
}
