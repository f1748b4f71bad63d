import LinearVAE
import RealModule

/// What every run of one simulation of factors in noise shares.
package struct RunConfiguration: Sendable {
  let problem: LearningProblem
  let course: RunCourse

  /// The configuration of a problem, or `nil` in the small-rate limit, which no simulation reaches.
  init?(_ problem: LearningProblem, dimension: Int) {
    let data = problem.data
    let feedback = problem.training.feedback.map {
      FeedbackKernel($0, problem, dimension: dimension)
    }
    guard
      let course = RunCourse(
        problem.training, dimension: dimension,
        totalVariance: data.signals.reduce(data.noise, +), feedback)
    else { return nil }
    (self.problem, self.course) = (problem, course)
  }

  /// `N`.
  var dimension: Int { course.dimension }
  var rates: StepRates { course.rates }
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
