import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

/// Where feedback laws settle, against (water-filling) at the `β` that does what the law asks for:
/// small-rate limit, `KL_i = ½ ln(Λ_i/β)`.
@Suite("Where feedback settles")
struct SettledFeedbackTests {
  private func solution(
    _ law: FeedbackLaw, signals: [Double], noise: Double = 0.5, latents: Int = 2,
    variance: VarianceParametrization = .direct, start D: Double = 0.8, at times: [Double]
  ) throws -> FlowSolution {
    let problem = LearningProblem(
      data: SpikedData(signals: signals, noise: noise), latents: latents,
      training: Training(rates: .limit, weight: .feedback(law), variance: variance))
    // Each latent leans towards a factor of its own, and a little towards the others.
    let overlap = Matrix(
      rows: latents, columns: signals.count,
      elements: (0..<latents).flatMap { k in
        signals.indices.map { $0 == k ? 0.4 : 0.05 * Double($0 + 1) }
      })
    let shared = overlap * overlap.transposed
    var Q = shared
    for k in 0..<latents { Q[k, k] = 1 }
    let start = OrderParameters(
      m: overlap, d: overlap, Q: Q, E: Q, R: shared, D: Array(repeating: D, count: latents))
    return try OrderParameterFlow(problem).solution(from: start, at: times)
  }

  private func data(_ signals: [Double]) -> SpikedData { SpikedData(signals: signals, noise: 0.5) }

  /// The zero of a function that changes its sign in a range.
  private func zero(_ function: (Double) -> Double, in range: ClosedRange<Double>) -> Double {
    Brent.root(
      of: function, between: range.lowerBound, and: range.upperBound, tolerance: 1e-14
    ).point
  }

  @Test("control holds the set point at the constant β that has this KL", arguments: [0, 0.2])
  func control(proportional: Double) throws {
    let law = FeedbackLaw.control(
      set: .constant(0.9), proportional: proportional, integral: 0.1, max: 4)
    let end = try solution(law, signals: [2, 1], at: [4000])
    let β = (2.5 * 1.5).squareRoot() * Double.exp(-0.9)
    #expect(abs(end.states[0].rate(data: data([2, 1])) - 0.9) < 1e-7)
    for weight in end.weights[0] { #expect(abs(weight - β) < 1e-6) }
    #expect(abs(end.states[0].Q.diagonal.reduce(0, +) - (4 - 2 * β)) < 1e-5)
  }

  @Test("out of reach, control rests on a bound, and leaves it at once when the set point moves")
  func controlAtBounds() throws {
    // At β ≤ 0.6 the KL is at least ½ ln(2.5·1.5/0.36) = 1.17; from t = 300 the set point is above.
    let set = BetaSchedule.points([
      .init(time: 300, beta: 0.2), .init(time: 300, beta: 1.5),
    ])
    let law = FeedbackLaw.control(set: set, integral: 0.2, min: 0, max: 0.6)
    let course = try solution(law, signals: [2, 1], at: [100, 299, 303, 2000])
    #expect(course.weights[0][0] == 0.6 && course.weights[1][0] == 0.6)
    let rate = course.states[1].rate(data: data([2, 1]))
    #expect(abs(rate - 0.5 * Double.log(2.5 * 1.5 / 0.36)) < 1e-5)
    // Without wind-up from t = 0 on: e = 0.33 for 3 units of time at K_i = 0.2.
    #expect(course.weights[2][0] < 0.6 - 0.1)
    #expect(abs(course.states[3].rate(data: data([2, 1])) - 1.5) < 1e-4)
  }

  /// `KL(β) = C + w artanh(β/γ)`.
  @Test("capacity holds its target up to the width", arguments: [0.01, 0.1])
  func capacity(width: Double) throws {
    let law = FeedbackLaw.capacity(gamma: 5, target: .constant(0.9), width: width)
    let end = try solution(law, signals: [2, 1], at: [4000])
    func rate(_ β: Double) -> Double { 0.5 * Double.log(2.5 * 1.5 / (β * β)) }
    let β = zero({ 0.9 + width * Double.atanh($0 / 5) - rate($0) }, in: 0.01...1.5)
    #expect(abs(end.weights[0][0] - β) < 1e-6)
    #expect(abs(end.states[0].rate(data: data([2, 1])) - rate(β)) < 1e-6)
  }

  @Test("capacity follows a slow ramp within its width, however high")
  func capacityRamp() throws {
    let (width, target) = (0.01, BetaSchedule.linear(rate: 0.01, max: 8))
    let law = FeedbackLaw.capacity(gamma: 20, target: target, width: width)
    let times = stride(from: 50.0, through: 900, by: 10).map { $0 }
    let course = try solution(law, signals: [2, 1], at: times)
    for (time, state) in zip(times, course.states) {
      let deviation = state.rate(data: data([2, 1])) - target.beta(at: time)
      // |β| stays below 2.5, the largest eigenvalue: artanh(2.5/20) = 0.13.
      #expect(abs(deviation) < 0.13 * width, "t = \(time): \(deviation)")
    }
    // 8 nats are held by a small positive β.
    let β = try #require(course.weights.last?.first)
    #expect(β > 0 && β < 0.01)
  }

  @Test("capacity with a γ too small to hold the target is a constant β = γ")
  func weakCapacity() throws {
    let law = FeedbackLaw.capacity(gamma: 0.7, target: .constant(0.2))
    let end = try solution(law, signals: [2, 1], at: [1000])
    #expect(end.weights[0] == [0.7, 0.7])
    let rate = end.states[0].rate(data: data([2, 1]))
    #expect(abs(rate - 0.5 * Double.log(2.5 * 1.5 / 0.49)) < 1e-6)
  }

  /// `D` falls while `β < 0`, and KL grows with it: the target is met before `D` vanishes.
  @Test("a negative β does not let D vanish", arguments: VarianceParametrization.allCases)
  func negativeBeta(variance: VarianceParametrization) throws {
    let law = FeedbackLaw.capacity(gamma: 30, target: .constant(2))
    let course = try solution(
      law, signals: [2], latents: 1, variance: variance, at: [0, 0.01, 0.5, 3000])
    #expect(course.weights[0][0] == -30 && course.weights[1][0] < 0)
    #expect(course.states.allSatisfy { $0.D[0] > 0 })
    #expect(abs(course.states[2].rate(data: data([2])) - 2) < 0.02)
    // KL exceeds 2 by w artanh(β/γ).
    let β = zero({ 2.5 * Double.exp(-4 - 0.02 * Double.atanh($0 / 30)) - $0 }, in: 0...1)
    #expect(abs(course.weights[3][0] - β) < 1e-6)
  }

  @Test("with β = 0 allowed, control does not let D vanish either")
  func vanishingBeta() throws {
    let law = FeedbackLaw.control(set: .constant(1), integral: 0.01, min: 0, max: 3)
    let course = try solution(law, signals: [2], latents: 1, start: 0.3, at: [1, 20, 6000])
    #expect(course.states.allSatisfy { $0.D[0] > 0 })
    #expect(abs(course.weights[2][0] - 2.5 * Double.exp(-2)) < 1e-5)
  }

  /// A latent on `Λ` is held where `β (1 + tanh((KL − δ)/w))/2 = Λ e^{−2KL}`.
  @Test("free bits hold latents that would collapse at δ, and let strong ones go")
  func freeBits() throws {
    let (δ, w, β) = (0.3, 0.01, 1.0)
    let law = FeedbackLaw.freeBits(nats: δ, beta: .constant(β), width: w)
    let end = try solution(law, signals: [8], at: [6000])
    let KL = end.states[0].klDivergences(data: data([8]))
    #expect(abs(KL[0] - 0.5 * Double.log(8.5)) < 1e-6 && abs(end.weights[0][0] - β) < 1e-12)
    func weight(_ KL: Double) -> Double { β / (1 + Double.exp(-2 * (KL - δ) / w)) }
    let held = zero({ weight($0) - 0.5 * Double.exp(-2 * $0) }, in: 0.1...0.5)
    #expect(abs(KL[1] - held) < 1e-5 && abs(held - δ) < w)
    #expect(abs(end.weights[0][1] - 0.5 * Double.exp(-2 * held)) < 1e-4)
    // Without free bits it collapses: its eigenvalue, the noise 0.5, is below β.
    let problem = LearningProblem(
      data: data([8]), latents: 2, training: Training(rates: .limit, beta: .constant(β)))
    let plain = try OrderParameterFlow(problem).trajectory(from: end.states[0], at: [400])
    #expect(plain[0].klDivergences(data: data([8]))[1] < 1e-6)
  }

  /// The latents turn by 45° against the factors, (mixed), with `g = (√Λ_1 + √Λ_2)/2` and
  /// `KL = ½ ln(g²/β)` for both.
  @Test("free bits that hold two latents mix their factors")
  func mixing() throws {
    let (δ, w, β) = (0.3, 0.01, 2.0)
    let law = FeedbackLaw.freeBits(nats: δ, beta: .constant(β), width: w)
    let end = try solution(law, signals: [2, 1], at: [1500])
    let square = 0.25 * (2.5 + 1.5 + 2 * (2.5 * 1.5).squareRoot())
    func weight(_ KL: Double) -> Double { β / (1 + Double.exp(-2 * (KL - δ) / w)) }
    let held = zero({ weight($0) - square * Double.exp(-2 * $0) }, in: 0.1...0.5)
    for KL in end.states[0].klDivergences(data: data([2, 1])) { #expect(abs(KL - held) < 1e-6) }
    for weight in end.weights[0] {
      #expect(abs(weight - square * Double.exp(-2 * held)) < 1e-4)
    }
    let m = end.states[0].m
    for s in 0..<2 { #expect(abs(m[0, s].magnitude - m[1, s].magnitude) < 1e-4) }
  }

  /// `Σ (Λ_i − β)` is explained.
  @Test("GECO settles where the constraint is met", arguments: [0, 3])
  func geco(average: Double) throws {
    let law = FeedbackLaw.geco(explained: .constant(2), rate: 0.1, average: average, initial: 0.2)
    let end = try solution(law, signals: [2, 1], at: [1000])
    #expect(abs(end.states[0].relativeDistortion(data: data([2, 1])) + 2) < 1e-7)
    for weight in end.weights[0] { #expect(abs(weight - 1) < 1e-6) }
    #expect(abs(end.states[0].rate(data: data([2, 1])) - 0.5 * Double.log(2.5 * 1.5)) < 1e-6)
  }
}
