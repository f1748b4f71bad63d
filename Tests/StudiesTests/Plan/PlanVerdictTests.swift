import LinearVAE
import Spectra
import Storage
import Studies
import Testing

@Suite("Verdict of a plan")
struct PlanVerdictTests {
  /// Two signals in white noise of variance 1, 500 samples of 50 columns.
  private static let spectrum: DataSpectrum = {
    let law = MarchenkoPastur(ratio: 0.1)
    let bulk = (0..<50).map { law.quantile(1 - (Double($0) + 0.5) / 50) }
    return DataSpectrum(rows: 500, eigenvalues: [9, 5] + bulk.dropFirst(2))
  }()

  private func plan(_ specification: PlanSpecification) throws -> Plan {
    try specification.run(on: Self.spectrum)
  }

  @Test("mean-reduced error: β = 1 acts as N/2, and the remedy is a weight in the user's own loss")
  func collapse() throws {
    let loss = try LossConvention("mse:mean + kl", dimension: 50)
    let plan = try plan(PlanSpecification(latents: 4, loss: loss))
    #expect(
      plan.verdict[0].hasPrefix("All 4 latents collapse at KL weight 1, which acts as β = 25 "))
    #expect(plan.verdict[0].contains("below 0.36."))
    let recommended = try #require(plan.recommended)
    #expect(recommended.latents == 2)
    // βσ² near the noise, 1, is a weight of 2/50.
    #expect(abs(recommended.klWeight / 0.04 - 1) < 0.2)
    #expect(plan.verdict.contains { $0.hasPrefix("Recommended: KL weight 0.0") })
    #expect((2...5).contains(plan.verdict.count))
  }

  @Test("some live: the weight at which the next one would is named")
  func some() throws {
    let plan = try plan(PlanSpecification(latents: 2, beta: 6))
    #expect(
      plan.verdict[0]
        == "1 of 2 latents live at KL weight 6, the others collapse: the next would need a KL weight "
        + "below 5.")
  }

  @Test("what is exact is said for the decoder at hand")
  func scope() throws {
    let linear = try plan(PlanSpecification(latents: 2, beta: 2)).verdict
    #expect(
      linear.last?.contains("exact for any network; the other numbers are exact for linear") == true
    )
    let counts = DataSpectrum(rows: 500, eigenvalues: [3, 2, 1])
    let poisson = try PlanSpecification(latents: 2, decoder: .poisson).run(on: counts)
    #expect(poisson.verdict.last?.contains("a guess for a decoder of this kind") == true)
    #expect(
      poisson.curve == nil && poisson.escapeTimes == [nil, nil] && poisson.curveFailure == nil)
    #expect(poisson.collapseBeta == 3 && poisson.isThresholdExact)
    let laplace = try PlanSpecification(latents: 2, decoder: .laplace).run(on: counts)
    #expect(!laplace.isThresholdExact)
  }

  /// With `σ²` learned, all collapse at `β = λ_1 N/Σλ`: next to it one latent lives or none.
  @Test("the collapse threshold with σ² learned is λ over the mean variance")
  func learned() throws {
    let bound = try plan(PlanSpecification(latents: 3, decoder: .gaussianLearned)).collapseBeta
    for (factor, active) in [(0.999, 1), (1.001, 0)] {
      let near = try plan(
        PlanSpecification(latents: 3, beta: factor * bound, decoder: .gaussianLearned))
      #expect(near.forecast.active == active)
    }
    // So do the thresholds of all latents: the optimum at that very β decides.
    let thresholds = try plan(PlanSpecification(latents: 3, decoder: .gaussianLearned)).thresholds
    for (k, threshold) in thresholds.enumerated() {
      for (factor, active) in [(0.999, k + 1), (1.001, k)] {
        let beta = try factor * #require(threshold)
        let near = try plan(PlanSpecification(latents: 3, beta: beta, decoder: .gaussianLearned))
        #expect(near.forecast.active == active)
      }
    }
    // The β at which eigenvalues must exceed a level is the inverse of the level at that β.
    for beta in [0.3, 1, 3.0] {
      let plan = try plan(PlanSpecification(latents: 3, beta: beta, decoder: .gaussianLearned))
      #expect(abs(plan.beta(atLevel: plan.level) / beta - 1) < 1e-12)
    }
  }

  /// Of a mean over latents the weight is that for as many latents as are recommended.
  @Test(
    "the recommended weight, put back with the recommended latents, gives the recommended level")
  func putBack() throws {
    for decoder in ["sse + kl:mean", "N/2*log_mse + kl:mean"] {
      let loss = try LossConvention(decoder, dimension: 50, latents: 6)
      let recommended = try #require(plan(PlanSpecification(latents: 6, loss: loss)).recommended)
      let text = decoder.replacing("kl:", with: "\(recommended.klWeight)*kl:")
      let other = try LossConvention(text, dimension: 50, latents: recommended.latents)
      let again = try plan(PlanSpecification(latents: recommended.latents, loss: other))
      #expect(again.forecast.active == recommended.latents)
      let estimate = try #require(again.estimate)
      #expect(abs(again.level / (Recommendation(estimate).level ?? 0) - 1) < 1e-9, "\(decoder)")
    }
  }

  /// Four whole cycles: the weight of the last step is that of the hold, not of the fifth rise.
  @Test("a schedule counts with its weight in the last step")
  func lastStep() throws {
    var specification = PlanSpecification(latents: 4, beta: 2)
    var inputs = TrainingLength.Inputs()
    inputs.steps = 2000
    specification.length = try TrainingLength(inputs)
    specification.schedule = .cyclical(period: 500, ratio: 0.5, min: 0, max: 1)
    #expect(specification.finalBeta == 2)
    // Plateaus are those of a constant weight: under a schedule the curve tells.
    #expect(try plan(specification).escapeTimes.allSatisfy { $0 == nil })
  }

  @Test("the recommended schedule rises over 40 % of the steps, in Python too")
  func schedule() throws {
    var specification = PlanSpecification(latents: 4, beta: 1)
    #expect(try plan(specification).recommended?.schedule == nil)
    var inputs = TrainingLength.Inputs()
    inputs.steps = 5000
    specification.length = try TrainingLength(inputs)
    let plan = try plan(specification)
    let recommended = try #require(plan.recommended)
    #expect(recommended.ramp == 2000)
    #expect(recommended.schedule?.beta(at: 1000) == 0.5)
    #expect(recommended.line?.hasSuffix(" * min(1, step / 2000)") == true)
    #expect(plan.advice.contains { $0.code == .anneal && $0.value.value == 2000 })
  }
}
