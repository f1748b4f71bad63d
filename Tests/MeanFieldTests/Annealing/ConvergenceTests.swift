import ComplexModule
import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

@Suite("Time of convergence under annealing")
struct ConvergenceTests {
  private func problem(
    _ overlap: Double, norm: Double, rates: LearningRates = .limit
  ) throws -> ConvergenceProblem {
    try ConvergenceProblem(
      LearningProblem(
        data: SpikedData(signals: [1], noise: 1), latents: 1,
        training: Training(rates: rates, beta: .constant(1))),
      from: OrderParameters(
        m: [[overlap]], d: [[overlap]], Q: [[norm]], E: [[norm]], R: [[0]], D: [1]))
  }

  @Test("measured times of the theory, small start")
  func smallStart() throws {
    let problem = try problem(0.01, norm: 0.01)
    let expected: [(BetaSchedule, Double)] = [
      (.constant(1), 15.62), (.tanh(rate: 0.1), 20.51), (.tanh(rate: 0.2), 9.95),
      (.tanh(rate: 0.3), 12.04), (.tanh(rate: 0.5), 13.56), (.linear(rate: 0.15), 10.77),
    ]
    for (schedule, time) in expected {
      let found = try problem.convergence(under: schedule)
      #expect(abs((found.time ?? 0) - time) < 0.02, "\(schedule): \(found)")
      #expect(abs(found.target ?? 1) < 1e-12)
    }
  }

  @Test("measured times of the theory, start with norms of 1")
  func largeStart() throws {
    let problem = try problem(0.1, norm: 1)
    for (schedule, time) in [
      (BetaSchedule.constant(1), 13.40), (.tanh(rate: 0.2), 12.12), (.linear(rate: 0.15), 12.06),
    ] {
      let found = try problem.convergence(under: schedule)
      #expect(abs((found.time ?? 0) - time) < 0.02, "\(schedule): \(found)")
    }
  }

  /// The definition itself, on a dense sample of the flow.
  @Test("after the time the error stays below the target, just before it does not")
  func definition() throws {
    for rates in [LearningRates.limit, .uniform(0.02)] {
      let problem = try problem(0.05, norm: 0.5, rates: rates)
      let unit = rates == .limit ? 1.0 : 50
      for schedule in [
        BetaSchedule.constant(1), .tanh(rate: 0.15 / unit), .cosine(duration: 9 * unit),
        .points([
          .init(time: 0, beta: 0.2), .init(time: 5 * unit, beta: 0.2),
          .init(time: 5 * unit, beta: 1),
        ]),
      ] {
        let found = try problem.convergence(under: schedule)
        let time = try #require(found.time)
        let level = try #require(found.target) + 1e-3
        let annealed = LearningProblem(
          data: problem.problem.data, latents: 1,
          training: Training(rates: rates, beta: schedule))
        let times = [0.999 * time] + (1...2000).map { time * (1 + 0.001 * Double($0)) }
        let errors = try OrderParameterFlow(annealed).trajectory(from: problem.initial, at: times)
          .map { $0.generalizationError(data: annealed.data) }
        #expect(errors[0] > level)
        #expect(errors.dropFirst().allSatisfy { $0 < level + 1e-9 })
      }
    }
  }

  /// Flows that end beside flows that go on, ramps from a tenth of a relaxation time to fifty, and more
  /// of them than are followed at once.
  @Test(
    "schedules that are followed together converge as each alone",
    arguments: [LearningRates.limit, .finite(decoder: 0.02, encoder: 0.01, variance: 0.03)],
    [(latents: 1, factors: 1), (latents: 2, factors: 1), (latents: 2, factors: 2)])
  func together(rates: LearningRates, shape: (latents: Int, factors: Int)) throws {
    let unit = rates == .limit ? 1.0 : 60
    let start = Matrix(
      rows: shape.latents, columns: shape.factors,
      elements: (0..<(shape.latents * shape.factors)).map { 0.05 / Double($0 + 1) })
    let norms = Matrix.diagonal(Array(repeating: 0.3, count: shape.latents))
    let problem = try ConvergenceProblem(
      LearningProblem(
        data: SpikedData(signals: shape.factors == 1 ? [1] : [1.2, 0.8], noise: 0.9),
        latents: shape.latents, training: Training(rates: rates, beta: .constant(1.2))),
      from: OrderParameters(
        m: start, d: start, Q: norms, E: norms,
        R: Matrix(rows: shape.latents, columns: shape.latents),
        D: Array(repeating: 1, count: shape.latents)))
    let slow = (0..<10).map { 0.02 * Double.pow(1.7, Double($0)) / unit }
    let schedules =
      slow.map { BetaSchedule.tanh(rate: $0, max: 1.2) }
      + [.linear(rate: 0.2 / unit, min: 0, max: 1.2), .constant(1.2)]
      + [.points([.init(time: 0, beta: 0), .init(time: 400 * unit, beta: 1.2)])]
      + [
        .points([
          .init(time: 0, beta: 0), .init(time: 60 * unit, beta: 0),
          .init(time: 61 * unit, beta: 1.2),
        ])
      ]
    let targets = try problem.targets(beta: 1.2)
    let together = try problem.convergences(under: schedules, to: targets)
    #expect(together.count == schedules.count)
    for (schedule, found) in zip(schedules, together) {
      let alone = try problem.convergence(under: schedule, to: targets)
      #expect(found.obstacle == alone.obstacle, "\(schedule)")
      #expect(found.target == alone.target)
      let (time, expected) = (found.time ?? -1, alone.time ?? -1)
      #expect(abs(time - expected) < 1e-5 * abs(expected), "\(schedule): \(time), \(expected)")
    }
    #expect(together.last?.obstacle == .flowEnded)
    #expect(Set(together.map(\.time)).count == schedules.count)
  }

  @Test("at finite rates the target is the problem's own fixed point")
  func finiteRates() throws {
    let found = try problem(0.01, norm: 0.01, rates: .uniform(0.01))
      .convergence(under: .constant(1))
    #expect(abs((found.target ?? 0) - 0.004170969243357359) < 1e-12)
    #expect(abs((found.time ?? 0) / 100 - 15.6) < 1)
  }

  @Test("the fixed point does not depend on how β came to its value")
  func steadyState() throws {
    let problem = try problem(0.1, norm: 1)
    let schedules: [BetaSchedule] = AnnealingFamily.allCases.map {
      $0.schedule(rate: 0.3, maximum: 1)
    }
    let states = try ([.constant(1)] + schedules).map { schedule in
      let annealed = LearningProblem(
        data: problem.problem.data, latents: 1, training: Training(rates: .limit, beta: schedule))
      return try #require(
        try OrderParameterFlow(annealed).trajectory(from: problem.initial, at: [200]).last)
    }
    for state in states { #expect(distance(state, states[0]) < 1e-7) }
  }

  @Test("schedules that never arrive are results with the reason")
  func obstacles() throws {
    let problem = try problem(0.1, norm: 1)
    #expect(
      try problem.convergence(under: .cyclical(period: 5)).obstacle == .unsettledSchedule)
    let fast = try ConvergenceProblem(
      LearningProblem(
        data: SpikedData(signals: [1], noise: 1), latents: 1,
        training: Training(rates: .uniform(5), beta: .constant(1))), from: problem.initial)
    #expect(try fast.convergence(under: .constant(1)).obstacle == .noAttractor)
  }

  /// Followed with all coordinates they part by rounding, after a time that means nothing.
  @Test(
    "latents that start alike come only to states in which they stay alike", arguments: [2, 40])
  func alike(latents: Int) throws {
    func convergence(noise: Double, beta: Double, overlaps: [Double]) throws -> Convergence {
      let m = Matrix(rows: overlaps.count, columns: 1, elements: overlaps)
      let inner = m * m.transposed
      var norms = inner
      for k in overlaps.indices { norms[k, k] = 0.3 }
      let problem = LearningProblem(
        data: SpikedData(signals: [1], noise: noise), latents: overlaps.count,
        training: Training(rates: .limit, beta: .constant(beta)))
      let start = OrderParameters(
        m: m, d: m, Q: norms, E: norms, R: inner, D: overlaps.map { _ in 1 })
      return try ConvergenceProblem(problem, from: start).convergence(under: .constant(beta))
    }
    let equal = (0..<latents).map { $0 % 2 == 0 ? 0.01 : -0.01 }
    let kept = try convergence(noise: 0.5, beta: 1, overlaps: equal)
    #expect(kept.obstacle == .latentsAlike && kept.time == nil && (kept.target ?? 0) > 0)
    // All collapse: that they can do together.
    #expect(try convergence(noise: 0.5, beta: 2, overlaps: equal).time != nil)
    // One that differs takes the factor.
    let apart = [0.02] + equal.prefix(2)
    #expect(try convergence(noise: 0.5, beta: 1, overlaps: Array(apart)).time != nil)
  }

  /// Theorem *slow-bound*: with `ρ = 2 − ν`, `η = ν`, `β_max = 1` the state's distance from the learned
  /// point decays at the rate `min(2γ, −J_max)` in the end.
  @Test("the state approaches its fixed point at min(2γ, −J_max)")
  func decayRate() throws {
    var compared = 0
    for ν in stride(from: 0.05, through: 1.95, by: 0.1) {
      let spectrum = ClosedFormSpectrum(signal: 2 - ν, noise: ν, beta: 1)
      let gap = -spectrum.learnedGrowthRate
      let rates = spectrum.learned.map { -$0.real }.filter { $0 > 1.001 * gap }
      // Away from resonance: two nearly equal rates cannot be told apart in double precision.
      guard (rates.min() ?? .infinity) > 1.3 * gap else { continue }
      compared += 1
      for factor in [0.3, 0.6, 1.6, 3] {
        let γ = factor * gap / 2
        let problem = LearningProblem(
          data: SpikedData(signals: [2 - ν], noise: ν), latents: 1,
          training: Training(rates: .limit, beta: .tanh(rate: γ)))
        let point = try #require(try FixedPointAnalysis(problem).attractors().first)
        let slowest = min(2 * γ, gap)
        let start = OrderParameters(
          m: [[0.5]], d: [[0.3]], Q: [[0.7]], E: [[0.4]], R: [[0.2]], D: [0.8])
        let flow = try OrderParameterFlow(
          problem, integrator: Integrator(tolerance: Tolerance(relative: 1e-13)))
        let times = [14 / slowest, 18 / slowest]
        let states = try flow.trajectory(from: start, at: times)
        let distances = states.map { state in
          zip(flow.layout.coordinates(of: state), flow.layout.coordinates(of: point.state))
            .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        }
        let rate = Double.log(distances[0] / distances[1]) / (times[1] - times[0])
        #expect(abs(rate / slowest - 1) < 0.01, "ν = \(ν), γ = \(factor)·gap/2: \(rate / slowest)")
      }
    }
    #expect(compared >= 12)
  }
}
