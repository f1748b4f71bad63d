import FiniteSize
import LinearVAE
import NumericKit
import Testing

@Suite("Simulations")
struct SimulationTests {
  private func invalidKey(
    _ problem: LearningProblem, dimension: Int, method: SimulationMethod = .exact
  ) -> String? {
    do {
      _ = try Simulation(problem, dimension: dimension, method: method)
      return nil
    } catch {
      return error.keyPath
    }
  }

  /// The exact chain needs `N ≥ k + B`, vectors `N ≥ k`.
  @Test func smallestDimension() {
    let problem = Case.all[6].problem  // M = 2, M* = 2, B = 4
    #expect(invalidKey(problem, dimension: 9) == "simulation.dimension")
    #expect(invalidKey(problem, dimension: 10) == nil)
    #expect(invalidKey(problem, dimension: 5, method: .vector) == "simulation.dimension")
    #expect(invalidKey(problem, dimension: 6, method: .vector) == nil)
    #expect(invalidKey(problem, dimension: 0) == "simulation.dimension")
    #expect(invalidKey(problem, dimension: .max) == "simulation.dimension")
    #expect(invalidKey(problem, dimension: 1 << 40, method: .vector) == "simulation.dimension")
  }

  @Test(arguments: SimulationMethod.allCases)
  func smallestDimensionRuns(method: SimulationMethod) throws {
    let example = Case.all[6]
    let simulation = try Simulation(
      example.problem, dimension: method == .exact ? 10 : 6, method: method)
    let state = try simulation.trajectory(from: try example.start(), at: [1])[0]
    try state.checkRealizable(data: example.problem.data)
  }

  @Test func limitHasNoSimulation() {
    let problem = Case("", latents: 1, data: Case.one, rates: .limit).problem
    #expect(invalidKey(problem, dimension: 100) == "training.rates")
  }

  @Test func exactNeedsGaussianData() {
    let data = SpikedData(signals: [1], noise: 1, distribution: .rademacher)
    let problem = Case("", latents: 1, data: data, rates: .uniform(0.1)).problem
    #expect(invalidKey(problem, dimension: 100) == "data.distribution")
    #expect(invalidKey(problem, dimension: 100, method: .vector) == nil)
  }

  @Test func unrealizableStartIsRefused() throws {
    let start = OrderParameters(
      m: [[2]], d: [[0]], Q: [[1]], E: [[1]], R: [[0]], D: [1])
    for method in SimulationMethod.allCases {
      let simulation = try Simulation(Case.all[0].problem, dimension: 50, method: method)
      #expect(throws: InvalidProblem.self) {
        _ = try simulation.trajectory(from: start, at: [1])
      }
    }
  }

  /// `β` of each step is the schedule at the time of the step, on either side of its kinks, and a
  /// run does not depend on where it is observed.
  @Test(arguments: SimulationMethod.allCases)
  func schedules(method: SimulationMethod) throws {
    let schedules: [BetaSchedule] = [
      .cyclical(period: 0.73, ratio: 0.5, min: 0.2, max: 1),
      .points([.init(time: 0.3, beta: 0.5), .init(time: 0.3, beta: 1), .init(time: 0.41, beta: 2)]),
      .linear(rate: 3, min: 0.1, max: 1),
    ]
    let N = 30
    for schedule in schedules {
      let example = Case("", latents: 1, data: Case.one, rates: .uniform(0.4), beta: schedule)
      let start = try example.start()
      let simulation = try Simulation(example.problem, dimension: N, method: method, seed: 8)
      let whole = try simulation.trajectory(from: start, at: [2])[0]
      let every = try simulation.trajectory(from: start, at: (0...(2 * N)).map { Double($0) / 30 })
      #expect(every.last == whole)
      // The variance follows β step by step: (sgd) for D needs no random number.
      for step in 0..<(2 * N) {
        let (old, new) = (every[step], every[step + 1])
        let beta = schedule.beta(at: Double(step) / Double(N))
        let expected = old.D[0] - 0.4 / Double(2 * N) * (old.Q[0, 0] + beta - beta / old.D[0])
        #expect(abs(new.D[0] - expected) < 1e-13, "\(schedule), step \(step)")
      }
    }
  }

  /// A jump at `n/N` counts from step `n` on, whichever way `N · (n/N)` is rounded.
  @Test func jumpsAtStepsAreExact() throws {
    for N in [49, 98, 103, 107] {
      let points = (1...N).flatMap { n -> [BetaSchedule.Point] in
        let time = Double(n) / Double(N)
        return [
          .init(time: time, beta: 1 + 0.1 * Double((n + 1) % 2)),
          .init(time: time, beta: 1 + 0.1 * Double(n % 2)),
        ]
      }
      let schedule = BetaSchedule.points(points)
      let example = Case("", latents: 1, data: Case.one, rates: .uniform(0.4), beta: schedule)
      let simulation = try Simulation(example.problem, dimension: N, seed: 8)
      let times = (0...N).map { Double($0) / Double(N) }
      let observed = try simulation.trajectory(from: try example.start(), at: times)
      let ended = try #require(
        try simulation.trajectory(from: try example.start(), at: [1]).last)
      #expect(ended == observed.last)
      var D = observed[0].D[0]
      for step in 0..<N {
        let beta = 1 + 0.1 * Double(step % 2)
        if step > 0 {
          D -= 0.4 / Double(2 * N) * (observed[step].Q[0, 0] + beta - beta / D)
          #expect(abs(observed[step + 1].D[0] - D) < 1e-13, "N = \(N), step \(step)")
        }
        D = observed[step + 1].D[0]
      }
    }
  }

  @Test func tooManyStepsOfAllRunsAreRefused() throws {
    let simulation = try Simulation(Case.all[0].problem, dimension: 60)
    try simulation.validate(times: [1e14])
    try simulation.validate(times: [1e8], replicas: 1_000_000)
    #expect(throws: InvalidProblem.self) {
      try simulation.validate(times: [1e14], replicas: 1_000_000)
    }
  }

  /// Every parameter changes the result.
  @Test func everyParameterCounts() throws {
    let base = Case("", latents: 1, data: Case.one, rates: .uniform(0.4))
    let start = try base.start()
    func end(_ example: Case, dimension: Int = 50, seed: UInt64 = 1) throws -> OrderParameters {
      try Simulation(example.problem, dimension: dimension, seed: seed)
        .trajectory(from: start, at: [1])[0]
    }
    let others = [
      Case("", latents: 1, data: SpikedData(signals: [1.3], noise: 0.6), rates: .uniform(0.4)),
      Case("", latents: 1, data: SpikedData(signals: [1.2], noise: 0.7), rates: .uniform(0.4)),
      Case(
        "", latents: 1, data: Case.one, rates: .finite(decoder: 0.5, encoder: 0.4, variance: 0.4)),
      Case(
        "", latents: 1, data: Case.one, rates: .finite(decoder: 0.4, encoder: 0.5, variance: 0.4)),
      Case(
        "", latents: 1, data: Case.one, rates: .finite(decoder: 0.4, encoder: 0.4, variance: 0.5)),
      Case("", latents: 1, data: Case.one, rates: .uniform(0.4), batch: 2),
      Case("", latents: 1, data: Case.one, rates: .uniform(0.4), weightDecay: 0.1),
      Case("", latents: 1, data: Case.one, rates: .uniform(0.4), beta: .constant(0.7)),
      Case("", latents: 1, data: Case.one, rates: .uniform(0.4), variance: .log),
    ]
    var ends = try [end(base), end(base, dimension: 51), end(base, seed: 2)]
    ends += try others.map { try end($0) }
    #expect(Set(ends).count == ends.count)
  }
}
