import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Studies
import Testing

@Suite("The best schedule, its gain and its limits")
struct OptimalScheduleStudyTests {
  private func convergence() throws -> ConvergenceProblem {
    try ConvergenceProblem(
      LearningProblem(
        data: SpikedData(signals: [1], noise: 1), latents: 1,
        training: Training(rates: .uniform(0.05), beta: .constant(1))),
      from: OrderParameters(m: [[0.1]], d: [[0.1]], Q: [[1]], E: [[1]], R: [[0]], D: [1]))
  }

  /// Runs cost seconds: 1.6e8 steps of the exact chain on two threads.
  @Test("at N = 1e5 the error is at the target when the flow says, within its error")
  func finiteSize() throws {
    let study = try OptimalScheduleStudy(
      try convergence(), maximum: 1, options: OptimalScheduleOptions(knots: 12),
      simulation: SimulationSettings(dimension: 100_000, replicas: 4, seed: 5)
    ).run(RunContext(threads: 2))
    let optimum = try #require(study.optimum)
    let check = try #require(study.finiteSize)
    let target = try #require(
      try convergence().convergence(under: .constant(1)).target)
    // The flow is at the target plus tolerance at its time of convergence,
    #expect(abs(check.flow - target - 1e-3) < 1e-7)
    #expect(check.time == optimum.time)
    // and runs are there within the error of their mean.
    let error = try #require(check.standardError)
    #expect(error < 1e-3)
    #expect(abs(check.mean - check.flow) < 4.5 * error)
  }

  @Test("every family is at least as slow, and data for which the schedule was not made are tried")
  func comparison() throws {
    let study = try OptimalScheduleStudy(
      try convergence(), maximum: 1, options: OptimalScheduleOptions(knots: 12)
    ).run()
    let best = try #require(study.optimum?.time)
    let constant = try #require(study.constant)
    #expect(study.gain == constant / best)
    #expect(study.families.map(\.family) == AnnealingFamily.allCases)
    for family in study.families {
      let time = try #require(family.value)
      #expect(time > best && time <= constant * 1.001)
    }
    #expect(study.perturbations.count == 4)
    #expect(study.finiteSize == nil)
    // Twenty per cent more noise, computed here from the problem itself.
    let noisier = try ConvergenceProblem(
      LearningProblem(
        data: SpikedData(signals: [1], noise: 1.2), latents: 1,
        training: Training(rates: .uniform(0.05), beta: .constant(1))),
      from: try convergence().initial)
    let optimum = try #require(study.optimum)
    let change = try #require(
      study.perturbations.first { $0.quantity == .noise && $0.factor == 1.2 })
    #expect(change.value == (try noisier.convergence(under: optimum.schedule).time))
    #expect(change.constant == (try noisier.convergence(under: .constant(1)).time))
  }
}
