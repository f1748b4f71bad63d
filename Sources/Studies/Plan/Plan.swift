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

  /// Plans for the spectrum of a data set.
  ///
  /// ```swift
  /// let table = try DataTable(contentsOf: "digits.csv")
  /// let spectrum = try DataSpectrum(of: table)
  /// let plan = try Plan(PlanSpecification(latents: 16, beta: 60), spectrum: spectrum)
  /// ```
  ///
  /// - Parameters:
  ///   - specification: The model and its loss.
  ///   - spectrum: The covariance eigenvalues of the data.
  ///   - remarks: What was noticed in the data file, which becomes advice.
  /// - Throws: `InvalidProblem` for a number out of range.
  public init(
    _ specification: PlanSpecification, spectrum: DataSpectrum, remarks: [TableRemark] = []
  ) throws {
    try specification.validate()
    self.remarks = remarks
    self.specification = specification
    self.spectrum = spectrum
    noise = NoiseEstimate(of: spectrum)
    forecast = try LatentForecast(
      eigenvalues: spectrum.eigenvalues, latents: specification.latents, beta: specification.beta,
      decoderVariance: specification.decoderVariance)
    do {
      curve = try LearningCurve(
        of: forecast, totalVariance: spectrum.totalVariance,
        startOverlap: specification.startOverlap ?? forecast.typicalOverlap)
      curveFailure = nil
    } catch let failure as FlowError {
      (curve, curveFailure) = (nil, failure)
    }
  }

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
