import LinearVAE
import RealModule

/// What every run of one simulation shares.
package struct RunConfiguration: Sendable {
  let problem: LearningProblem
  /// `N`.
  let dimension: Int
  let rates: StepRates

  /// The configuration of a problem, or `nil` in the small-rate limit, which no simulation reaches.
  init?(_ problem: LearningProblem, dimension: Int) {
    guard let rates = StepRates(problem.training, dimension: dimension) else { return nil }
    (self.problem, self.dimension, self.rates) = (problem, dimension, rates)
  }

  /// The time of a step, `step/N`.
  func time(of step: Int) -> Double { Double(step) / Double(dimension) }

  /// `β` by its schedule, or what a feedback law refers to, at a step.
  func reference(at step: Int) -> Double { problem.training.reference.beta(at: time(of: step)) }

  /// The stretch that a step, counted from 0, belongs to, up to a later step at which it ends at the
  /// latest.
  func stretch(at step: Int, limit: Int) -> Stretch {
    let (schedule, N) = (problem.training.reference, Double(dimension))
    var end = limit
    if let kink = schedule.nextBreakPoint(after: time(of: step)), kink * N < Double(limit) {
      end = Int((kink * N).rounded(.up))
      // The product can round across a whole number; the quotient decides.
      if time(of: end - 1) >= kink { end -= 1 }
      if time(of: end) < kink { end += 1 }
    }
    return Stretch(
      piece: schedule.piece(around: time(of: step)), end: min(max(end, step + 1), limit),
      dimension: N)
  }

  /// The error of a step after which a variance is not a positive number.
  ///
  /// A logarithm cannot cross zero: there, as for vectors far longer than data could make them, SGD
  /// has diverged, and `D` only followed.
  func failure(latent: Int, step: Int, numbers: [Double], beta: Double) -> SimulationError {
    let time = time(of: step)
    let at = StateBlocks(problem)
    let (value, norm) = (numbers[at.D + latent], numbers[at.Q + latent * (problem.latents + 1)])
    let largest = 1000 * (problem.data.signals.reduce(problem.data.noise, +) + 1)
    guard problem.training.variance == .direct, numbers.allSatisfy({ $0.isFinite }), norm < largest
    else { return .diverged(step: step, time: time) }
    return .varianceCrossedZero(
      latent: latent, step: step, time: time, value: value, beta: beta)
  }
}

/// Consecutive steps over which `β`, or what a feedback law refers to, follows one smooth function.
package struct Stretch {
  let piece: BetaSchedule.Piece
  /// The first step that does not belong to the stretch.
  let end: Int
  /// `N`, steps per unit of time.
  let dimension: Double

  @_transparent func beta(at step: Int) -> Double {
    if case .constant(let value) = piece { return value }
    return piece.value(at: Double(step) / dimension)
  }
}

/// The sizes that the loops of a step run over.
struct RunSizes: Sendable {
  /// `M`, `M*` and `B`, the samples of a step.
  let latents, factors, batch: Int

  init(_ problem: LearningProblem) {
    self.init(
      latents: problem.latents, factors: problem.data.factors, batch: problem.training.batch)
  }

  @_transparent init(latents: Int, factors: Int, batch: Int) {
    self.latents = latents
    self.factors = factors
    self.batch = batch
  }

  /// `k = M* + 2M`, the dimension of the space that factors, decoder and encoder span.
  @_transparent var order: Int { factors + 2 * latents }

  /// Whether pairs of samples are summed one by one; a large batch acts through `2M` combinations of
  /// its samples only.
  @_transparent var sumsPairs: Bool { batch <= 2 * latents }

  /// `min(B, 2M)`, the directions outside the span into which a step can lead.
  @_transparent var directions: Int { min(batch, 2 * latents) }
}

/// The rates of one step of (sgd) at dimension `N`.
struct StepRates: Sendable {
  /// `τ_W/N`, `τ_V/N`, `τ_D/(2N)` and `λ`.
  let decoder, encoder, variance, weightDecay: Double
  /// Whether `D` or `ln D` is trained.
  let parametrization: VarianceParametrization

  init?(_ training: Training, dimension: Int) {
    guard case .finite(let decoder, let encoder, let variance) = training.rates else { return nil }
    let N = Double(dimension)
    self.decoder = decoder / N
    self.encoder = encoder / N
    self.variance = 0.5 * variance / N
    weightDecay = training.weightDecay
    parametrization = training.variance
  }

  /// `D_k` after a step, by (sgd) or (sgd-log), from the values before it.
  @_transparent func variance(after D: Double, norm: Double, beta: Double) -> Double {
    switch parametrization {
    case .direct: return D - variance * (norm + beta - beta / D)
    case .log: return stepOfLogarithm(D, norm: norm, beta: beta)
    }
  }

  @inline(never) private func stepOfLogarithm(_ D: Double, norm: Double, beta: Double) -> Double {
    D * .exp(-variance * (D * (norm + beta) - beta))
  }
}
