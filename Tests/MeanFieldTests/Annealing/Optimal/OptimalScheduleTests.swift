import LinearVAE
import MeanField
import NumericKit
import Testing

@Suite("The best annealing schedule")
struct OptimalScheduleTests {
  /// ρ = η = β_max = 1 in the small-rate limit, from the two starts of the theory page's times.
  private func problem(
    _ overlap: Double, norm: Double, integrationTolerance: Double = 1e-8
  ) throws -> ConvergenceProblem {
    try ConvergenceProblem(
      LearningProblem(
        data: SpikedData(signals: [1], noise: 1), latents: 1,
        training: Training(rates: .limit, beta: .constant(1))),
      from: OrderParameters(
        m: [[overlap]], d: [[overlap]], Q: [[norm]], E: [[norm]], R: [[0]], D: [1]),
      integrationTolerance: integrationTolerance)
  }

  private func optimum(
    _ problem: ConvergenceProblem, _ options: OptimalScheduleOptions = OptimalScheduleOptions()
  ) throws -> OptimalSchedule {
    var search = try OptimalScheduleSearch(problem, maximum: 1, options: options)
    return try #require(try search.result())
  }

  private func points(_ schedule: BetaSchedule) -> [BetaSchedule.Point] {
    if case .points(let points) = schedule { points } else { [] }
  }

  /// Constant β takes 13.40 and 15.62, the best tanh 11.95 and 9.66.
  @Test(
    "it beats constant β and the best tanh, at an independent integration too",
    arguments: [(0.1, 1.0, 10.95), (0.01, 0.01, 8.83)])
  func beatsFamilies(overlap: Double, norm: Double, bound: Double) throws {
    let found = try optimum(try problem(overlap, norm: norm))
    let time = try #require(found.time)
    #expect(time < bound)
    #expect(found.status == .converged)
    let tight = try problem(overlap, norm: norm, integrationTolerance: 1e-11)
      .convergence(under: found.schedule)
    #expect(abs((tight.time ?? 0) - time) < 1e-4 * time)
    let points = points(found.schedule)
    #expect(points.allSatisfy { $0.beta >= 0 && $0.beta <= 1 })
    #expect(points.last?.beta == 1)
    // It is a local optimum: small changes of single pieces do not help.
    let base = try problem(overlap, norm: norm)
    for index in stride(from: 0, to: points.count, by: 5) {
      for shift in [-0.02, 0.02] {
        var moved = points
        let beta = min(1, max(1e-3, points[index].beta + shift))
        moved[index] = BetaSchedule.Point(time: points[index].time, beta: beta)
        let changed = try base.convergence(under: .points(moved)).time ?? .infinity
        #expect(changed > time - 0.02, "point \(index), \(shift): \(changed)")
      }
    }
  }

  @Test("a monotone one never falls, takes longer, and still beats the best tanh")
  func monotone() throws {
    let found = try optimum(
      try problem(0.1, norm: 1), OptimalScheduleOptions(isMonotone: true))
    let betas = points(found.schedule).map(\.beta)
    #expect(zip(betas, betas.dropFirst()).allSatisfy { $0 <= $1 + 1e-9 })
    #expect((found.time ?? 0) > 11 && (found.time ?? 99) < 11.9)
  }

  @Test("more pieces do better, and the seed alone decides the result")
  func refinement() throws {
    let problem = try problem(0.01, norm: 0.01)
    let coarse = try optimum(problem, OptimalScheduleOptions(knots: 12))
    let again = try optimum(problem, OptimalScheduleOptions(knots: 12))
    let fine = try optimum(problem, OptimalScheduleOptions(knots: 40))
    #expect(coarse.schedule == again.schedule && coarse.time == again.time)
    #expect((fine.time ?? 99) < (coarse.time ?? 0))
  }

  /// (noise-bound): the minima are those of an independent random search with fourth-order Runge–Kutta
  /// steps, over ten pieces.
  @Test(
    "the smallest error at a time is far above the target before the time of convergence",
    arguments: [(0.1, 1.0, 6.04, 0.0466), (0.01, 0.01, 7.54, 0.00276)])
  func earlyErrors(overlap: Double, norm: Double, horizon: Double, smallest: Double) throws {
    let problem = try problem(overlap, norm: norm)
    let found = try optimum(
      problem, OptimalScheduleOptions(objective: .error(at: horizon), knots: 24))
    let error = try #require(found.error)
    #expect(error < smallest && error > 0.9 * smallest, "\(error)")
    // Nor is any of these schedules better.
    var stream = RandomStream(seed: 3, stream: 0)
    for _ in 0..<200 {
      let schedule = BetaSchedule.points(
        (0..<8).flatMap { piece -> [BetaSchedule.Point] in
          let beta = stream.uniform() < 0.5 ? 0.02 : 0.98
          return [
            .init(time: horizon * Double(piece) / 8, beta: beta),
            .init(time: horizon * Double(piece + 1) / 8, beta: beta),
          ]
        })
      let flow = try OrderParameterFlow(
        LearningProblem(
          data: problem.problem.data, latents: 1,
          training: Training(rates: .limit, beta: schedule)))
      let state = try flow.trajectory(from: problem.initial, at: [horizon])[0]
      #expect(state.generalizationError(data: problem.problem.data) > error)
    }
  }

  @Test("two latents at finite rates; a problem that never converges has no optimum")
  func otherProblems() throws {
    let data = SpikedData(signals: [1], noise: 1)
    let start = OrderParameters(
      m: [[0.1], [0.05]], d: [[0.1], [0.05]], Q: [[0.5, 0.005], [0.005, 0.4]],
      E: [[0.5, 0.005], [0.005, 0.4]], R: [[0.01, 0.005], [0.005, 0.0025]], D: [1, 1])
    let problem = try ConvergenceProblem(
      LearningProblem(
        data: data, latents: 2,
        training: Training(rates: .uniform(0.02), beta: .constant(1.2))), from: start)
    let constant = try #require(try problem.convergence(under: .constant(1.2)).time)
    var search = try OptimalScheduleSearch(
      problem, maximum: 1.2, options: OptimalScheduleOptions(knots: 12))
    let found = try #require(try search.result())
    #expect((found.time ?? .infinity) < 0.95 * constant)

    let fast = try ConvergenceProblem(
      LearningProblem(
        data: data, latents: 1, training: Training(rates: .uniform(5), beta: .constant(1))),
      from: OrderParameters(m: [[0.1]], d: [[0.1]], Q: [[1]], E: [[1]], R: [[0]], D: [1]))
    var hopeless = try OptimalScheduleSearch(fast, maximum: 1)
    #expect(try hopeless.result() == nil)
  }
}
