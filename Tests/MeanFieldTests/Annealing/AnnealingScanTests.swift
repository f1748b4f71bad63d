import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

@Suite("The best annealing rate")
struct AnnealingScanTests {
  private func scan(
    _ family: AnnealingFamily, rates: [Double], overlap: Double = 0.01, norm: Double = 0.01
  ) throws -> AnnealingScan {
    let problem = try ConvergenceProblem(
      LearningProblem(
        data: SpikedData(signals: [1], noise: 1), latents: 1,
        training: Training(rates: .limit, beta: .constant(1))),
      from: OrderParameters(
        m: [[overlap]], d: [[overlap]], Q: [[norm]], E: [[norm]], R: [[0]], D: [1]))
    return try AnnealingScan(problem, family: family, rates: rates, maximum: 1)
  }

  @Test("the best tanh rate beats its neighbours and constant β")
  func best() throws {
    let rates = (1...30).map { 0.02 * Double($0) }
    let found = try scan(.tanh, rates: rates)
    let best = try #require(found.best)
    #expect(best.time <= found.convergences.compactMap(\.time).min() ?? 0)
    // 9.95 at γ = 0.2, and a little less beside it, where the error stops overshooting the target.
    #expect(best.time < 9.95 && best.time > 9.6)
    #expect(abs((found.constant.time ?? 0) - 15.62) < 0.02)
    // Nothing near it is better.
    let around = try scan(.tanh, rates: (-10...10).map { best.rate * (1 + 0.002 * Double($0)) })
    #expect((around.best?.time ?? 0) > best.time - 1e-4)
  }

  /// −J_max/2 at ν = 1: (3 − √5)/4 = 0.191.
  @Test("annealing slows convergence below half the spectral gap, without the closed form")
  func slowBound() throws {
    let found = try scan(.tanh, rates: [0.1, 0.2, 0.4])
    #expect(abs((found.slowBelow ?? 0) - (3 - 5.0.squareRoot()) / 4) < 1e-9)
    #expect(try scan(.linear, rates: [0.1, 0.3]).slowBelow == nil)
    let exponential = try scan(.exponential, rates: [0.2, 0.6])
    #expect(abs((exponential.slowBelow ?? 0) - (3 - 5.0.squareRoot()) / 2) < 1e-9)
  }

  @Test("at the break-even rate annealing takes as long as constant β")
  func breakEven() throws {
    let found = try scan(.tanh, rates: [0.05, 0.1, 0.15, 0.2, 0.3])
    let rate = try #require(found.breakEven)
    let there = try scan(.tanh, rates: [rate]).convergences[0]
    #expect(abs((there.time ?? 0) - (found.constant.time ?? 1)) < 1e-4)
  }

  @Test("every family starts at 0, settles on its maximum, and is no steeper than its rate")
  func families() {
    for family in AnnealingFamily.allCases {
      let schedule = family.schedule(rate: 0.5, maximum: 2)
      #expect(schedule.beta(at: 0) < 0.04)
      #expect(abs(schedule.beta(at: 60) - 2) < 1e-9)
      #expect(schedule.finalValue == 2)
      let step = 1e-3
      let slopes = (0..<60_000).map {
        (schedule.beta(at: step * Double($0 + 1)) - schedule.beta(at: step * Double($0))) / step / 2
      }
      #expect(abs((slopes.max() ?? 0) - 0.5) < 1e-3, "\(family)")
    }
  }
}
