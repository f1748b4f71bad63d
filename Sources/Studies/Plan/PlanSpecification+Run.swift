import LinearVAE
import MeanField
import NumericKit
import Spectra
import Storage

extension PlanSpecification {
  /// Of what the eigenvalues of the data are taken: the covariance for squared errors, the scores of the
  /// decoder for others.
  public var spectrumOptions: SpectrumOptions {
    switch decoder {
    case .gaussian, .gaussianLearned: SpectrumOptions()
    default: SpectrumOptions(decoder: decoder)
    }
  }

  /// Plans for the spectrum of a data set.
  ///
  /// ```swift
  /// let table = try DataTable(contentsOf: "digits.csv")
  /// let plan = try PlanSpecification(latents: 16, beta: 60).run(on: DataSpectrum(of: table))
  /// ```
  ///
  /// - Parameters:
  ///   - spectrum: The eigenvalues of the data, as ``spectrumOptions`` says.
  ///   - covariance: The covariance of the data, for a decoder that learns a variance for each column.
  ///   - remarks: What was noticed in the data file, which becomes advice.
  ///   - samples: What the spectrum was taken of and how, to see whether signals rest on a few rows; they are
  ///     not looked at unless given.
  ///   - context: How the work is carried out.
  /// - Returns: The plan; without a curve if the flow cannot be followed.
  /// - Throws: `InvalidProblem` for a number out of range, `RunCancelled`, or what reading the samples throws.
  public func run(
    on spectrum: DataSpectrum, covariance: SampleCovariance? = nil, remarks: [TableRemark] = [],
    samples: (table: DataTable, options: SpectrumOptions)? = nil,
    _ context: RunContext = .current
  ) throws -> Plan {
    try validate()
    let columns = try columnVariances(of: covariance)
    let forecast = try columns?.forecast ?? forecast(of: spectrum)
    var (curve, failure) = (LearningCurve?.none, FlowError?.none)
    let noise = sgdNoise(on: spectrum, living: forecast.active)
    do {
      if fixedDecoderVariance != nil {
        curve = try LearningCurve(
          of: forecast, totalVariance: spectrum.totalVariance,
          startOverlap: startOverlap ?? forecast.typicalOverlap, level: levelOverTime,
          noise: noise, eigenvalues: spectrum.completedEigenvalues, context)
      }
    } catch let error as FlowError {
      failure = error
    }
    // Where each column learns its own variance, the latents' eigenvalues are in units that change with β.
    let isComparable = spectrum.eigenvalues.count == spectrum.columns && columns == nil
    let estimate = isComparable ? SignalEstimate(of: spectrum) : nil
    let stable = try noise?.largestStableFactor(forecast)
    return Plan(
      specification: self, spectrum: spectrum, remarks: remarks, estimate: estimate,
      outlyingRows: try estimate.flatMap { estimate in
        try samples.flatMap {
          try OutlyingRows(in: $0.table, of: estimate, options: $0.options, context)
        }
      }, forecast: forecast,
      columnVariances: columns, curve: curve, curveFailure: failure,
      largestSGDFactor: stable,
      largestUnmixedFactor: try noise?.largestUnmixedFactor(forecast, below: stable))
  }

  private func forecast(of spectrum: DataSpectrum) throws(InvalidProblem) -> LatentForecast {
    let eigenvalues = spectrum.completedEigenvalues
    return switch decoder {
    case .gaussian(let variance):
      try LatentForecast(
        eigenvalues: eigenvalues, latents: latents, beta: finalBeta,
        decoderVariance: variance)
    case .gaussianLearned:
      try LatentForecast(
        learningDecoderVarianceOf: eigenvalues, latents: latents, beta: finalBeta)
    default:
      try LatentForecast(scoreEigenvalues: eigenvalues, latents: latents, beta: finalBeta)
    }
  }

  private func columnVariances(
    of covariance: SampleCovariance?
  ) throws -> ColumnVarianceForecast? {
    guard decoder == .gaussianLearnedPerColumn else { return nil }
    guard let covariance else {
      throw InvalidProblem(
        "decoder", found: "a variance to be learned for each column",
        allowed: "one with the covariance of the data, not its eigenvalues alone")
    }
    return try ColumnVarianceForecast(of: covariance, latents: latents, beta: finalBeta)
  }

  /// The level `βσ²` over flow time, if it changes and steps have a flow time.
  var levelOverTime: BetaSchedule? {
    guard let schedule, let stepsPerTime, let variance = fixedDecoderVariance else { return nil }
    return schedule.scaled(by: beta * variance, stretch: 1 / stepsPerTime)
  }
}
