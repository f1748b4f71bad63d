import FiniteSize
import LinearVAE
import MeanField
import NumericKit

/// `N` times the mean change of the order parameters in one step of SGD, which is `dS/dt` as `N → ∞`.
///
/// At `N = 10⁶` what is left of order `1/N` is far below the error of the mean.
struct MeasuredDrift {
  let mean, error: OrderParameters

  init(
    of problem: LearningProblem, at state: OrderParameters, samples: Int, seed: UInt64
  ) throws {
    let N = 1_000_000
    let ensemble = Ensemble(
      try Simulation(problem, dimension: N, seed: seed), from: state, at: [1 / Double(N)],
      replicas: samples)
    let result = try ensemble.run()
    func scaled(_ s: OrderParameters) -> OrderParameters {
      let n = Double(N)
      return OrderParameters(
        m: n * s.m, d: n * s.d, Q: n * s.Q, E: n * s.E, R: n * s.R, D: s.D.map { n * $0 })
    }
    let after = result.mean[0]
    mean = scaled(
      OrderParameters(
        m: after.m - state.m, d: after.d - state.d, Q: after.Q - state.Q, E: after.E - state.E,
        R: after.R - state.R, D: zip(after.D, state.D).map(-)))
    error = scaled(result.standardError?[0] ?? state)
  }

  /// The largest deviation of an order parameter from a prediction, in standard errors.
  func deviation(
    from predicted: Matrix, _ block: (OrderParameters) -> Matrix
  ) -> Double {
    let (mean, error) = (block(mean).elements, block(error).elements)
    return zip(zip(mean, error), predicted.elements)
      .map { abs($0.0 - $1) / $0.1 }.largest
  }
}

extension AuditEvidence {
  /// Standard errors that no correct form exceeds: by chance in one of 10⁸ comparisons.
  static let standardErrors = 6.0

  /// Compares one line of the flow with the drift of SGD, at random states of random problems.
  ///
  /// - Parameters:
  ///   - context: Effort and seed.
  ///   - beta: From where `β` is drawn.
  ///   - block: The order parameter.
  ///   - misprint: What the printed line has more than the right one; `nil` if it is right.
  /// - Returns: The largest deviation of either form, in standard errors.
  /// - Throws: The error of a run that cannot go on.
  static func drift(
    _ context: AuditContext, beta: ClosedRange<Double> = 0.4...1.6,
    of block: (OrderParameters) -> Matrix,
    misprint: ((LearningProblem, OrderParameters) -> Matrix)? = nil
  ) throws -> AuditEvidence {
    var random = context.random
    let shapes = [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (1, 2), (2, 1), (1, 1)]
    var (worst, worstPrinted) = (0.0, 0.0)
    for (latents, factors) in shapes.prefix(context.choose(8, quick: 4)) {
      let problem = random.problem(latents: latents, factors: factors, beta: beta)
      let state = try random.state(latents: latents, data: problem.data)
      let drift = try MeasuredDrift(
        of: problem, at: state, samples: context.choose(40_000, quick: 20_000),
        seed: random.seed())
      let predicted = block(try OrderParameterFlow(problem).velocity(at: state))
      worst.raise(to: drift.deviation(from: predicted, block))
      if let misprint {
        let printed = predicted + misprint(problem, state)
        worstPrinted.raise(to: drift.deviation(from: printed, block))
      }
    }
    let what = "largest deviation from the drift of SGD, in standard errors"
    let right = AuditMeasurement(what, worst, bound: standardErrors)
    guard misprint != nil else { return .direct(right) }
    return .corrected(
      right, printed: AuditMeasurement(what, worstPrinted, bound: standardErrors))
  }
}

/// The matrices in terms of which the lines of the flow are written, (flow-m) … (flow-D).
struct FlowMatrices {
  /// `A = dΛdᵀ + ηE`.
  let A: Matrix
  /// `C = dΛmᵀ + ηRᵀ`.
  let C: Matrix
  /// `P = Q + βI`.
  let P: Matrix
  /// `β`, `τ_W`, `τ_V`.
  let beta, decoderRate, encoderRate: Double

  init(_ problem: LearningProblem, _ state: OrderParameters) {
    let Λ = Matrix.diagonal(problem.data.signals)
    let η = problem.data.noise
    A = state.d * Λ * state.d.transposed + η * state.E
    C = state.d * Λ * state.m.transposed + η * state.R.transposed
    beta = problem.training.beta.beta(at: 0)
    P = state.Q + beta * .identity(state.latents)
    guard case .finite(let decoder, let encoder, _) = problem.training.rates else {
      (decoderRate, encoderRate) = (1, 1)
      return
    }
    (decoderRate, encoderRate) = (decoder, encoder)
  }
}
