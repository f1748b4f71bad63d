import LinearVAE
import MeanField
import NumericKit
import RealModule
import Spectra

/// How the latents of a linear β-VAE come to life, predicted from the spectrum of the data.
///
/// The spectral flow, from a start near zero: every decoder and encoder vector lies along its own
/// eigen-direction with the same small length, and `D = 1`. From such a start the latents never mix, so
/// that the flow of all of them is that of each by itself: in the small-rate limit (limit), or with the
/// steps and batches of SGD. Time is learning rate × steps, in the units of the loss
/// `½‖x − x̂‖² + βσ² KL`.
public struct LearningCurve: Sendable, Hashable {
  /// Times at which the curve is sampled, in units of flow time.
  public let times: [Double]
  /// For each latent, its KL divergence from the prior at each time, in nats.
  public let kl: [[Double]]
  /// `E‖x − x̂‖²` at each time, in squared units of the data.
  public let distortion: [Double]
  /// Between what bounds single runs lie over random starts; `nil` where that was not asked.
  public let band: CurveBand?
  /// The steps that the integration of all latents took.
  public let steps: Int

  /// The sum of the latents' KL divergences at each time, in nats per sample.
  public var rate: [Double] {
    times.indices.map { i in kl.reduce(0) { $0 + $1[i] } }
  }

  /// Predicts the curve of the latents of a forecast.
  ///
  /// - Parameters:
  ///   - forecast: Eigenvalues and level `βσ²` of each latent.
  ///   - totalVariance: The sum of all eigenvalues of the data.
  ///   - startOverlap: The length of every decoder and encoder vector at the start.
  ///   - level: The level over flow time; that of the forecast at all times unless given.
  ///   - noise: Steps and batches of SGD; the small-rate limit unless given.
  ///   - eigenvalues: All of the data, descending, for a band over random starts; none unless given.
  ///   - samples: Number of times, at least 2, equally spaced in logarithm from well before the
  ///     first latent leaves its plateau to well after the last one has settled.
  ///   - context: How the work is carried out.
  /// - Throws: `FlowError`, should the integration fail, or end elsewhere than the latents do, or
  ///   `RunCancelled`.
  public init(
    of forecast: LatentForecast, totalVariance: Double, startOverlap: Double,
    level: BetaSchedule? = nil, noise: SGDNoise? = nil, eigenvalues: [Double]? = nil,
    samples: Int = 240,
    _ context: RunContext = .current
  ) throws {
    let flows = try forecast.latents.map {
      try LatentFlow($0, startOverlap: startOverlap, level: level, noise: noise)
    }
    let times = try Self.times(flows, after: level?.settlingTime ?? 0, samples: samples)
    let parts = try context.map(flows.count, "latents") { index in
      let flow = flows[index]
      let course = try flow.course(at: times)
      // Noise keeps SGD from the optimum.
      if noise == nil, level.map({ $0.finalValue == flow.latent.level }) ?? true {
        try Self.check(course.kl, of: flow.latent, at: times)
      }
      return course
    }
    self.times = times
    kl = parts.map(\.kl)
    distortion = times.indices.map { i in
      parts.reduce(totalVariance) { $0 + $1.distortion[i] }
    }
    let spread = eigenvalues.map {
      StartSpread(
        forecast: forecast, overlap: startOverlap, level: level,
        free: noise?.free ?? FreeDirections(eigenvalues: $0, living: forecast.active),
        noise: noise)
    }
    band = try spread.map { spread in
      CurveBand(
        try context.silent.map(flows.count, "latents") {
          try spread.courses(of: $0, typical: parts[$0], at: times)
        }, totalVariance: totalVariance)
    }
    steps = parts.reduce(0) { $0 + $1.steps }
  }

  /// Refuses a curve that does not end where its latent does: of `D` fifteen orders of magnitude below
  /// its start, rounding makes something else.
  private static func check(
    _ kl: [Double], of latent: LatentFate, at times: [Double]
  ) throws(FlowError) {
    let (end, time) = (kl[kl.count - 1], times[times.count - 1])
    let isReached = abs(end - latent.kl) <= 0.01 * max(1, latent.kl)
    guard isReached || !latent.isActive else {
      throw .toleranceTooTight(time: time, step: time.ulp)
    }
  }

  /// Logarithmically spaced times that show every living latent rise and settle, or, if none lives,
  /// how the code of the first one dies out. That of the others may take for ever: one of variance
  /// `λ ≪ 1` does at the rate `λ`, when there is nothing left of it to see.
  private static func times(
    _ flows: [LatentFlow], after ramp: Double, samples: Int
  ) throws -> [Double] {
    precondition(samples >= 2, "a curve needs at least 2 samples, not \(samples)")
    let living = flows.filter(\.latent.isActive)
    let shown = living.isEmpty ? Array(flows.prefix(1)) : living
    let end = try ramp + (shown.map { try $0.settlingTime() }.max() ?? 1)
    let escapes = shown.compactMap(\.escapeTime).filter { $0 > 0 }
    let first = 0.02 * min(escapes.min() ?? end, end)
    // The quotient of the two can be beyond all numbers.
    let (start, step) = (Double.log(first), (.log(end) - .log(first)) / Double(samples - 1))
    return (0..<samples).map { .exp(start + step * Double($0)) }
  }
}
