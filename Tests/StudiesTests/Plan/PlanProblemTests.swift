import LinearVAE
import MeanField
import NumericKit
import Spectra
import Studies
import Testing

@Suite("A plan as a problem of the theory")
struct PlanProblemTests {
  private let spectrum = DataSpectrum(rows: 500, eigenvalues: [4, 3, 1.1, 1, 0.9, 0.8])

  /// The factors' flow ends where water-filling says: `Q = λ − βσ²`, `D = βσ²/λ`.
  @Test("followed by the flow, it ends in the plan's own optimum")
  func ends() throws {
    let plan = try PlanSpecification(latents: 2, beta: 2).run(on: spectrum)
    let specification = try #require(plan.problem)
    try specification.validate(for: .everything)
    let end = try OrderParameterFlow(specification.problem)
      .trajectory(from: specification.initialState(), at: [200])[0]
    for (k, fate) in plan.forecast.latents.enumerated() {
      #expect(abs(end.Q[k, k] - (fate.eigenvalue - 2)) < 1e-5)
      #expect(abs(end.D[k] - 2 / fate.eigenvalue) < 1e-5)
    }
    // What is left of the spectrum is its mean.
    #expect(abs(specification.problem.data.noise - 3.8 / 4) < 1e-14)
  }

  @Test("σ² is in the level, and the schedule in its units of weight and time")
  func units() throws {
    let fixed = try PlanSpecification(latents: 2, beta: 1, decoderVariance: 2).run(on: spectrum)
    #expect(fixed.problem?.problem.training.weight == .schedule(.constant(2)))
    var specification = PlanSpecification(
      latents: 2, beta: 1, decoderVariance: 2, learningRate: 0.01)
    var inputs = TrainingLength.Inputs()
    inputs.steps = 4000
    specification.length = try TrainingLength(inputs)
    specification.schedule = .linear(rate: 1e-3, min: 0, max: 1)
    // 1000 steps at rate 0.01 and 1/σ² = ½ are 5 units of flow time.
    let ramped = try #require(specification.run(on: spectrum).problem)
    guard case .schedule(let level) = ramped.problem.training.weight else {
      Issue.record("no schedule")
      return
    }
    #expect(abs(level.beta(at: 2.5) - 1) < 1e-12 && level.beta(at: 6) == 2)
  }

  @Test("decoders without a given σ² have none")
  func none() throws {
    let plan = try PlanSpecification(latents: 2, decoder: .bernoulli).run(on: spectrum)
    #expect(plan.problem == nil)
  }
}
