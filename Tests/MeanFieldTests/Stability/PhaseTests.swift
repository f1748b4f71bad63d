import LinearVAE
import MeanField
import NumericKit
import RealModule
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

  /// (loss) for one latent and one factor, up to a constant of the data.
  private func loss(_ state: OrderParameters, _ problem: LearningProblem, β: Double) -> Double {
    let (ρ, η, λ) = (problem.data.signals[0], problem.data.noise, problem.training.weightDecay)
    let (m, d, D) = (state.m[0, 0], state.d[0, 0], state.D[0])
    let (Q, E, R) = (state.Q[0, 0], state.E[0, 0], state.R[0, 0])
    let (A, C) = (ρ * d * d + η * E, ρ * d * m + η * R)
    return -C + 0.5 * Q * (A + D) + 0.5 * β * (A + D - 1 - Double.log(D)) + 0.5 * λ * (Q + E)
  }

  @Test("of several attracting states the phase is that of lowest expected loss")
  func lowestLoss() throws {
    var seen: Set<FixedPoint.Kind> = []
    for β in [0.002, 0.004, 0.007, 0.01] {
      let problem = problem([0.3], 0.2, beta: β, weightDecay: 0.4)
      let points = try FixedPointAnalysis(problem).attractors()
      #expect(points.count == 2)
      let best = try #require(
        points.min { loss($0.state, problem, β: β) < loss($1.state, problem, β: β) })
      let phase = try Phase(of: problem)
      #expect(phase.status == .multistable && phase.kind == best.kind)
      seen.insert(best.kind)
    }
    #expect(seen == [.learned, .collapsed])
  }

  /// More classes than are searched one by one.
  @Test("many latents take every one of many equal factors")
  func manyEqualFactors() throws {
    let signals = Array(repeating: 2.0, count: 8) + Array(repeating: 1.0, count: 8)
    let phase = try Phase(of: problem(signals, 0.5, latents: 30, beta: 0.3))
    #expect(phase.factorLatents == 16 && phase.noiseLatents == 14 && phase.status == .unique)
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
