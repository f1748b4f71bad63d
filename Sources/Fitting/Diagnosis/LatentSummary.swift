import RealModule

/// What one latent of an encoder does with the samples of a data set: averages over the samples of the
/// means `μ(x)` and variances `σ²(x)` of its posterior.
public struct LatentSummary: Sendable, Hashable {
  /// The place of the latent in the encoder's output, counted from 0.
  public let index: Int
  /// `E KL(q(z|x) ‖ N(0, 1)) = ½ E[μ² + σ² − 1 − ln σ²]`, in nats per sample.
  public let kl: Double
  /// `E μ`.
  public let meanOfMean: Double
  /// `Var μ`, with divisor `P`.
  public let varianceOfMean: Double
  /// `E σ²`.
  public let meanVariance: Double
  /// The share of samples for which the posterior is about as wide as the prior, `σ² > 0.9`.
  public let widePosteriorShare: Double

  /// The regime of a latent, (polarised).
  public enum Regime: String, Sendable, Hashable, Codable {
    /// It tells something of nearly every sample.
    case active
    /// It tells something, but for a tenth of the samples or more its posterior is as wide as the prior.
    case mixed
    /// Its mean does not vary: the decoder can learn nothing from it.
    case passive
  }

  /// The regime, for a variance of the mean from which on a latent counts as an active unit.
  public func regime(unitThreshold: Double) -> Regime {
    guard varianceOfMean > unitThreshold else { return .passive }
    return widePosteriorShare >= 0.1 ? .mixed : .active
  }

  /// `E μ²`.
  public var secondMoment: Double { varianceOfMean + meanOfMean * meanOfMean }

  /// `Var μ + E σ²`: the variance of the code over all samples.
  public var aggregateVariance: Double { varianceOfMean + meanVariance }

  /// The KL divergence of the code over all samples from the prior, in nats, if that code were Gaussian: by
  /// its mean and variance, `½(m² + s² − 1 − ln s²)`.
  public var marginalKL: Double {
    let variance = aggregateVariance
    guard variance > 0 else { return .infinity }
    return max(0, 0.5 * (meanOfMean * meanOfMean + variance - 1 - .log(variance)))
  }

  /// What of ``kl`` tells of the samples, in nats: `½(ln s² − E ln σ²)`, which is KL less ``marginalKL``, and the
  /// mutual information with a sample if the code over all of them is Gaussian, (code-split); never less than it.
  public var information: Double { max(0, kl - marginalKL) }

  /// `E μ² + E σ² − 1`: 0 at every stationary point of training, (code-balance).
  public var imbalance: Double { secondMoment + meanVariance - 1 }
}
