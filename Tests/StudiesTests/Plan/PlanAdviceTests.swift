import Foundation
import Fitting
import LinearVAE
import Spectra
import Storage
import Studies
import Testing

@Suite("Advice of a plan")
struct PlanAdviceTests {
  private let spectrum = DataSpectrum(rows: 500, eigenvalues: [4, 3, 1.1, 1, 0.9, 0.8])

  /// What may be wrong.
  private func advice(
    _ specification: PlanSpecification, _ spectrum: DataSpectrum
  ) throws -> [Advice] { try specification.run(on: spectrum).advice.filter(\.isWarning) }

  @Test("what becomes of the latents has a code and the number that changes it")
  func fate() throws {
    let dead = try PlanSpecification(latents: 2, beta: 5).run(on: spectrum)
    #expect(dead.advice.map(\.code).first == .allCollapse && dead.advice[0].value.value == 4)
    let all = try PlanSpecification(latents: 2, beta: 0.95).run(on: spectrum)
    #expect(all.advice.first?.code == .noneCollapse && all.advice[0].value.value == 4)
    let some = try PlanSpecification(latents: 2, beta: 3.5).run(on: spectrum)
    #expect(some.advice.allSatisfy { $0.code != .allCollapse && $0.code != .noneCollapse })
    // In the words of the loss: the weight, not β, of `mse:mean + w·kl` over 6 columns, w = 4/3.
    let loss = try LossConvention("mse:mean + 9*kl", dimension: 6)
    let inWords = try PlanSpecification(latents: 2, loss: loss).run(on: spectrum).advice[0]
    #expect(abs((inWords.value.value ?? 0) * 3 / 4 - 1) < 1e-14)
  }

  @Test("training that ends on a plateau is slow, not dead; at a larger rate it is not")
  func slow() throws {
    var specification = PlanSpecification(latents: 2, beta: 1.05, learningRate: 1e-3)
    var inputs = TrainingLength.Inputs()
    inputs.steps = 100
    specification.length = try TrainingLength(inputs)
    let plan = try specification.run(on: spectrum)
    let slow = try #require(plan.advice.first { $0.code == .slow })
    let last = try #require(plan.escapeTimes.compactMap { $0 }.max())
    #expect(abs((slow.value.value ?? 0) / (1000 * last) - 1) < 1e-12)
    specification.learningRate = 0.1
    #expect(try specification.run(on: spectrum).advice.allSatisfy { $0.code != .slow })
    // Adam's steps have no flow time.
    specification.optimizer = .adam
    #expect(try specification.run(on: spectrum).stepsPerTime == nil)
  }

  /// With λ = 4 and the level 2 the encoder of the first latent curves by λ² = 16 and by nothing else; `a·SSE`
  /// is `2a` times as steep as ours.
  @Test("a rate above 2/λ² ÷ 2a is too large, in every way to write the loss")
  func rate() throws {
    let bound = 2.0 / 16
    let loss = try LossConvention("mse:mean + 2/3*kl", dimension: 6)  // 2a = 1/3, βσ² = 2
    let written: [(PlanSpecification, Double)] = [
      (PlanSpecification(latents: 2, beta: 2), bound),
      (PlanSpecification(latents: 2, beta: 4, decoderVariance: 0.5), bound / 2),
      (PlanSpecification(latents: 2, loss: loss), 3 * bound),
    ]
    for (specification, expected) in written {
      for factor in [0.999, 1.001] {
        var specification = specification
        specification.learningRate = factor * expected
        let found = try advice(specification, spectrum)
        #expect(found.map(\.code) == (factor > 1 ? [.rateTooLarge] : []))
        if let value = found.first?.value.value { #expect(abs(value / expected - 1) < 1e-12) }
      }
    }
  }

  /// Gradient descent on the loss of one latent of variance `λ`, from near its optimum: at rest below the
  /// largest stable rate, gone above it.
  @Test(
    "gradient descent settles at 0.99 of the largest stable rate, not at 1.01",
    arguments: [(9, 1), (9, 8), (9, 30), (1, 0.3), (0.1, 0.02), (0.1, 9), (3, 40)]
      as [(Double, Double)]
  )
  func descent(λ: Double, β: Double) throws {
    let plan = try PlanSpecification(latents: 1, beta: β).run(
      on: DataSpectrum(rows: 9, eigenvalues: [λ]))
    let bound = plan.largestStableRate ?? 0
    func settles(_ rate: Double) -> Bool {
      let fate = plan.forecast.latents[0]
      var (w, v, l) = (
        fate.decoderNorm + 1e-4, fate.decoderNorm / λ + 1e-4, log(fate.encoderVariance)
      )
      l += 1e-4
      for _ in 0..<20_000 {
        let D = exp(l)
        let gradient = (
          w * (λ * v * v + D) - λ * v, λ * v * (w * w + β) - λ * w, (D * (w * w + β) - β) / 2
        )
        (w, v, l) = (w - rate * gradient.0, v - rate * gradient.1, l - rate * gradient.2)
      }
      return abs(w - fate.decoderNorm) < 1e-3 && abs(l - log(fate.encoderVariance)) < 1e-3
    }
    #expect(settles(0.99 * bound))
    #expect(!settles(1.01 * bound))
  }

  /// The issue is known from the Marchenko–Pastur law: the spectrum of pure noise lies below its edge.
  @Test("latents on eigenvalues that noise alone would have are named with the number above them")
  func noise() throws {
    // Quantiles of the law at g = N/P = 5, in noise of variance 1, of the 19 that are not 0.
    let law = MarchenkoPastur(ratio: 5)
    let bulk = (0..<19).map { law.quantile(1 - (Double($0) + 0.5) / 19) }
    let zeros = Array(repeating: 0.0, count: 81)
    let pure = DataSpectrum(rows: 20, eigenvalues: bulk + zeros)
    #expect(abs((NoiseEstimate(of: pure)?.variance ?? 0) - 1) < 0.01)
    let found = try advice(PlanSpecification(latents: 4, beta: 1.5), pure)
    #expect(found.map(\.code) == [.fewSamples] && found.first?.value.value == 0)
    #expect(found.first?.text.contains("4 of the 4 living latents") == true)
    let below = try advice(PlanSpecification(latents: 4, beta: 0.5), pure)
    #expect(below.map(\.code) == [.fewSamples, .overfitsNoise])
    // With three signals above the edge (1 + √5)² = 10.5, three latents are no matter of doubt.
    let spiked = DataSpectrum(rows: 20, eigenvalues: [40, 30, 20] + bulk.dropFirst(3) + zeros)
    // What they learn is, and a better level and more samples have their price.
    let third = try advice(PlanSpecification(latents: 3, beta: 1.5), spiked)
    #expect(third.map(\.code) == [.fewSamples] && third.first?.value.value == 3)
    #expect(
      third.first?.text.hasPrefix("20 samples of 100 columns are few: what is learned") == true)
    let fourth = try advice(PlanSpecification(latents: 4, beta: 1.5), spiked)
    #expect(fourth.map(\.code) == [.fewSamples] && fourth.first?.value.value == 3)
    // A level above the edge leaves none of them to doubt.
    let high = try advice(PlanSpecification(latents: 4, beta: 11), spiked)
    #expect(
      high.map(\.code) == [.fewSamples] && high[0].text.hasPrefix("20 samples of 100 columns"))
  }

  /// Against the closed form of one factor: `ρ(1 − c²)` at best, at the level `λ̂ − ρc²`.
  @Test(
    "few samples have their worth: the error, the best level, and what twice as many would bring")
  func sampleValue() throws {
    let (N, P) = (200, 401)
    let law = MarchenkoPastur(ratio: 0.5)
    let bulk = (0..<N).map { law.quantile(1 - (Double($0) + 0.5) / Double(N)) }
    let spike = SampledFactor(strength: 3, noise: 1, ratio: 0.5)
    let spectrum = DataSpectrum(rows: P, eigenvalues: [spike.sample] + bulk.dropFirst())
    let plan = try PlanSpecification(latents: 1, beta: 1).run(on: spectrum)
    let value = try #require(plan.sampleValue)
    #expect(value.samplesPerColumn == 2)
    #expect(abs(value.best.error / (3 * (1 - spike.cosine2)) - 1) < 0.03)
    #expect(abs(value.best.level / (spike.sample - 3 * spike.cosine2) - 1) < 0.03)
    let twice = SampledFactor(strength: 3, noise: 1, ratio: 0.25)
    #expect(abs(value.errorWithTwice / (3 * (1 - twice.cosine2)) - 1) < 0.03)
    #expect(value.error > 1.02 * value.best.error)
    let many = DataSpectrum(rows: 21 * N, eigenvalues: spectrum.eigenvalues)
    #expect(try PlanSpecification(latents: 1, beta: 1).run(on: many).sampleValue == nil)
    let learned = PlanSpecification(latents: 1, beta: 1, decoder: .gaussianLearned)
    #expect(try learned.run(on: spectrum).sampleValue == nil)
  }

  @Test("with many samples a level below the noise is named, one above it is not")
  func overfitting() throws {
    let law = MarchenkoPastur(ratio: 0.01)
    let bulk = (0..<50).map { 2 * law.quantile(1 - (Double($0) + 0.5) / 50) }
    let many = DataSpectrum(rows: 5000, eigenvalues: [9, 8] + bulk.dropFirst(2))
    let found = try advice(PlanSpecification(latents: 20, beta: 1.5), many)
    #expect(found.map(\.code) == [.overfitsNoise] && found.first?.value.value == 2)
    #expect(try advice(PlanSpecification(latents: 20, beta: 2.5), many).isEmpty)
  }

  @Test("what is odd about the file is advice with its number")
  func file() throws {
    let plan = try PlanSpecification(latents: 1, beta: 3.5).run(
      on: spectrum,
      remarks: [
        .numericHeader(first: "0", last: "9"), .possibleNumericHeader(first: "0", last: "1"),
        .indexColumn(ColumnTitle(3), first: 0),
      ])
    #expect(
      plan.advice.prefix(3).map(\.code.rawValue) == [
        "numeric-header", "numeric-header", "index-column",
      ])
    #expect(plan.advice.prefix(3).map(\.value.value) == [1, 0, 3])
    #expect(plan.advice.prefix(3).map(\.isWarning) == [false, true, true])
  }
}
