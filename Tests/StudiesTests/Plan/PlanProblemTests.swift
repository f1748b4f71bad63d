import Foundation
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
    // What is left of the spectrum is noise as it was estimated.
    let estimate = try #require(plan.estimate)
    #expect(estimate.isCertain && specification.problem.data.noise == estimate.noise.variance)
  }

  /// Five signals in 60 directions of noise, and fewer latents.
  private static let signals: DataSpectrum = {
    // The semicircle, which the Marchenko–Pastur law is for so many rows.
    let noise = (0..<60).map { k in
      let share = 1 - (Double(k) + 0.5) / 60
      var (low, high) = (-1.0, 1.0)
      for _ in 0..<60 {
        let s = (low + high) / 2
        let below = 0.5 + (s * (1 - s * s).squareRoot() + asin(s)) / Double.pi
        if below < share { low = s } else { high = s }
      }
      return 1 + 0.253 * low
    }
    return DataSpectrum(rows: 4000, eigenvalues: [9, 7, 5, 4, 3] + noise)
  }()

  /// The thresholds of the flow of the problem are those of the plan's table, for signals that have no latent
  /// as for those that have one: at the level of either side of each eigenvalue its latent lives or dies.
  @Test("every signal is a factor, and its threshold that of the plan", arguments: [2, 5, 7])
  func everySignal(latents: Int) throws {
    for level in [0.95, 1.5, 6.5, 7.5] {
      let plan = try PlanSpecification(latents: latents, beta: level).run(on: Self.signals)
      let estimate = try #require(plan.estimate)
      #expect(estimate.isCertain && estimate.signals == 5)
      let data = try #require(plan.problem).problem.data
      let active = plan.forecast.active
      #expect(data.factors == max(5, active) && data.noise == estimate.noise.variance)
      for (ρ, λ) in zip(data.signals, Self.signals.eigenvalues) {
        #expect(abs(ρ + data.noise - λ) < 1e-12)
      }
      let specification = try #require(plan.problem)
      try specification.validate(for: .everything)
      // Flows of many latents take long, and show no more.
      guard level > estimate.edge, latents == 2 else { continue }
      let end = try OrderParameterFlow(specification.problem)
        .trajectory(from: specification.initialState(), at: [100])[0]
      for (k, fate) in plan.forecast.latents.enumerated() {
        #expect(fate.isActive == (end.D[k] < 0.999), "latent \(k) at \(level)")
        if fate.isActive { #expect(abs(end.Q[k, k] - fate.decoderNorm * fate.decoderNorm) < 1e-4) }
      }
    }
  }

  /// Where signals and noise cannot be told from each other, the variance is kept, and each latent has a
  /// direction.
  @Test("without a certain estimate the total variance is kept")
  func uncertain() throws {
    let eigenvalues = (0..<30).map { exp(-0.3 * Double($0)) }
    let decaying = DataSpectrum(rows: 300, eigenvalues: eigenvalues)
    let plan = try PlanSpecification(latents: 4, beta: 0.2).run(on: decaying)
    #expect(plan.estimate?.isCertain == false)
    let data = try #require(plan.problem).problem.data
    #expect(data.factors == max(4, plan.estimate?.signals ?? 0))
    let total = data.signals.reduce(0, +) + data.noise * 30
    #expect(abs(total / decaying.totalVariance - 1) < 1e-12)
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
