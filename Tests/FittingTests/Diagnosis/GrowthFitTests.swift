import Fitting
import NumericKit
import RealModule
import Testing

@Suite("Growth on the plateau")
struct GrowthFitTests {
  /// `ln KL` of slope 0.02 from 1e-6, with noise of a deviation; a share of which lasts to the next row.
  private func series(
    seed: UInt64, rows: Int = 60, deviation: Double, memory: Double = 0
  ) -> (steps: [Double], kl: [Double]) {
    var stream = RandomStream(seed: seed, stream: 7)
    let steps = (0..<rows).map { 5 * Double($0) }
    var noise = 0.0
    let kl = steps.map { step -> Double in
      noise = memory * noise + (1 - memory * memory).squareRoot() * stream.normal()
      return 1e-6 * .exp(0.02 * step + deviation * noise)
    }
    return (steps, kl)
  }

  /// (plateau-end): the signal grows at half the slope.
  @Test("without noise, rate and end are exact")
  func exact() throws {
    let (steps, kl) = series(seed: 1, deviation: 0)
    let fit = try #require(GrowthFit(steps: steps, kl: kl, target: 1))
    #expect(abs(fit.rate - 0.01) < 1e-12 && fit.isGrowing)
    let end = try #require(fit.step(reaching: 0.5))
    #expect(abs(end.value - .log(0.5e6) / 0.02) < 1e-6)
    #expect(end.interval.contains(end.value))
  }

  @Test("the 95 % intervals hold what is true", arguments: [0.0, 0.6])
  func coverage(memory: Double) throws {
    var (rates, ends) = (0, 0)
    let truth = Double.log(0.5e6) / 0.02
    for seed in UInt64(1)...300 {
      let (steps, kl) = series(seed: seed, deviation: 0.3, memory: memory)
      let fit = try #require(GrowthFit(steps: steps, kl: kl, target: 1))
      rates += fit.interval.contains(0.01) ? 1 : 0
      ends += fit.step(reaching: 0.5)?.interval.contains(truth) == true ? 1 : 0
    }
    // Of 300, 285 ± 4; correlated noise is only estimated.
    let least = memory == 0 ? 273 : 255
    #expect(rates >= least && ends >= least, "\(rates), \(ends)")
  }

  @Test("what falls, is flat, or is too short does not end")
  func none() throws {
    let steps = (0..<30).map(Double.init)
    let falling = try #require(GrowthFit(steps: steps, kl: steps.map { .exp(-0.1 * $0) }))
    #expect(!falling.isGrowing && abs(falling.rate + 0.05) < 1e-12)
    #expect(falling.step(reaching: 1) == nil)
    #expect(GrowthFit(steps: [0, 1, 2], kl: [1e-4, 2e-4, 4e-4]) == nil)
    #expect(GrowthFit(steps: steps, kl: steps.map { _ in 0 }) == nil)
  }

  @Test("a decay before the growth, and saturation after it, are left out")
  func window() throws {
    let steps = (0..<200).map { 5 * Double($0) }
    let kl = steps.map { step -> Double in
      let grown = 1e-6 * Double.exp(0.02 * step)
      return 0.01 * .exp(-0.05 * step) + grown / (1 + grown)
    }
    let fit = try #require(GrowthFit(steps: steps, kl: kl, target: 1))
    #expect(abs(fit.rate / 0.01 - 1) < 0.05)
    #expect(fit.range.upperBound < 700)
  }
}
