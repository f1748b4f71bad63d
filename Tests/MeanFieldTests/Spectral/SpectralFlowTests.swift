import LinearVAE
import MeanField
import NumericKit
import TestSupport
import Testing

@Suite("The flow of data with any spectrum")
struct SpectralFlowTests {
  private static let tight = Integrator(tolerance: Tolerance(relative: 1e-11))

  @Test("agrees with an independent implementation", arguments: SpectralFixture.all)
  func reference(fixture: SpectralFixture) throws {
    let start = try fixture.problem.initialState()
    for (relative, bound) in [(1e-8, 1e-6), (1e-11, 2e-8)] {
      let flow = try SpectralFlow(
        fixture.problem.problem,
        integrator: Integrator(tolerance: SpectralFlow.tolerance(relative: relative)))
      // Of the last problem's states, typed in with few digits, some have no vectors; it ends before its
      // last time.
      let times = try fixture.problem.requireTime().times.prefix(fixture.states.count)
      let states = try flow.trajectory(from: start, at: Array(times))
      #expect(states.count >= 2)
      for (state, expected) in zip(states, fixture.states) {
        #expect(distance(state, expected.state) < bound)
      }
    }
  }

  private static let trainings: [Training] = [
    Training(rates: .limit, beta: .constant(0.8)),
    Training(
      rates: .finite(decoder: 0.3, encoder: 0.2, variance: 0.4), weightDecay: 0.05, batch: 2,
      beta: .tanh(rate: 0.3, max: 1.2), variance: .log),
    Training(
      rates: .uniform(0.1), weight: .feedback(.control(set: .constant(0.4), integral: 0.1))),
    Training(
      rates: .uniform(0.1),
      weight: .feedback(.geco(explained: .constant(0.5), rate: 0.05, average: 1))),
    Training(rates: .uniform(0.1), weight: .feedback(.freeBits(nats: 0.1, width: 0.05))),
  ]

  @Test("with one group of noise and a direction per factor is the flow", arguments: trainings)
  func factors(training: Training) throws {
    var random = SplitMix64(state: 3)
    let problem = LearningProblem(
      data: SpikedData(signals: [1.3, 0.6], noise: 0.7), latents: 3, training: training)
    let start = OrderParameters.random(latents: 3, data: problem.data, using: &random)
    let times = [0.0, 0.5, 2, 10, 40]
    let plain = try OrderParameterFlow(problem, integrator: Self.tight)
      .solution(from: start, at: times)
    let grouped = try SpectralFlow(SpectralProblem(factorsOf: problem), integrator: Self.tight)
      .solution(from: SpectralState(factorsOf: start), at: times)
    for (index, expected) in plain.states.enumerated() {
      #expect(distance(grouped.states[index], SpectralState(factorsOf: expected)) < 1e-9)
      for (a, b) in zip(grouped.weights[index], plain.weights[index]) {
        #expect(abs(a - b) < 1e-9)
      }
    }
    let last = try #require(grouped.states.last)
    let plainLast = try #require(plain.states.last)
    let data = SpectralProblem(factorsOf: problem).data
    let rates = (last.rate(data: data), plainLast.rate(data: problem.data))
    #expect(abs(rates.0 - rates.1) < 1e-8)
    let distortions = (
      last.relativeDistortion(data: data), plainLast.relativeDistortion(data: problem.data)
    )
    #expect(abs(distortions.0 - distortions.1) < 1e-8)
  }

  @Test("does not change when a group is split into two of the same variance")
  func splitting() throws {
    var random = SplitMix64(state: 5)
    let training = Training(rates: .uniform(0.4), weightDecay: 0.02, batch: 2, beta: .constant(0.5))
    let whole = SpectralData([.init(variance: 2, share: 0.3), .init(variance: 0.8, share: 0.7)])
    let parts = SpectralData([
      .init(variance: 2, share: 0.3), .init(variance: 0.8, share: 0.2),
      .init(variance: 0.8, share: 0.5),
    ])
    var start = SpectralState.random(latents: 2, data: parts, using: &random)
    let split = try SpectralFlow(
      SpectralProblem(data: parts, latents: 2, training: training), integrator: Self.tight
    ).trajectory(from: start, at: [5])[0]
    func joined(_ state: SpectralState) -> SpectralState {
      let (a, b) = (state.groups[1], state.groups[2])
      return SpectralState(
        groups: [state.groups[0], .init(Q: a.Q + b.Q, E: a.E + b.E, R: a.R + b.R)], D: state.D)
    }
    start = joined(start)
    let joint = try SpectralFlow(
      SpectralProblem(data: whole, latents: 2, training: training), integrator: Self.tight
    ).trajectory(from: start, at: [5])[0]
    #expect(distance(joint, joined(split)) < 1e-9)
  }

  @Test("its Jacobian is the derivative of its velocity", arguments: [false, true])
  func jacobian(isLog: Bool) throws {
    var random = SplitMix64(state: 7)
    let data = SpectralData([
      .init(variance: 3, share: 0), .init(variance: 2, share: 0.3),
      .init(variance: 0.8, share: 0.7),
    ])
    let problem = SpectralProblem(
      data: data, latents: 2,
      training: Training(
        rates: .finite(decoder: 0.3, encoder: 0.2, variance: 0.4), weightDecay: 0.05, batch: 2,
        beta: .constant(0.6), variance: isLog ? .log : .direct))
    let flow = try SpectralFlow(problem)
    let state = SpectralState.random(latents: 2, data: data, using: &random)
    let chart = SpectralChart(of: state, for: problem)
    let exact = flow.jacobian(at: state, in: chart)
    let point = chart.coordinates(of: state)
    let step = 1e-5
    for j in point.indices {
      func rates(_ shift: Double) -> [Double] {
        var moved = point
        moved[j] += shift
        return flow.velocity(at: chart.state(of: moved), in: chart)
      }
      for (i, (up, down)) in zip(rates(step), rates(-step)).enumerated() {
        #expect(abs((up - down) / (2 * step) - exact[i, j]) < 1e-8)
      }
    }
  }

  @Test("explicit and stiff methods agree")
  func methods() throws {
    let fixture = try #require(SpectralFixture.all.first)
    let start = try fixture.problem.initialState()
    let states = try [IntegrationMethod.explicit, .stiff].map { method in
      try SpectralFlow(
        fixture.problem.problem,
        integrator: Integrator(tolerance: Tolerance(relative: 1e-10), method: method)
      ).trajectory(from: start, at: [3])[0]
    }
    #expect(distance(states[0], states[1]) < 1e-8)
  }

  @Test("a state of many groups needs no Jacobian, and agrees with the explicit method")
  func manyGroups() throws {
    let data = SpectralData(
      (1...40).map { .init(variance: 3 / Double($0).squareRoot(), share: 1 / 40) })
    let problem = SpectralProblem(
      data: data, latents: 4, training: Training(rates: .uniform(0.1), beta: .constant(0.6)))
    let start = try SpectralStart.random.state(
      for: problem, simulation: SimulationSettings(dimension: 10_000))
    let times = [50.0, 400, 2000]
    let solution = try SpectralFlow(problem).solution(from: start, at: times)
    let explicit = try SpectralFlow(
      problem, integrator: Integrator(tolerance: SpectralFlow.tolerance(), method: .explicit)
    ).solution(from: start, at: times)
    for (state, expected) in zip(solution.states, explicit.states) {
      #expect(distance(state, expected) < 1e-7)
    }
    #expect(solution.statistics.jacobians == 0)
    #expect(solution.statistics.evaluations * 2 < explicit.statistics.evaluations)
  }

  @Test("a rate that is too large is an error with the time reached")
  func divergence() throws {
    let problem = SpectralProblem(
      data: SpectralData([.init(variance: 3, share: 0.5), .init(variance: 1, share: 0.5)]),
      latents: 1, training: Training(rates: .uniform(9), beta: .constant(0.5), variance: .log))
    let start = SpectralStart.spread(decoderNorm: 1, encoderNorm: 1, variance: 1)
    #expect {
      try SpectralFlow(problem).trajectory(from: start.state(for: problem), at: [100])
    } throws: { error in
      guard case .diverged(let time, _) = error as? FlowError else { return false }
      return time > 0 && time < 100
    }
  }
}
