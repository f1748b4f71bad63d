import LinearVAE
import MeanField
import NumericKit
import TestSupport
import Testing

@Suite("The flow on samples that are used again")
struct FiniteDataFlowTests {
  private static let tight = Integrator(tolerance: SpectralFlow.tolerance(relative: 1e-11))

  private func problem(
    _ signals: [Double] = [1.5], noise: Double = 1, α: Double, beta: Double = 0.6, latents: Int = 1,
    overlap: Matrix? = nil
  ) -> LearningProblem {
    var training = Training(rates: .limit, beta: .constant(beta))
    training.usesAllSamples = true
    return LearningProblem(
      data: SpikedData(
        signals: signals, noise: noise, overlap: overlap, samplesPerDimension: α),
      latents: latents, training: training)
  }

  /// `W = m₀W* + noise` with `Q = q₀`, and `V` alike with noise of its own.
  private func start(_ m0: Double, _ q0: Double) -> OrderParameters {
    OrderParameters(
      m: [[m0]], d: [[m0]], Q: [[q0]], E: [[q0]], R: [[m0 * m0]], D: [1])
  }

  private func distance(_ a: OrderParameters, _ b: OrderParameters) -> Double {
    zip(a.allNumbers, b.allNumbers).map { abs($0 - $1) }.max() ?? 0
  }

  @Test("agrees with an independent implementation", arguments: FiniteDataFixture.values.flow)
  func reference(course: FiniteDataFixture.Course) throws {
    let problem = problem([course.rho], noise: course.eta, α: course.alpha, beta: course.beta)
    let states = try FiniteDataFlow(problem).trajectory(
      from: start(course.m0, course.q0), at: course.times)
    for (state, expected) in zip(states, course.states) {
      let values = [
        (state.m, expected.m), (state.d, expected.d), (state.Q, expected.Q), (state.E, expected.E),
        (state.R, expected.R),
      ]
      for (matrix, value) in values { #expect(abs(matrix[0, 0] - value) <= 1e-6) }
      #expect(abs(state.D[0] - expected.D) <= 1e-6)
      let error = state.generalizationError(data: problem.data)
      #expect(abs(error - expected.error) <= 1e-6)
    }
  }

  /// At any `α`, one without zero eigenvalues, with many, and just between; of factors that show, do not, and
  /// are next to showing, where one of the densities has a pole next to the edge.
  @Test(
    "does not depend on the number of nodes",
    arguments: [
      (4, 1.5), (0.3, 1.5), (0.3, 4), (1, 1.5), (0.99, 1.5), (1.02, 0.3), (4, 0.49),
      (4, 0.5), (4, 0.51), (4, 0), (1000, 1),
    ])
  func nodes(α: Double, strength: Double) throws {
    let problem = problem([strength], α: α)
    let times = [0.0, 1, 8]
    func states(_ nodes: Int) throws -> [OrderParameters] {
      try FiniteDataFlow(problem, nodes: nodes, integrator: Self.tight).trajectory(
        from: start(0.4, 0.5), at: times)
    }
    let (few, many) = (try states(200), try states(400))
    #expect(distance(few[0], start(0.4, 0.5)) < 1e-9)
    for (a, b) in zip(few, many) { #expect(distance(a, b) < 2e-7, "\(a) \(b)") }
  }

  /// Five latents on factors that overlap, decoder and encoder drawn: with endless samples the flow is that
  /// of fresh ones.
  @Test("tends to the flow of fresh samples as 1/α")
  func endless() throws {
    let overlap = Matrix(rows: 2, columns: 2, elements: [1, 0.5, 0.5, 1])
    var random = SplitMix64(state: 9)
    let used = problem([1.4, 0.8], noise: 0.6, α: 1, latents: 3, overlap: overlap)
    let start = OrderParameters.random(latents: 3, data: used.data, using: &random)
    var fresh = used
    fresh.data.samplesPerDimension = nil
    fresh.training.usesAllSamples = false
    let times = [0.5, 2, 6]
    let expected = try OrderParameterFlow(fresh, integrator: Self.tight)
      .trajectory(from: start, at: times)
    let deviations = try [1e4, 1e6].map { α in
      var problem = used
      problem.data.samplesPerDimension = α
      let states = try FiniteDataFlow(problem, nodes: 40, integrator: Self.tight)
        .trajectory(from: start, at: times)
      return zip(states, expected).map(distance).max() ?? 0
    }
    #expect(deviations[0] < 2e-2 && abs(deviations[0] / deviations[1] - 100) < 20, "\(deviations)")
  }

  /// Training to the end leads to (finite-optimum), whose latents are on the factors that show and then on
  /// the edge of the noise, which is reached slowly.
  @Test("ends in the optimum", arguments: [(4.0, 1), (0.7, 1), (3, 3)])
  func end(α: Double, latents: Int) throws {
    let problem = problem([2.5, 1.6], noise: 0.8, α: α, beta: 0.9, latents: latents)
    var random = SplitMix64(state: 4)
    let start = OrderParameters.random(latents: latents, data: problem.data, using: &random)
    let state = try FiniteDataFlow(problem).trajectory(from: start, at: [3000])[0]
    let optimum = try FiniteOptimum(
      of: problem.data, samplesPerDimension: α, latents: latents, beta: 0.9)
    let norms = state.Q.diagonal.sorted(by: >)
    let expected = optimum.state.Q.diagonal.sorted(by: >)
    for (a, b) in zip(norms, expected) { #expect(abs(a - b) < 2e-3) }
    let error = state.generalizationError(.subspace, data: problem.data)
    #expect(abs(error - optimum.error) < 4e-3)
  }

  /// The loss on the samples falls at every time, the generalization error turns: where it is smallest no
  /// neighbouring time is better.
  @Test("should be stopped where the generalization error turns")
  func stop() throws {
    let problem = problem(α: 4)
    let flow = try FiniteDataFlow(problem, integrator: Self.tight)
    let start = start(0.4, 0.5)
    let stop = try flow.bestStop(from: start, until: 40)
    #expect(stop.isEarly && stop.time > 1 && stop.time < 6 && stop.error < 0.31)
    let near = [-1e-3, 0, 1e-3].map { stop.time + $0 }
    let errors = try flow.trajectory(from: start, at: near).map {
      $0.generalizationError(data: problem.data)
    }
    #expect(errors[0] > errors[1] && errors[2] > errors[1] && abs(errors[1] - stop.error) < 1e-9)
    let solution = try flow.solution(from: start, at: (0...40).map(Double.init))
    let losses = solution.training.map {
      0.5 * $0.relativeDistortion + 0.6 * $0.klDivergences.reduce(0, +)
    }
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 > $1 })
    // Where the error only falls there is nothing to stop before the end.
    let short = try flow.bestStop(from: start, until: 0.5)
    #expect(!short.isEarly && short.time == 0.5)
    #expect(try flow.bestStop(from: start, until: 0).time == 0)
  }

  @Test("refuses fresh samples, finite rates and small batches by their keys")
  func refusals() {
    func key(_ change: (inout LearningProblem) -> Void) -> String? {
      var changed = problem(α: 4)
      change(&changed)
      return #expect(throws: InvalidProblem.self) { try FiniteDataFlow(changed) }?.keyPath
    }
    #expect(key { $0.data.samplesPerDimension = nil } == "data.samples_per_dimension")
    #expect(key { $0.data.samplesPerDimension = 0 } == "data.samples_per_dimension")
    #expect(key { $0.training.rates = .uniform(0.1) } == "training.rates")
    #expect(key { $0.training.usesAllSamples = false } == "training.batch")
    let error = #expect(throws: InvalidProblem.self) { try OrderParameterFlow(problem(α: 4)) }
    #expect(error?.keyPath == "data.samples_per_dimension")
  }
}
