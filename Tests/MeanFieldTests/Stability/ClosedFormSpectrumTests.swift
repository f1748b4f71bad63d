import ComplexModule
import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

@Suite("Closed-form eigenvalues of one latent and one factor")
struct ClosedFormSpectrumTests {
  private func analysis(_ ρ: Double, _ η: Double, _ β: Double) throws -> FixedPointAnalysis {
    try FixedPointAnalysis(
      LearningProblem(
        data: SpikedData(signals: [ρ], noise: η), latents: 1,
        training: Training(rates: .limit, beta: .constant(β))))
  }

  @Test("they are those of the flow's Jacobian at random points")
  func agreement() throws {
    var random = SplitMix64(state: 3)
    for _ in 0..<300 {
      let (ρ, η) = (random.number(in: 0.1...2), random.number(in: 0.1...2))
      let β = random.number(in: 0.1...3)
      let analysis = try analysis(ρ, η, β)
      let closed = ClosedFormSpectrum(signal: ρ, noise: η, beta: β)
      let collapsed = try analysis.collapsed()
      let measured = closed.collapsed.map { Complex($0) }
      #expect(spectralDistance(measured, collapsed.eigenvalues) < 1e-10)
      #expect(abs(closed.collapsedGrowthRate - collapsed.growthRate) < 1e-10)
      guard β < ρ + η, let learned = try analysis.fixedPoint([.factor(0)]) else { continue }
      // Nearly equal eigenvalues lose digits in both.
      let scale = learned.eigenvalues.map(\.length).max() ?? 1
      let gap = smallestGap(closed.learned)
      #expect(
        spectralDistance(closed.learned, learned.eigenvalues) < 1e-10 * scale / min(1, gap))
      #expect(abs(closed.learnedGrowthRate - learned.growthRate) < 1e-10 * scale / min(1, gap))
    }
  }

  private func smallestGap(_ values: [Complex<Double>]) -> Double {
    var gap = Double.infinity
    for i in values.indices {
      for j in 0..<i { gap = min(gap, (values[i] - values[j]).length) }
    }
    return gap
  }

  /// The print calls the unknown of the cubic `λ/τ`; the right form is `2βP²` times that.
  @Test("the cubic with the unknown as printed has other roots than the Jacobian")
  func printedCubic() throws {
    for (ρ, η, β) in [(1.0, 1.0, 0.5), (0.5, 1.5, 1.0), (1.3, 0.2, 0.7)] {
      let closed = ClosedFormSpectrum(signal: ρ, noise: η, beta: β)
      let unit = 2 * β * (ρ + η) * (ρ + η)
      let printed = closed.learned[0..<3] + closed.learned[3...].map { Complex(unit) * $0 }
      let learned = try #require(try analysis(ρ, η, β).fixedPoint([.factor(0)]))
      #expect(spectralDistance(Array(printed), learned.eigenvalues) > 0.1)
    }
  }

  /// The print says that the collapsed state's last eigenvalue is positive when `P > β`, of which
  /// the appendix concludes stability with the wrong sign elsewhere; measured: unstable below `P`.
  @Test("signs of the appendix: collapsed stable above ρ + η, overfit stable below η")
  func printedSigns() throws {
    func growth(_ β: Double, _ roles: [LatentRole]) throws -> Double? {
      let problem = LearningProblem(
        data: SpikedData(signals: [1], noise: 1), latents: 2,
        training: Training(rates: .limit, beta: .constant(β)))
      return try FixedPointAnalysis(problem).fixedPoint(roles)?.growthRate
    }
    #expect(try growth(2.1, [.collapsed, .collapsed]) ?? 1 < 0)
    #expect(try growth(1.9, [.collapsed, .collapsed]) ?? -1 > 0)
    // As printed, type (2), one latent on the factor and one on noise, would attract for
    // η ≤ β ≤ η + β; it does not even exist there.
    #expect(try growth(1.1, [.factor(0), .noise]) == nil)
    #expect(try growth(0.9, [.factor(0), .noise]) ?? 1 < 0)
    #expect(try growth(0.9, [.factor(0), .collapsed]) ?? -1 > 0)
    #expect(try growth(1.1, [.factor(0), .collapsed]) ?? 1 < 0)
  }
}
