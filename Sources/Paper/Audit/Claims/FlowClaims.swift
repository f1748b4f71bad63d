import FiniteSize
import LinearVAE
import MeanField
import NumericKit

extension AuditClaim {
  static let flowClaims = [
    macroscopicState, closure, decoderOverlapFlow, encoderOverlapFlow, decoderFlow, encoderFlow,
    mixedFlow, varianceFlow,
  ]

  static let macroscopicState = AuditClaim(
    "macroscopic-state", .flow, at: "Def. 4.1",
    "The macroscopic state consists of the overlaps of decoder, encoder and factors, and D.",
    how: "rank of the derivative of all overlaps by all entries of W, V and D, at random vectors",
    correction: Correction(
      printed: "lists V^t besides, and so M × (2M* + 5M) numbers",
      right: "m, d, Q, E, R, D: M × (2M* + 4M) numbers, 2MM* + M(M+1) + M² + M of them independent"),
    measuring: "numbers too many, at most, for M = 1, 2, 3"
  ) { context in
    var random = context.random
    return [(1, 1), (2, 1), (2, 2), (3, 2)].map { latents, factors in
      let data = random.data(factors: factors)
      let model = ExplicitModel(latents: latents, data: data, dimension: 16, random: &random)
      let rank = model.independentOverlaps
      // With Q, E and D in full, as matrices.
      let full = rank + latents * (latents - 1) * 2
      return Forms(
        right: Double(abs(StateLayout(latents: latents, factors: factors).count - rank)),
        printed: Double(abs(latents * (2 * factors + 5 * latents) - full)))
    }
  }

  static let closure = AuditClaim(
    "closure", .flow, at: "Def. 4.1, Eqs. 25–27",
    "The macroscopic state of SGD changes by a law that depends on this state alone.",
    how: "Monte Carlo at N = 30, t = 1: SGD on explicit vectors against the chain of the order "
      + "parameters from the same state",
    measuring: "largest difference of two means, in standard errors",
    bound: AuditEvidence.standardErrors
  ) { context in
    var random = context.random
    let shapes = [(1, 1), (2, 1), (2, 2)].prefix(context.choose(3, quick: 2))
    return try shapes.flatMap { latents, factors in
      // Rates at which no run is thrown far off: the means of heavy tails are hard to compare.
      let problem = random.problem(
        latents: latents, factors: factors, beta: 0.4...1.6, rates: 0.1...0.25)
      let beta = problem.training.reference.beta(at: 0)
      let start = ExplicitModel(
        latents: latents, data: problem.data, dimension: 30, random: &random)
      let initial = start.state
      let explicit = (0..<context.choose(3000, quick: 600)).map { _ -> [Double] in
        var model = start
        for _ in 0..<30 { model.step(model.sample(&random), problem.training, beta: beta) }
        return model.state.allNumbers
      }
      let chain =
        try Ensemble(
          try Simulation(problem, dimension: 30, seed: random.seed()), from: initial, at: [1],
          replicas: 10_000
        ).run(.current, EnsembleOptions(keepsRuns: true)).runs.map { $0.map { $0[0].allNumbers } }
        ?? []
      return initial.allNumbers.indices.map { i in
        let (one, other) = (SampleMean(explicit.map { $0[i] }), SampleMean(chain.map { $0[i] }))
        return abs(one.mean - other.mean) / [one.error, other.error].norm
      }
    }
  }

  static let decoderOverlapFlow = line(
    of: "m", "ṁ = −τ_W (K m − U), K = A + diag D + λI, A = dΛdᵀ + ηE, U = dΛ + ηd.", \.m)

  static let encoderOverlapFlow = line(
    of: "d", "ḋ = −τ_V (P U − T + λ d), P = Q + βI, U = dΛ + ηd, T = mΛ + ηm.", \.d)

  static let decoderFlow = line(
    of: "Q", "Q̇ = −τ_W (S + Sᵀ) + η τ_W² A, S = K Q − C, A = dΛdᵀ + ηE, C = dΛmᵀ + ηRᵀ.", \.Q)

  static let encoderFlow = line(
    of: "E", at: "Eq. 21",
    "Ė = −τ_V (Z + Zᵀ + 2λE) + η τ_V² (P A P − P C − Cᵀ P + G), Z = P A − Cᵀ, P = Q + βI, "
      + "G = mΛmᵀ + ηQ.", \.E, beta: 1.6...2.4,
    correction: Correction(
      printed: "a brace closes after the first sum: the last term is β h(d_m, d_n, E_mn), h = A",
      right: "β multiplies the whole bracket: β² h")
  ) { of in
    let weight = of.noise * of.encoderRate * of.encoderRate
    return (weight * (of.beta - of.beta * of.beta)) * of.A
  }

  static let mixedFlow = line(
    of: "R", at: "Eq. 22, last line",
    "Ṙ = −τ_W (K R − A) − τ_V (Cᵀ P − G + λR) − η τ_W τ_V (A P − C).", \.R,
    correction: Correction(printed: "+ τ_V τ_W (…)", right: "− η τ_V τ_W (…)")
  ) { of in (of.decoderRate * of.encoderRate * (1 + of.noise)) * (of.A * of.P - of.C) }

  static let varianceFlow = AuditClaim(
    "flow-D", .flow, at: "Eqs. 23, 38, 64",
    "Ḋ = (τ_D/2)(β/D − Q − β), as the update of D in Eq. 27 has it.",
    how: "slope of the loss in D at random vectors, by central differences",
    correction: Correction(printed: "τ_D (β/D − (Q + β))", right: "(τ_D/2)(β/D − (Q + β))"),
    measuring: "largest difference from gradient descent", bound: 1e-6, of: 50, quick: 10
  ) { random, _ in
    let problem = random.problem(latents: 2, factors: 1, beta: 0.4...1.6)
    let model = ExplicitModel(latents: 2, data: problem.data, dimension: 10, random: &random)
    let (x, beta) = (model.sample(&random), problem.training.reference.beta(at: 0))
    let (state, rate) = (model.state, problem.training.rates.values.variance)
    let flow = try OrderParameterFlow(problem).velocity(at: state)
    let descent = (0..<2).map { k in
      -rate * model.lossDifference(x, beta: beta, in: \.D[k]) / (2 * ExplicitModel.step)
    }
    let asPrinted = (0..<2).map { k in rate * (beta / state.D[k] - (state.Q[k, k] + beta)) }
    return Forms(
      right: zip(flow.D, descent).map { abs($0 - $1) }.largest,
      printed: zip(asPrinted, descent).map { abs($0 - $1) }.largest)
  }

  /// Compares one line of the flow with the drift of SGD, at random states of random problems: with `N`
  /// times the mean change in one step, which is `dS/dt` as `N → ∞`. The misprint is what the printed
  /// line has more than the right one.
  private static func line(
    of name: String, at place: String? = nil, _ equation: String,
    _ block: @escaping @Sendable (OrderParameters) -> Matrix,
    beta: ClosedRange<Double> = 0.4...1.6, correction: Correction? = nil,
    misprint: (@Sendable (FlowMatrices) -> Matrix)? = nil
  ) -> AuditClaim {
    AuditClaim(
      "flow-\(name)", .flow, at: place ?? "Sec. 4, flow of \(name)", equation,
      how:
        "Monte Carlo: mean change in a step of SGD at N = 10⁶ by the exact chain (see closure), at "
        + "random states of random problems, M ≤ 3", correction: correction
    ) { context in
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
        return Forms(right: deviation(from: predicted), printed: deviation(from: printed))
      }
      let what = "largest deviation from the drift of SGD, in standard errors"
      let bound = AuditEvidence.standardErrors
      return misprint == nil
        ? Double.evidence(of: deviations.map(\.right), what, bound: bound)
        : Forms.evidence(of: deviations, what, bound: bound)
    }
  }
}

/// The matrices in terms of which the lines of the flow are written, (flow-m) … (flow-D).
private struct FlowMatrices {
  /// `A = dΛdᵀ + ηE`, `C = dΛmᵀ + ηRᵀ`, `P = Q + βI`.
  let A: Matrix, C: Matrix, P: Matrix
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

extension ExplicitModel {
  /// How many functions of `W`, `V` and `D` among the order parameters are independent.
  fileprivate var independentOverlaps: Int {
    func derivative(_ number: WritableKeyPath<ExplicitModel, Double>) -> [Double] {
      let (up, down) = (shifted(number, by: Self.step), shifted(number, by: -Self.step))
      return zip(up.state.allNumbers, down.state.allNumbers).map { ($0 - $1) / (2 * Self.step) }
    }
    let rows =
      decoder.elements.indices.map { derivative(\.decoder.elements[$0]) }
      + encoder.elements.indices.map { derivative(\.encoder.elements[$0]) }
      + D.indices.map { derivative(\.D[$0]) }
    let values = (Matrix(rows) ?? Matrix(rows: 0, columns: 0)).singularValues()
    return values.count { $0 > 1e-6 * (values.max() ?? 1) }
  }
}
