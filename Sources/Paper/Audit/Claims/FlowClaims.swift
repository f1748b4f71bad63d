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
      right: "m, d, Q, E, R, D: M × (2M* + 4M) numbers, 2MM* + M(M+1) + M² + M of them independent")
  ) { context in
    var random = context.random
    var (wrong, printed) = (0, 0)
    for (latents, factors) in [(1, 1), (2, 1), (2, 2), (3, 2)] {
      let data = random.data(factors: factors)
      let model = ExplicitModel(latents: latents, data: data, dimension: 16, random: &random)
      let rank = model.independentOverlaps
      let layout = StateLayout(latents: latents, factors: factors)
      wrong = max(wrong, abs(layout.count - rank))
      // With Q, E and D in full, as matrices.
      let full = rank + latents * (latents - 1) * 2
      printed = max(printed, abs(latents * (2 * factors + 5 * latents) - full))
    }
    return .corrected(
      "numbers too many, at most, for M = 1, 2, 3", Double(wrong), printed: Double(printed),
      bound: 0)
  }

  static let closure = AuditClaim(
    "closure", .flow, at: "Def. 4.1, Eqs. 25–27",
    "The macroscopic state of SGD changes by a law that depends on this state alone.",
    how: "Monte Carlo at N = 30, t = 1: SGD on explicit vectors against the chain of the order "
      + "parameters from the same state"
  ) { context in
    var random = context.random
    var worst = 0.0
    for (latents, factors) in [(1, 1), (2, 1), (2, 2)].prefix(context.choose(3, quick: 2)) {
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
      for i in initial.allNumbers.indices {
        let (one, other) = (SampleMean(explicit.map { $0[i] }), SampleMean(chain.map { $0[i] }))
        let error = (one.error * one.error + other.error * other.error).squareRoot()
        worst.raise(to: abs(one.mean - other.mean) / error)
      }
    }
    return .direct(
      "largest difference of two means, in standard errors", worst,
      bound: AuditEvidence.standardErrors)
  }

  /// How the lines of the flow are checked.
  private static let byDrift =
    "Monte Carlo: mean change in a step of SGD at N = 10⁶ by the exact chain (see closure), at random "
    + "states of random problems, M ≤ 3"

  /// A line that is printed right.
  private static func line(
    of name: String, _ equation: String, _ block: @escaping @Sendable (OrderParameters) -> Matrix
  ) -> AuditClaim {
    AuditClaim(
      "flow-\(name)", .flow, at: "Sec. 4, flow of \(name)", equation, how: byDrift
    ) { try .drift($0, of: block) }
  }

  static let decoderOverlapFlow = line(
    of: "m", "ṁ = −τ_W (K m − U), K = A + diag D + λI, A = dΛdᵀ + ηE, U = dΛ + ηd."
  ) { $0.m }

  static let encoderOverlapFlow = line(
    of: "d", "ḋ = −τ_V (P U − T + λ d), P = Q + βI, U = dΛ + ηd, T = mΛ + ηm."
  ) { $0.d }

  static let decoderFlow = line(
    of: "Q", "Q̇ = −τ_W (S + Sᵀ) + η τ_W² A, S = K Q − C, A = dΛdᵀ + ηE, C = dΛmᵀ + ηRᵀ."
  ) { $0.Q }

  static let encoderFlow = AuditClaim(
    "flow-E", .flow, at: "Eq. 21",
    "Ė = −τ_V (Z + Zᵀ + 2λE) + η τ_V² (P A P − P C − Cᵀ P + G), Z = P A − Cᵀ, P = Q + βI, "
      + "G = mΛmᵀ + ηQ.", how: byDrift,
    correction: Correction(
      printed: "a brace closes after the first sum: the last term is β h(d_m, d_n, E_mn), h = A",
      right: "β multiplies the whole bracket: β² h")
  ) { context in
    try .drift(context, beta: 1.6...2.4, of: { $0.E }) { of in
      let weight = of.noise * of.encoderRate * of.encoderRate
      return (weight * (of.beta - of.beta * of.beta)) * of.A
    }
  }

  static let mixedFlow = AuditClaim(
    "flow-R", .flow, at: "Eq. 22, last line",
    "Ṙ = −τ_W (K R − A) − τ_V (Cᵀ P − G + λR) − η τ_W τ_V (A P − C).", how: byDrift,
    correction: Correction(printed: "+ τ_V τ_W (…)", right: "− η τ_V τ_W (…)")
  ) { context in
    try .drift(context, of: { $0.R }) { of in
      let weight = of.decoderRate * of.encoderRate * (1 + of.noise)
      return weight * (of.A * of.P - of.C)
    }
  }

  static let varianceFlow = AuditClaim(
    "flow-D", .flow, at: "Eqs. 23, 38, 64",
    "Ḋ = (τ_D/2)(β/D − Q − β), as the update of D in Eq. 27 has it.",
    how: "slope of the loss in D at random vectors, by central differences",
    correction: Correction(printed: "τ_D (β/D − (Q + β))", right: "(τ_D/2)(β/D − (Q + β))"),
    measuringBoth: "largest difference from gradient descent", bound: 1e-6, of: 50, quick: 10
  ) { random, _ in
    let problem = random.problem(latents: 2, factors: 1, beta: 0.4...1.6)
    let model = ExplicitModel(latents: 2, data: problem.data, dimension: 10, random: &random)
    let (x, beta) = (model.sample(&random), problem.training.reference.beta(at: 0))
    let (state, rate) = (model.state, problem.training.rates.values.variance)
    let flow = try OrderParameterFlow(problem).velocity(at: state)
    let errors = (0..<2).map { k in
      let difference = model.lossDifference(x, beta: beta, in: \.D[k])
      let descent = -rate * difference / (2 * ExplicitModel.step)
      let asPrinted = rate * (beta / state.D[k] - (state.Q[k, k] + beta))
      return (right: abs(flow.D[k] - descent), printed: abs(asPrinted - descent))
    }
    return (errors.map(\.right).largest, errors.map(\.printed).largest)
  }
}

extension ExplicitModel {
  /// How many functions of `W`, `V` and `D` among the order parameters are independent.
  fileprivate var independentOverlaps: Int {
    let h = Self.step
    func derivative(_ number: WritableKeyPath<ExplicitModel, Double>) -> [Double] {
      var (up, down) = (self, self)
      up[keyPath: number] += h
      down[keyPath: number] -= h
      return zip(up.state.allNumbers, down.state.allNumbers).map { ($0 - $1) / (2 * h) }
    }
    let rows =
      decoder.elements.indices.map { derivative(\.decoder.elements[$0]) }
      + encoder.elements.indices.map { derivative(\.encoder.elements[$0]) }
      + D.indices.map { derivative(\.D[$0]) }
    let values = (Matrix(rows) ?? Matrix(rows: 0, columns: 0)).singularValues()
    return values.count { $0 > 1e-6 * (values.max() ?? 1) }
  }
}
