import NumericKit
import TestSupport
import Testing

@Suite("Kolmogorov–Smirnov")
struct KolmogorovSmirnovTests {
  /// Values of `scipy.stats.kstest` and `ks_2samp`, SciPy 1.17.1, exact: the asymptotic
  /// formula comes within a few percent.
  @Test func matchesPublishedProgram() {
    let sample = (0..<400).map { (Double($0) + 0.5) / 400 }
    let p = KolmogorovSmirnov.pValue(sample.map { $0 * $0 }) { $0.squareRoot() }
    #expect(p > 0.999_999)
    // D = 0.05 + 1/800 for the shift by 0.05.
    let shifted = KolmogorovSmirnov.pValue(sample.map { $0 + 0.05 }) { min(max($0, 0), 1) }
    #expect(abs(shifted - 0.236) < 0.01)
    let two = KolmogorovSmirnov.pValue(sample, sample.map { $0 + 0.1 })
    #expect(abs(two - 0.0299) < 0.003)
  }

  /// p-values of true hypotheses are uniform.
  @Test func levelIsKept() {
    var stream = RandomStream(seed: 3, stream: 0)
    var values: [Double] = []
    for _ in 0..<500 {
      values.append(
        KolmogorovSmirnov.pValue(
          (0..<200).map { _ in stream.uniform() }, (0..<100).map { _ in stream.uniform() }))
    }
    let below = values.filter { $0 < 0.1 }.count
    #expect((25...75).contains(below), "50 ± 7 expected at the level 0.1, found \(below)")
  }
}
