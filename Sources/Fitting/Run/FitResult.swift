import LinearVAE

/// A model at the end of its training, with what was measured on all rows.
public struct FitResult: Sendable, Hashable {
  /// The model, its latents in the order of their KL divergences, largest first.
  public let model: LinearModel
  /// The KL divergence of each latent, in nats.
  public let kl: [Double]
  /// The variance over the rows of the mean of each latent's code.
  public let meanVariances: [Double]
  /// `E(−ln p)`, without what no parameter changes.
  public let nll: Double
  /// `E‖x − x̂‖²` in squared units of the rows that it was trained on; `nil` for decoders that are not
  /// Gaussian.
  public let distortion: Double?
  /// What was measured on the way.
  public let history: FitHistory
  /// Why it ended.
  public let stopped: Stop
  /// Steps, or evaluations of the loss of a fit to convergence.
  public let steps: Int

  /// Why training ended.
  public enum Stop: String, Sendable, Hashable, Codable {
    /// Nothing improves the loss any more.
    case converged
    /// All epochs are over.
    case epochs
    /// All steps are done.
    case steps
    /// The search found nothing better, or took too long.
    case stalled
  }

  /// A latent whose KL divergence is above this many nats is in use.
  public static let activeKL = 0.01

  /// Which latents are in use.
  public var active: [Bool] { kl.map { $0 > Self.activeKL } }
}

/// What was measured during training, on all rows.
public struct FitHistory: Sendable, Hashable {
  /// Steps, or evaluations of the loss, before each record.
  public var steps: [Int] = []
  /// The KL divergence of each latent at each record, in nats.
  public var kl: [[Double]] = []
  /// `E‖x − x̂‖²`; not a number for decoders that are not Gaussian.
  public var distortion: [Double] = []
  /// The expected negative log-likelihood.
  public var nll: [Double] = []
  /// The mean weight of the latents' KL terms.
  public var beta: [Double] = []

  /// No record.
  public init() {}

  /// With the latents in another order.
  func ordered(_ order: [Int]) -> FitHistory {
    var result = self
    result.kl = order.map { kl[$0] }
    return result
  }

  mutating func record(_ step: Int, _ parts: LossParts, beta: [Double]) {
    if kl.isEmpty { kl = parts.kl.map { _ in [] } }
    steps.append(step)
    for (k, value) in parts.kl.enumerated() { kl[k].append(value) }
    distortion.append(parts.distortion)
    nll.append(parts.nll)
    self.beta.append(beta.reduce(0, +) / Double(beta.count))
  }
}

/// Training that cannot go on.
public enum FitError: Error, Sendable, Hashable {
  /// Numbers grew beyond all bounds after a step.
  case diverged(step: Int)
  /// A step of the learning rate carried the variance of a latent's code to 0 or below.
  case varianceCrossedZero(latent: Int, step: Int)
}

extension FitError: CustomStringConvertible {
  /// What happened when, and the remedy.
  public var description: String {
    switch self {
    case .diverged(let step):
      "training diverged at step \(step): take a smaller learning rate"
    case .varianceCrossedZero(let latent, let step):
      "the variance D of latent \(latent + 1) reached 0 at step \(step): take a smaller learning rate, "
        + "a β that does not start at 0, or train ln D (variance: log)"
    }
  }
}
