import LinearVAE
import NumericKit
import Spectra

extension Plan {
  /// The plan as a problem of the theory, with which its other questions start from the user's data: the
  /// living directions, and those that almost live, as factors in noise; the level; the start and the
  /// times of the predicted curve.
  ///
  /// Eigenvalues that get no factor are replaced by their mean, the noise, so that the total variance is
  /// kept. The rates are the small-rate limit, in which time is flow time.
  ///
  /// - Returns: `nil` for decoders without a given `σ²`, whose dynamics are not known, and for more
  ///   latents than a problem can have.
  public var problem: ProblemSpecification? {
    guard specification.fixedDecoderVariance != nil,
      specification.latents <= LearningProblem.latentLimit
    else { return nil }
    let factors = problemFactors
    let rest = spectrum.totalVariance - spectrum.eigenvalues.prefix(factors).reduce(0, +)
    let noise = max(0, rest / Double(max(spectrum.columns - factors, 1)))
    let signals = spectrum.eigenvalues.prefix(factors).map { max(0, $0 - noise) }
    let data = SpikedData(signals: signals.isEmpty ? [0] : signals, noise: noise)
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

  /// Factors for as many directions as there are latents, and no more than the data have.
  private var problemFactors: Int {
    let positive = spectrum.eigenvalues.count { $0 > 0 }
    return max(
      1,
      min(
        specification.latents, positive, spectrum.columns - 1, spectrum.eigenvalues.count,
        SpikedData.factorLimit))
  }
}
