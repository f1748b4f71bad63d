import FiniteSize
import LinearVAE
import MeanField
import NumericKit

extension AuditEvidence {
  /// Standard errors that no correct form exceeds: by chance in one of 10⁸ comparisons.
  static let standardErrors = 6.0

  /// Compares one line of the flow with the drift of SGD, at random states of random problems: with `N`
  /// times the mean change in one step, which is `dS/dt` as `N → ∞`.
  ///
  /// - Parameters:
  ///   - context: Effort and seed.
  ///   - beta: From where `β` is drawn.
  ///   - block: The order parameter.
  ///   - misprint: What the printed line has more than the right one; `nil` if it is right.
  /// - Returns: The largest deviation of either form, in standard errors.
  /// - Throws: The error of a run that cannot go on.
  static func drift(
    _ context: PaperOptions, beta: ClosedRange<Double> = 0.4...1.6,
    of block: (OrderParameters) -> Matrix, misprint: ((FlowMatrices) -> Matrix)? = nil
  ) throws -> AuditEvidence {
    // What is left of order 1/N is far below the error of the mean.
    let N = 1e6
    var random = context.random
    let shapes = [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (1, 2), (2, 1), (1, 1)]
    let deviations = try shapes.prefix(context.choose(8, quick: 4)).map { latents, factors in
      let problem = random.problem(latents: latents, factors: factors, beta: beta)
      let state = try random.state(latents: latents, data: problem.data)
      let steps = try Ensemble(
        try Simulation(problem, dimension: Int(N), seed: random.seed()), from: state,
        at: [1 / N], replicas: context.choose(40_000, quick: 20_000)
      ).run()
      let mean = (N * (block(steps.mean[0]) - block(state))).elements
      let error = (N * block(steps.standardError?[0] ?? state)).elements
      func deviation(from predicted: Matrix) -> Double {
        zip(zip(mean, error), predicted.elements).map { abs($0.0 - $1) / $0.1 }.largest
      }
      let predicted = block(try OrderParameterFlow(problem).velocity(at: state))
      let printed = misprint.map { predicted + $0(FlowMatrices(problem, state)) } ?? predicted
      return (deviation(from: predicted), deviation(from: printed))
    }
    let what = "largest deviation from the drift of SGD, in standard errors"
    let (right, printed) = (deviations.map(\.0).largest, deviations.map(\.1).largest)
    return misprint == nil
      ? .direct(what, right, bound: standardErrors)
      : .corrected(what, right, printed: printed, bound: standardErrors)
  }
}

/// The matrices in terms of which the lines of the flow are written, (flow-m) … (flow-D).
struct FlowMatrices {
  /// `A = dΛdᵀ + ηE`, `C = dΛmᵀ + ηRᵀ`, `P = Q + βI`.
  let A: Matrix, C: Matrix, P: Matrix
  /// `η`, `β`, `τ_W`, `τ_V`.
  let noise: Double, beta: Double, decoderRate: Double, encoderRate: Double

  init(_ problem: LearningProblem, _ state: OrderParameters) {
    let Λ = Matrix.diagonal(problem.data.signals)
    noise = problem.data.noise
    A = state.d * Λ * state.d.transposed + noise * state.E
    C = state.d * Λ * state.m.transposed + noise * state.R.transposed
    beta = problem.training.reference.beta(at: 0)
    P = state.Q + beta * .identity(state.latents)
    (decoderRate, encoderRate, _) = problem.training.rates.values
  }
}

extension LearningRates {
  /// `τ_W`, `τ_V` and `τ_D`; 1 in the small-rate limit.
  var values: (decoder: Double, encoder: Double, variance: Double) {
    if case .finite(let decoder, let encoder, let variance) = self {
      (decoder, encoder, variance)
    } else {
      (1, 1, 1)
    }
  }
}
