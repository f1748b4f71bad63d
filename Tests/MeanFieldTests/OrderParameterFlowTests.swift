import LinearVAE
import MeanField
import NumericKit
import TestSupport
import Testing

@Suite("The flow of the order parameters")
struct OrderParameterFlowTests {
  private static func tolerance(_ relative: Double) -> Integrator {
    Integrator(tolerance: Tolerance(relative: relative))
  }

  /// ρ = η = 1, one latent, one factor.
  private func matched(
    _ beta: BetaSchedule, rates: LearningRates = .limit,
    variance: VarianceParametrization = .direct
  ) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [1], noise: 1), latents: 1,
      training: Training(rates: rates, beta: beta, variance: variance))
  }

  private func start(_ overlap: Double, norm: Double = 1, variance: Double = 1) -> OrderParameters {
    OrderParameters(
      m: [[overlap]], d: [[overlap]], Q: [[norm]], E: [[norm]], R: [[overlap * overlap]],
      D: [variance])
  }

  @Test("agrees with an independent implementation", arguments: FlowFixture.all)
  func reference(fixture: FlowFixture) throws {
    for (relative, bound) in [(1e-8, 1e-6), (1e-11, 1e-9)] {
      let flow = try OrderParameterFlow(
        fixture.problem.learningProblem, integrator: Self.tolerance(relative))
      let states = try flow.trajectory(
        from: try #require(fixture.problem.initial), at: try #require(fixture.problem.time).at)
      #expect(states.count == fixture.states.count)
      for (state, expected) in zip(states, fixture.states) {
        #expect(distance(state, expected) < bound)
      }
    }
  }

  @Test("stays within three standard deviations of the authors' published SGD runs")
  func publishedRuns() throws {
    let run = PublishedRun.authors
    let problem = matched(.constant(1), rates: .uniform(0.01))
    let states = try OrderParameterFlow(problem).trajectory(from: run.initial, at: run.times)
    for (i, state) in states.enumerated() {
      let values = run.generalization_error.map { $0[i] }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance =
        values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count - 1)
      // At t = 0 all runs agree: what is left is the precision they were printed with.
      let allowed = 3 * variance.squareRoot() + 1e-6
      let flow = 1 - 2 * state.m[0, 0] + state.Q[0, 0]
      #expect(abs(flow - mean) <= allowed, "t = \(run.times[i]): \(flow), \(mean)")
    }
  }

  @Test("explicit and stiff methods agree")
  func methodsAgree() throws {
    let problem = matched(.tanh(rate: 0.2, max: 1))
    let times = [1.0, 5, 20]
    let states = try [IntegrationMethod.explicit, .stiff].map { method in
      try OrderParameterFlow(
        problem, integrator: Integrator(tolerance: Tolerance(relative: 1e-11), method: method)
      ).trajectory(from: start(0.1), at: times)
    }
    for (a, b) in zip(states[0], states[1]) { #expect(distance(a, b) < 1e-9) }
  }

  @Test("the small-rate limit is the limit of small rates")
  func smallRates() throws {
    let times = [2.0, 5, 20]
    let limit = try OrderParameterFlow(matched(.constant(0.7)), integrator: Self.tolerance(1e-11))
      .trajectory(from: start(0.3), at: times)
    var errors: [Double] = []
    for rate in [1e-2, 1e-3] {
      let flow = try OrderParameterFlow(
        matched(.constant(0.7), rates: .uniform(rate)), integrator: Self.tolerance(1e-11))
      let states = try flow.trajectory(from: start(0.3), at: times.map { $0 / rate })
      errors.append(zip(states, limit).map { distance($0, $1) }.max() ?? 0)
    }
    #expect(abs(errors[0] / errors[1] - 10) < 0.5)  // the difference is of first order in τ
  }

  @Test("with ln D trained the flow ends in the same state and D stays positive")
  func logarithmicVariance() throws {
    let ends = try VarianceParametrization.allCases.map { variance in
      try OrderParameterFlow(matched(.constant(0.8), variance: variance))
        .trajectory(from: start(0.1), at: [200])[0]
    }
    #expect(distance(ends[0], ends[1]) < 1e-7)
    let silent = try OrderParameterFlow(matched(.constant(0), variance: .log))
      .trajectory(from: start(0.1), at: [1, 10, 100])
    #expect(silent.allSatisfy { $0.D[0] > 0 })
  }

  @Test("rates that are too large are an error with the time reached")
  func blowUp() throws {
    let flow = try OrderParameterFlow(matched(.constant(1), rates: .uniform(5)))
    let error = #expect(throws: FlowError.self) {
      try flow.trajectory(from: start(0.5), at: [1000])
    }
    guard case .diverged(let time, let largest) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(time > 0 && time < 1000)
    #expect(largest > 1e3)
  }

  @Test("a β that vanishes for too long carries D to zero: an error that names the latent")
  func vanishingBeta() throws {
    let schedule = BetaSchedule.points(
      [(0, 1), (5, 0), (50, 0), (51, 1)].map { .init(time: $0.0, beta: $0.1) })
    let flow = try OrderParameterFlow(matched(schedule))
    let error = #expect(throws: FlowError.self) {
      try flow.trajectory(from: start(0.5), at: [60])
    }
    guard case .varianceVanishes(latent: 1, let time) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(time > 5 && time < 15)
  }

  @Test("the effort of the standard problem stays small")
  func workCounters() throws {
    let flow = try OrderParameterFlow(matched(.constant(1), rates: .uniform(0.01)))
    let statistics = try flow.solution(from: start(0.01), at: [3000]).statistics
    #expect(statistics.steps <= 152)
    #expect(statistics.rejected <= 5)
    #expect(statistics.evaluations <= 914)
    #expect(statistics.stiffSteps == 0)
  }

  @Test("several problems in lanes agree with each alone")
  func family() throws {
    let betas = (1...11).map { 0.2 * Double($0) }
    let problems =
      betas.map { matched(.constant($0), rates: .uniform(0.01)) }
      + [matched(.tanh(rate: 0.002, max: 1), rates: .uniform(0.01))]
    let starts = betas.indices.map { start(0.01 * Double($0 + 1)) } + [start(0.1)]
    let times = [0.0, 100, 1000, 3000]
    let together = try FlowFamily(problems).trajectories(from: starts, at: times)
    for (i, problem) in problems.enumerated() {
      let alone = try OrderParameterFlow(problem).trajectory(from: starts[i], at: times)
      for (a, b) in zip(together[i], alone) { #expect(distance(a, b) < 1e-6) }
    }
  }

  @Test("many latents integrate without a dense Jacobian")
  func manyLatents() throws {
    let (M, F) = (32, 16)
    let data = SpikedData(signals: (0..<F).map { 2 - 0.1 * Double($0) }, noise: 0.5)
    var overlap = Matrix(rows: M, columns: F)
    var random = SplitMix64(state: 5)
    for i in overlap.elements.indices { overlap.elements[i] = random.number(in: -0.05...0.05) }
    let gram = overlap * overlap.transposed
    let state = OrderParameters(
      m: overlap, d: overlap, Q: gram + 0.1 * .identity(M), E: gram + 0.1 * .identity(M), R: gram,
      D: Array(repeating: 1, count: M))
    let problem = LearningProblem(
      data: data, latents: M, training: Training(rates: .uniform(0.01), beta: .constant(1)))
    let solution = try OrderParameterFlow(problem).solution(from: state, at: [3000])
    #expect(solution.statistics.factorizations == 0)
    #expect(solution.statistics.steps < 400)
    let accurate = try OrderParameterFlow(problem, integrator: Self.tolerance(1e-11))
      .trajectory(from: state, at: [3000])
    #expect(distance(solution.states[0], accurate[0]) < 1e-6)
  }
}
