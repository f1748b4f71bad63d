import Foundation
import NumericKit
import Spectra
import Testing

private let ratios = [1e-6, 1e-3, 0.04, 0.3, 0.999, 1, 1.001, 2.5, 40, 1e4]

/// The distribution function is the integral of the density: the oracle is a fine midpoint rule in
/// the angle, where the integrand is smooth, of the density as it is printed in textbooks.
@Test(arguments: ratios)
func distributionIsTheIntegralOfTheDensity(ratio: Double) {
  let law = MarchenkoPastur(ratio: ratio)
  let (a, b) = (law.edges.lowerBound, law.edges.upperBound)
  let steps = 200_000
  var sum = 0.0
  for k in 0..<steps {
    let θ = (Double(k) + 0.5) / Double(steps) * .pi
    let x = (a + b) / 2 - (b - a) / 2 * cos(θ)
    sum += law.density(at: x) * (b - a) / 2 * sin(θ) * .pi / Double(steps)
    if (k + 1) % (steps / 10) == 0 {
      let angle = Double(k + 1) / Double(steps) * .pi
      let edge = (a + b) / 2 - (b - a) / 2 * cos(angle)
      #expect(abs(law.cumulative(at: edge) - sum) <= 1e-8, "at \(edge)")
    }
  }
  #expect(abs(sum - 1) <= 1e-8)
}

@Test(arguments: ratios, [0, 0.01, 0.25, 0.5, 0.9, 1])
func quantileInvertsTheDistribution(ratio: Double, p: Double) {
  let law = MarchenkoPastur(ratio: ratio)
  let x = law.quantile(p)
  #expect(abs(law.cumulative(at: x) - p) <= 1e-9)
  #expect(x >= law.edges.lowerBound * (1 - ulps(64)) - ulps(64) * ratio)
  #expect(x <= law.edges.upperBound * (1 + ulps(8)))
}

/// For `g = 1` the law is that of `4 cos²(θ/2)` with density `(1 − cos θ)/π`: the median solves
/// `θ − sin θ = π/2`.
@Test func squareCaseHasItsKnownMedian() {
  let θ = 2.309881460010057  // root of θ − sin θ = π/2
  #expect(abs(MarchenkoPastur(ratio: 1).median - (2 + 2 * cos(θ))) <= ulps(8))
}

/// The spectra of `XXᵀ` and `XᵀX` agree but for zeros: the law for `g` is `g` times that for `1/g`.
@Test(arguments: [1.5, 7, 300])
func lawIsDualUnderExchangeOfRowsAndColumns(ratio: Double) {
  let (wide, tall) = (MarchenkoPastur(ratio: ratio), MarchenkoPastur(ratio: 1 / ratio))
  for p in [0.1, 0.5, 0.8] {
    #expect(abs(wide.quantile(p) / (ratio * tall.quantile(p)) - 1) <= ulps(16))
  }
}

/// `g → 0`: a semicircle of radius `2√g` around 1, so the median is 1 up to `O(g)`.
@Test func smallRatiosGiveASemicircle() {
  for ratio in [1e-12, 1e-8, 1e-4] {
    #expect(abs(MarchenkoPastur(ratio: ratio).median - 1) <= ratio)
  }
}
