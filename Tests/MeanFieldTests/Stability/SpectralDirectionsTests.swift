import LinearVAE
import MeanField
import RealModule
import Testing

@Suite("Which directions grow where rates of very different size, or none at all, meet")
struct SpectralDirectionsTests {
  /// The variance then relaxes at a rate of `P²/β`, beside which all others look like rounding.
  @Test("learned states at small β are stable, with the rates of the closed form")
  func smallBeta() throws {
    func point(_ β: Double, _ roles: [LatentRole]) throws -> FixedPoint? {
      let problem = LearningProblem(
        data: SpikedData(signals: [1], noise: 1), latents: roles.count,
        training: Training(rates: .limit, beta: .constant(β)))
      #expect(try Phase(of: problem).status == .unique)
      return try FixedPointAnalysis(problem).fixedPoint(roles)
    }
    for β in [1e-3, 1e-5, 1e-7, 1e-9] {
      let learned = try #require(try point(β, [.factor(0)]))
      let closed = ClosedFormSpectrum(signal: 1, noise: 1, beta: β).learnedGrowthRate
      #expect(learned.stability == .stable && learned.isAttracting)
      #expect(abs(learned.growthRate / closed - 1) < 1e-5)
      let overfit = try #require(try point(β, [.factor(0), .noise]))
      #expect(overfit.stability == .stable)
      // In proportion to β: measured with 50 digits, −0.05719100 β.
      #expect(abs(overfit.growthRate / β + 0.0571910) < 2e-6 + 0.1 * β)
    }
  }

  @Test("data in small units settle slowly, but they settle", arguments: [1e-3, 1e-6])
  func smallUnits(unit: Double) throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [unit], noise: unit), latents: 2,
      training: Training(rates: .limit, beta: .constant(1.5 * unit)))
    let points = try FixedPointAnalysis(problem).fixedPoints().points
    #expect(points.filter(\.isAttracting).map(\.roles) == [[.factor(0), .collapsed]])
    #expect(points.allSatisfy { $0.criticalDirections == 0 })
  }

  /// The encoder's part outside of the factors meets no data: all elements of `E` are free.
  @Test("without noise the free part of the encoder is named a symmetry", arguments: [1, 2])
  func noNoise(latents: Int) throws {
    for rates in [LearningRates.limit, .uniform(0.05)] {
      func points(_ decay: Double) throws -> [FixedPoint] {
        try FixedPointAnalysis(
          LearningProblem(
            data: SpikedData(signals: [1], noise: 0), latents: latents,
            training: Training(rates: rates, weightDecay: decay, beta: .constant(0.5)))
        ).fixedPoints().points
      }
      let found = try points(0)
      #expect(found.count == 2)
      let free = latents * (latents + 1) / 2
      #expect(found.allSatisfy { $0.symmetryDirections == free && $0.criticalDirections == 0 })
      #expect(found.map(\.stability) == [.marginal, .unstable])
      #expect(found.map(\.isAttracting) == [true, false])
      // With weight decay it dies out.
      #expect(try points(0.01).map(\.stability) == [.stable, .unstable])
    }
  }

  @Test("numbers whose products overflow are refused with their key")
  func overflow() throws {
    func key(_ signal: Double, _ noise: Double, _ beta: Double) -> String? {
      do {
        _ = try FixedPointAnalysis(
          LearningProblem(
            data: SpikedData(signals: [1, signal], noise: noise), latents: 1,
            training: Training(rates: .limit, beta: .constant(beta))))
        return nil
      } catch { return (error as? InvalidProblem)?.keyPath }
    }
    #expect(key(1e60, 1, 1) == "data.signals.1" && key(1, 1e300, 1) == "data.noise")
    #expect(key(1, 1, 1e300) == "training.beta" && key(1, 1, 1e-300) == "training.beta")
    #expect(key(1e40, 1e40, 1e40) == nil)
  }
}
