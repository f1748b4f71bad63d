import Fitting
import LinearVAE
import MeanField
import NumericKit
import RealModule
import Spectra

/// A model that was trained, beside what was predicted of it.
public struct TrainingResult: Sendable, Hashable {
  /// What was trained.
  public let specification: TrainingSpecification
  /// The model with what was measured.
  public let fit: FitResult
  /// The eigenvalues that `β` decides on.
  public let spectrum: DataSpectrum
  /// `β` at the end of training: that of the last step, or what a law has come to.
  public let beta: Double
  /// What the latents come to; exact for linear models with squared errors, without weight decay.
  public let forecast: LatentForecast
  /// What is left of each column, where the decoder learns a variance for each.
  public let columnVariances: ColumnVarianceForecast?
  /// The squared cosine of each latent's decoder with the eigenvector of its eigenvalue; empty where the
  /// eigenvalues are not those of the covariance.
  public let alignment: [Double]
  /// The KL divergence of each latent over the steps of the history, as the flow of an aligned start has
  /// it; `nil` where steps have no flow time.
  public let predictedCourse: [[Double]]?
  /// The latents at their optimum under weight decay; `nil` without it, or where `σ²` is learned too.
  private let decayed: [DecayedLatent]?

  /// How far the measured NLL is off at most for its sum over nodes, in nats; `nil` where it has none over all
  /// latents at once.
  public let quadratureError: Double?

  /// What is known of the data besides their spectrum.
  struct Moments {
    /// In the units of training.
    let moments: DataMoments
    /// What columns were multiplied with for that.
    let scale: [Double]?
    /// Of the data as they are; `nil` where a covariance was given.
    let covariance: SampleCovariance?
  }

  init(
    _ specification: TrainingSpecification, _ fitted: FitSpecification, _ fit: FitResult,
    _ spectrum: DataSpectrum, _ data: Moments, quadratureError: Double?, _ context: RunContext
  ) throws {
    self.quadratureError = quadratureError
    (self.specification, self.fit, self.spectrum) = (specification, fit, spectrum)
    var plan = specification.plan
    let end = specification.law == nil ? plan.finalBeta : fit.history.beta.last ?? plan.beta
    beta = end
    let eigenvalues = spectrum.completedEigenvalues
    var columns: ColumnVarianceForecast?
    switch plan.decoder {
    case .gaussian(let variance):
      forecast = try LatentForecast(
        eigenvalues: eigenvalues, latents: plan.latents, beta: end, decoderVariance: variance)
    case .gaussianLearned:
      forecast = try LatentForecast(
        learningDecoderVarianceOf: eigenvalues, latents: plan.latents, beta: end)
    case .gaussianLearnedPerColumn:
      guard let covariance = data.covariance else {
        preconditionFailure("a variance for each column without the rows")
      }
      let known = try ColumnVarianceForecast(
        of: covariance, latents: plan.latents, beta: end)
      columns = known
      forecast = known.forecast
    default:
      forecast = try LatentForecast(
        scoreEigenvalues: eigenvalues, latents: plan.latents, beta: end)
    }
    columnVariances = columns
    var latents: [DecayedLatent]?
    if case .gaussian(let variance) = plan.decoder, specification.weightDecay > 0 {
      let decay = specification.weightDecay * variance / fitted.lossScale
      latents = forecast.latents.map {
        DecayedLatent(optimumOn: $0.eigenvalue, beta: end * variance, weightDecay: decay)
      }
    }
    decayed = latents
    alignment = try Self.alignment(fit, data, plan)
    plan.schedule = specification.law == nil ? plan.schedule : nil
    predictedCourse =
      specification.law == nil && specification.weightDecay == 0
      ? try Self.course(plan, forecast, fit.history, spectrum, context) : nil
  }

  private static func alignment(
    _ fit: FitResult, _ data: Moments, _ plan: PlanSpecification
  ) throws -> [Double] {
    switch plan.decoder {
    case .gaussian, .gaussianLearned: break
    default: return []
    }
    let axes = try data.moments.principalAxes()
    // The model is in the units of the data, the axes in those of training.
    let decoder = fit.model.decoder
    return (0..<plan.latents).map { k in
      let w = (0..<decoder.rows).map { decoder[$0, k] * (data.scale?[$0] ?? 1) }
      let square = w.reduce(0) { $0 + $1 * $1 }
      guard k < axes.variances.count, square > 0 else { return 0 }
      let overlap = w.indices.reduce(0) { $0 + w[$1] * axes.directions[$1, k] }
      return overlap * overlap / square
    }
  }

  /// The flow of each latent by itself at the flow times of the steps.
  private static func course(
    _ plan: PlanSpecification, _ forecast: LatentForecast, _ history: FitHistory,
    _ spectrum: DataSpectrum, _ context: RunContext
  ) throws -> [[Double]]? {
    guard let stepsPerTime = plan.stepsPerTime, plan.length != nil, forecast.isExact else {
      return nil
    }
    let times = history.steps.map { Double($0) / stepsPerTime }
    let overlap = plan.startOverlap ?? 1 / Double(spectrum.columns).squareRoot()
    let (level, noise) = (
      plan.levelOverTime, plan.sgdNoise(on: spectrum, living: forecast.active)
    )
    do {
      return try context.silent.map(forecast.latents.count, "latents") { index in
        try LatentFlow(
          forecast.latents[index], startOverlap: overlap, level: level, noise: noise
        ).course(at: times).kl
      }
    } catch is FlowError {
      return nil
    }
  }
}

extension TrainingResult {
  /// The KL divergence of each latent at the optimum; `nil` where no closed form is exact.
  public var predictedKL: [Double?] {
    isExact ? decayed?.map(\.kl) ?? forecast.latents.map(\.kl) : forecast.latents.map { _ in nil }
  }

  /// Which latents can live.
  public var predictedActive: [Bool] {
    decayed?.map { $0.decoderNorm > 0 } ?? forecast.latents.map(\.isActive)
  }

  /// How many can.
  public var predictedCount: Int { predictedActive.count { $0 } }

  /// Whether weight decay holds the latents back.
  var hasDecay: Bool { specification.weightDecay > 0 }

  /// Whether what the model comes to is known exactly.
  public var isExact: Bool {
    var isPerLatent = false
    if let law = specification.law { isPerLatent = law.controller.isPerLatent }
    return forecast.isExact && (!hasDecay || decayed != nil) && !isPerLatent
  }

  /// `E‖x − x̂‖²` at the optimum; `nil` where it is not known.
  public var predictedDistortion: Double? {
    guard isExact else { return nil }
    guard let decayed else { return columnVariances?.distortion ?? forecast.distortion }
    let rest = spectrum.completedEigenvalues.dropFirst(decayed.count).reduce(0, +)
    return decayed.reduce(rest) { $0 + $1.distortion }
  }

  /// The expected negative log-likelihood at the optimum, without what no parameter changes; `nil` where it
  /// is not known.
  public var predictedNLL: Double? {
    guard isExact, let distortion = predictedDistortion else { return nil }
    let columns = Double(spectrum.columns)
    switch specification.plan.decoder {
    case .gaussian(let variance): return distortion / (2 * variance)
    // At the best σ² each column has an error of σ².
    case .gaussianLearned: return 0.5 * columns * (1 + .log(forecast.decoderVariance))
    default:
      return columnVariances.map { $0.variances.reduce(0) { $0 + 0.5 * (1 + .log($1)) } }
    }
  }
}
