import MeanField
import Spectra
import Storage

/// What a linear β-VAE will make of a data set: which latents live, and how long they take.
///
/// Exact for linear models with Gaussian decoders, trained by plain SGD, in the limit of small learning
/// rates; for others a guide without an error bound.
public struct Plan: Sendable, Hashable {
  /// What was planned.
  public let specification: PlanSpecification
  /// The covariance spectrum of the data.
  public let spectrum: DataSpectrum
  /// What was noticed in the data file.
  public let remarks: [TableRemark]
  /// The variance of the noise in the data; `nil` if no column varies.
  public let noise: NoiseEstimate?
  /// The fate of each latent at the optimum.
  public let forecast: LatentForecast
  /// The predicted course of training; `nil` if the flow could not be followed, as happens from a
  /// start that is far too long.
  public let curve: LearningCurve?
  /// Why there is no curve.
  public let curveFailure: FlowError?

  /// The overlap from which every latent starts, in units of the data.
  public var startOverlap: Double { specification.startOverlap ?? forecast.typicalOverlap }

  /// For each latent, the weight of the KL term from which on it is collapsed, in the words of the
  /// loss; its threshold in `β` where no loss was given.
  public var thresholdKLWeights: [Double] {
    forecast.latents.map { specification.klWeight(atBeta: $0.threshold) }
  }

  /// For each latent, how long it stays on its plateau in flow time; `nil` if it never leaves.
  public var escapeTimes: [Double?] { forecast.escapeTimes(fromOverlap: startOverlap) }

  /// Steps of plain SGD that make one unit of flow time; `nil` if no learning rate was given.
  public var stepsPerTime: Double? { specification.stepsPerTime }
}
