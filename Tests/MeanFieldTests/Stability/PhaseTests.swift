import LinearVAE
import MeanField
import NumericKit
import Testing

@Suite("Phases")
struct PhaseTests {
  private func problem(
    _ signals: [Double], _ noise: Double, latents: Int = 1, beta: Double,
    rates: LearningRates = .limit, weightDecay: Double = 0,
    variance: VarianceParametrization = .direct
  ) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: signals, noise: noise), latents: latents,
      training: Training(
        rates: rates, weightDecay: weightDecay, beta: .constant(beta), variance: variance))
  }

  @Test("the closed forms of one latent and one factor are what the general way finds")
  func closedForm() throws {
    var random = SplitMix64(state: 12)
    for _ in 0..<200 {
      let problem = problem(
        [random.number(in: 0.1...2)], random.number(in: 0.1...2), beta: random.number(in: 0.1...4))
      let phase = try Phase(of: problem)
      let point = try #require(try FixedPointAnalysis(problem).attractors().first)
      #expect(phase.kind == point.kind && phase.status == .unique)
      #expect(phase.activeLatents == point.activeCount)
      #expect(
        abs(phase.generalizationError - point.state.generalizationError(data: problem.data))
          < 1e-12)
      #expect(abs(phase.growthRate - point.growthRate) < 1e-7)
    }
  }

  @Test("latents on factors and on noise are counted")
  func counts() throws {
    let phase = try Phase(of: problem([2, 1, 0.1], 0.3, latents: 5, beta: 0.2))
    #expect(phase.factorLatents == 3 && phase.noiseLatents == 2 && phase.kind == .overfit)
    let middle = try Phase(of: problem([2, 1, 0.1], 0.3, latents: 5, beta: 0.5))
    #expect(middle.factorLatents == 2 && middle.noiseLatents == 0 && middle.kind == .learned)
  }

  @Test("on a boundary the phase is marginal, not missing", arguments: [1, 2])
  func marginal(latents: Int) throws {
    let phase = try Phase(of: problem([1], 1, latents: latents, beta: 2))
    #expect(phase.status == .marginal && phase.kind == .collapsed)
    #expect(abs(phase.growthRate) < 1e-12)
  }

  /// Λ = 0.5, λ = 0.4: the collapsed state attracts at every β, and below the fold a learned one too.
  @Test("with strong weight decay the start can decide")
  func multistable() throws {
    let problem = problem([0.3], 0.2, beta: 0.01, weightDecay: 0.4)
    let points = try FixedPointAnalysis(problem).attractors()
    #expect(points.map(\.kind) == [.learned, .collapsed])
    #expect(try Phase(of: problem).status == .multistable)
    // Both are where the flow goes from their neighbourhood.
    let flow = try OrderParameterFlow(problem)
    for point in points {
      var start = point.state
      start.Q[0, 0] += 1e-3
      let end = try #require(try flow.trajectory(from: start, at: [4000]).last)
      #expect(distance(end, point.state) < 1e-6)
    }
  }

  @Test("where rates are too large, nothing attracts")
  func unsettled() throws {
    let fast = problem([1], 1, beta: 1.9, rates: .uniform(20))
    // Said, not left out.
    #expect(try FixedPointAnalysis(fast).fixedPoints().unresolved.contains(2))
    let phase = try Phase(of: fast)
    #expect(phase.status == .none && phase.kind == nil && phase.generalizationError.isNaN)
  }
}
