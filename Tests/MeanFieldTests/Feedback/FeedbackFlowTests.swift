import LinearVAE
import NumericKit
import RealModule
import Testing

@testable import MeanField

@Suite("The flow under feedback")
struct FeedbackFlowTests {
  private static let laws: [FeedbackLaw] = [
    .capacity(gamma: 3, target: .linear(rate: 0.2, min: 1, max: 3), width: 0.5),
    .freeBits(nats: 0.6, beta: .tanh(rate: 0.3, max: 1.4), width: 0.3),
    .control(
      set: .cosine(duration: 9, min: 0.5, max: 3), proportional: 0.4, integral: 0.3, min: 0.1,
      max: 2),
    .geco(explained: .constant(0.4), rate: 0.7, bounds: (0.1, 5)),
    .geco(explained: .linear(rate: 0.01, min: 0.2), rate: 0.7, average: 1.5),
  ]

  private func problem(
    _ law: FeedbackLaw, latents: Int, _ variance: VarianceParametrization = .direct,
    rates: LearningRates = .finite(decoder: 0.4, encoder: 0.3, variance: 0.2)
  ) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [1.4, 0.6], noise: 0.5, overlap: [[1, 0.3], [0.3, 1]]),
      latents: latents,
      training: Training(
        rates: rates, weightDecay: 0.1, batch: 2, weight: .feedback(law), variance: variance))
  }

  private func velocity(
    _ system: DifferentiableFlow, _ state: [Double], at time: Double
  ) -> [Double] {
    var system = system
    system.enterStretch(around: time)
    return system.rates(at: state, time: time)
  }

  private func states(
    _ problem: LearningProblem, _ law: FeedbackLaw, _ random: inout SplitMix64
  ) -> [Double] {
    let state = OrderParameters.random(
      latents: problem.latents, data: problem.data, using: &random)
    return StateLayout(latents: problem.latents, factors: 2).coordinates(of: state)
      + (0..<law.controller.memoryCount).map { _ in random.number(in: -0.5...0.5) }
  }

  /// Weights computed from the observables of the state, put into plain matrices.
  @Test("moves the order parameters by the weights of the law", arguments: laws, [1, 2, 3])
  func transcribed(law: FeedbackLaw, latents: Int) throws {
    var random = SplitMix64(state: UInt64(latents))
    let problem = problem(law, latents: latents)
    let system = DifferentiableFlow(problem)
    for time in [0, 1.7, 4] {
      let coordinates = states(problem, law, &random)
      let state = system.layout.state(of: Array(coordinates.prefix(system.layout.count)))
      let weights = system.weights(coordinates, at: time)
      let β = Matrix.diagonal(weights)
      let s = state
      let (Λ, η, λ) = (Matrix.diagonal(problem.data.signals), 0.5, 0.1)
      let A = s.d * Λ * s.d.transposed + η * s.E
      let C = s.d * Λ * s.m.transposed + η * s.R.transposed
      let G = s.m * Λ * s.m.transposed + η * s.Q
      let (P, mStar) = (s.Q + β, problem.data.overlap)
      let U = s.d * Λ * mStar + η * s.d
      let T = s.m * Λ * mStar + η * s.m
      let Z = P * A - C.transposed
      let second = P * A * P - P * C - C.transposed * P + G
      let rates = system.layout.state(
        of: Array(velocity(system, coordinates, at: time).prefix(system.layout.count)))
      let d = (-0.3) * (P * U - T + λ * s.d)
      let E = (-0.3) * (Z + Z.transposed + (2 * λ) * s.E) + (0.25 * 0.09) * second
      let D = (0..<latents).map { 0.1 * (weights[$0] / s.D[$0] - s.Q[$0, $0] - weights[$0]) }
      for (found, expected) in [
        (rates.d.elements, d.elements), (rates.E.elements, E.elements), (rates.D, D),
      ] {
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "\(found) \(expected)")
      }
      // The weights follow from the public observables.
      let (KL, rate) = (s.klDivergences(data: problem.data), s.rate(data: problem.data))
      let reference = law.reference.beta(at: time)
      for k in 0..<latents {
        let expected: Double
        switch law.controller {
        case .capacity(let γ, let w): expected = γ * Double.tanh((rate - reference) / w)
        case .freeBits(let δ, let w):
          expected = reference / (1 + Double.exp(-2 * (KL[k] - δ) / w))
        case .control(let kp, _, let low, let high):
          let free =
            low + kp / (1 + Double.exp(reference - rate)) + coordinates[coordinates.count - 1]
          expected = min(max(free, low), high)
        case .geco: expected = Double.exp(coordinates[system.layout.count])
        }
        #expect(abs(weights[k] - expected) < 1e-12)
      }
      if case .geco(let r, let average, _, _, _) = law.controller {
        let excess = s.relativeDistortion(data: problem.data) + reference
        let memory = Array(coordinates.suffix(law.controller.memoryCount))
        let found = velocity(system, coordinates, at: time).suffix(law.controller.memoryCount)
        let expected =
          average > 0 ? [-r * memory[1], (excess - memory[1]) / average] : [-r * excess]
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 })
      }
    }
  }

  @Test(
    "its Jacobian and time derivative agree with central differences", arguments: laws, [1, 2, 3])
  func derivatives(law: FeedbackLaw, latents: Int) {
    var random = SplitMix64(state: UInt64(10 + latents))
    for variance in VarianceParametrization.allCases {
      let problem = problem(law, latents: latents, variance)
      var system = DifferentiableFlow(problem)
      let (state, time) = (states(problem, law, &random), 1.3)
      let n = system.dimension
      var jacobian = [Double](repeating: .nan, count: n * n)
      var slope = [Double](repeating: .nan, count: n)
      system.enterStretch(around: time)
      system.evaluateJacobian(state, at: time, into: &jacobian)
      system.evaluateTimeDerivative(state, at: time, into: &slope)
      let h = 1e-5
      for j in 0..<n {
        var (left, right) = (state, state)
        left[j] -= h
        right[j] += h
        let (low, high) = (velocity(system, left, at: time), velocity(system, right, at: time))
        for i in 0..<n {
          let difference = (high[i] - low[i]) / (2 * h)
          // Third derivatives of tanh over the width 0.3 are some hundreds.
          #expect(
            abs(jacobian[i * n + j] - difference) < 1e-6 * max(1, abs(difference)), "\(i) \(j)")
        }
      }
      let (before, after) = (
        velocity(system, state, at: time - h), velocity(system, state, at: time + h)
      )
      for i in 0..<n { #expect(abs(slope[i] - (after[i] - before[i]) / (2 * h)) < 1e-7) }
    }
  }

  @Test("explicit and stiff method agree", arguments: laws)
  func methods(law: FeedbackLaw) throws {
    let problem = problem(law, latents: 2, rates: .limit)
    var random = SplitMix64(state: 3)
    let start = OrderParameters.random(latents: 2, data: problem.data, using: &random)
    func solution(_ method: IntegrationMethod) throws -> FlowSolution {
      try OrderParameterFlow(
        problem, integrator: Integrator(tolerance: Tolerance(relative: 1e-10), method: method)
      ).solution(from: start, at: [0, 1, 6, 12])
    }
    let (explicit, stiff) = (try solution(.explicit), try solution(.stiff))
    for (a, b) in zip(explicit.states, stiff.states) { #expect(distance(a, b) < 1e-7) }
    for (a, b) in zip(explicit.weights.joined(), stiff.weights.joined()) {
      #expect(abs(a - b) < 1e-6)
    }
    #expect(explicit.states[0] == start && stiff.statistics.jacobians > 0)
  }

  /// One law without and one with a memory, which is not part of velocity and Jacobian.
  @Test(
    "the flow's velocity and Jacobian are those of the weights that the law gives",
    arguments: [
      FeedbackLaw.freeBits(nats: 0.1, width: 0.2),
      .control(set: .constant(0.5), proportional: 1, integral: 0.3, max: 4),
    ])
  func derivatives(law: FeedbackLaw) throws {
    let problem = problem(law, latents: 1)
    let flow = try OrderParameterFlow(problem)
    let state = OrderParameters(
      m: [[0.4, 0.1]], d: [[0.3, 0.2]], Q: [[0.6]], E: [[0.5]], R: [[0.2]], D: [0.8])
    let weight = try flow.solution(from: state, at: [0]).weights[0][0]
    var constant = problem
    constant.training.weight = .schedule(.constant(weight))
    let (ours, plain) = (
      flow.velocity(at: state).allNumbers,
      try OrderParameterFlow(constant).velocity(at: state).allNumbers
    )
    #expect(zip(ours, plain).allSatisfy { abs($0 - $1) < 1e-14 })
    let (layout, jacobian, h) = (flow.layout, flow.jacobian(at: state), 1e-6)
    #expect(jacobian.rows == layout.count && jacobian.columns == layout.count)
    var (above, below) = (state, state)
    (above.D[0], below.D[0]) = (0.8 + h, 0.8 - h)
    let slope = zip(
      layout.coordinates(of: flow.velocity(at: above)),
      layout.coordinates(of: flow.velocity(at: below))
    ).map { ($0 - $1) / (2 * h) }
    for row in 0..<layout.count { #expect(abs(jacobian[row, layout.D] - slope[row]) < 1e-7) }
  }

  @Test("what needs β in advance refuses a law")
  func needsSchedule() {
    let problem = problem(Self.laws[0], latents: 1)
    #expect(throws: InvalidProblem.self) { try FixedPointAnalysis(problem, beta: 1) }
    #expect(throws: InvalidProblem.self) { try FlowFamily([problem]) }
    #expect(throws: InvalidProblem.self) { try Threshold.all(of: problem) }
    #expect(throws: InvalidProblem.self) { try Phase(of: problem) }
    #expect(throws: InvalidProblem.self) { try EscapeProblem(problem) }
  }
}
