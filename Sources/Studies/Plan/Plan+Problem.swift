import LinearVAE
import NumericKit
import Spectra

extension Plan {
  /// The plan as a problem of the theory, with which its other questions start from the user's data: every
  /// signal as a factor in noise; the level; the start and the times of the predicted curve.
  ///
  /// Factors are the estimated signals, and further directions if latents live on them; the noise is that of
  /// the estimate. A factor and the noise together have the sample's eigenvalue, so that thresholds are
  /// those of the plan. Where signals and noise cannot be told from each other
  /// (`SignalEstimate.isCertain`) there are at least as many factors as latents, and the mean of all other
  /// eigenvalues is the noise, so that the total variance is kept.
  ///
  /// The rates are the small-rate limit, in which time is flow time.
  ///
  /// - Returns: `nil` for decoders without a given `σ²`, whose dynamics are not known, and for more
  ///   latents than a problem can have.
  public var problem: ProblemSpecification? {
    guard specification.fixedDecoderVariance != nil,
      specification.latents <= LearningProblem.latentLimit
    else { return nil }
    let data = problemData
    let training = Training(
      rates: .limit, beta: specification.levelOverTime ?? .constant(level), variance: .log)
    // Each latent along a direction of its own, as in the curve.
    let overlaps = Matrix(rows: specification.latents, columns: data.factors) {
      $0 == $1 ? startOverlap : 0
    }
    let norm = startOverlap * startOverlap
    let start = OverlappingStart(overlap: .each(overlaps), decoderNorm: norm, encoderNorm: norm)
    return ProblemSpecification(
      problem: LearningProblem(data: data, latents: specification.latents, training: training),
      initial: .overlapping(start),
      time: curve.map { .even(end: $0.times.last ?? 1, samples: 301) },
      simulation: nil)
  }

  /// The spectrum as signals in noise.
  private var problemData: SpikedData {
    let certain = estimate.flatMap { $0.isCertain ? $0 : nil }
    let wanted = max(
      estimate?.signals ?? 0, certain == nil ? specification.latents : forecast.active)
    let positive = spectrum.eigenvalues.count { $0 > 0 }
    let factors = max(1, min(wanted, positive, spectrum.columns - 1, SpikedData.factorLimit))
    let rest = spectrum.totalVariance - spectrum.eigenvalues.prefix(factors).reduce(0, +)
    let mean = max(0, rest / Double(max(spectrum.columns - factors, 1)))
    let noise = certain?.noise.variance ?? mean
    let signals = spectrum.eigenvalues.prefix(factors).map { max(0, $0 - noise) }
    return SpikedData(signals: signals.isEmpty ? [0] : signals, noise: noise)
  }
}
