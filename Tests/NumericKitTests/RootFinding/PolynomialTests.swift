import ComplexModule
import NumericKit
import Testing

@Suite("Roots of cubics")
struct PolynomialTests {
  private func coefficients(_ roots: (Double, Double, Double), scale: Double = 1) -> (
    Double, Double, Double, Double
  ) {
    let (a, b, c) = roots
    return (scale, -scale * (a + b + c), scale * (a * b + b * c + c * a), -scale * a * b * c)
  }

  @Test("three real roots of any size and spacing come back")
  func realRoots() {
    var random = SplitMix64(state: 4)
    for _ in 0..<500 {
      let sizes = (0..<3).map { _ in
        Double.random(in: -1...1, using: &random)
          * Double.random(in: 0.01...100, using: &random)
      }.sorted()
      let found = Polynomial.realRoots(
        ofCubic: coefficients((sizes[0], sizes[1], sizes[2]), scale: 3))
      #expect(found.count == 3)
      let scale = sizes.map(\.magnitude).max() ?? 1
      let gap = min(sizes[1] - sizes[0], sizes[2] - sizes[1]) / scale
      for (a, b) in zip(found, sizes) { #expect(abs(a - b) < 1e-13 * scale / max(1e-6, gap)) }
    }
  }

  @Test("roots of very different size keep their digits")
  func gradedRoots() {
    for (a, b, c) in [(-1e6, -1, -1e-6), (-16, -3e-7, 2e-13), (-1e5, 1, 2), (-2, -1, 1e8)] {
      let found = Polynomial.realRoots(ofCubic: coefficients((a, b, c), scale: 2))
      #expect(found.count == 3)
      for (x, exact) in zip(found, [a, b, c].sorted()) { #expect(abs(x / exact - 1) < 1e-12) }
    }
  }

  @Test("a complex pair comes with the real root, each satisfying the equation")
  func complexRoots() {
    var random = SplitMix64(state: 5)
    for _ in 0..<500 {
      let r = Double.random(in: -3...3, using: &random)
      let (p, q) = (
        Double.random(in: -2...2, using: &random), Double.random(in: 1.01...5, using: &random)
      )
      // (x − r)(x² + p x + q), whose discriminant p² − 4q is negative
      let found = Polynomial.roots(ofCubic: (1, p - r, q - p * r, -q * r))
      #expect(found.count == 3)
      #expect(abs(found[0].real - r) < 1e-12 && found[0].imaginary == 0)
      #expect(found[1] == found[2].conjugate && found[1].imaginary > 0)
      let x = found[1]
      var value = x + Complex(p - r)
      value = value * x + Complex(q - p * r)
      value = value * x - Complex(q * r)
      #expect(value.length < 1e-11)
    }
  }

  @Test("multiple roots and roots at zero")
  func special() {
    #expect(Polynomial.realRoots(ofCubic: (2, 0, 0, 0)) == [0, 0, 0])
    for (a, b) in zip(
      Polynomial.realRoots(ofCubic: coefficients((1, 1, 1))), [1.0, 1, 1])
    { #expect(abs(a - b) < 1e-5) }
    let double = Polynomial.realRoots(ofCubic: coefficients((0, 0, 4)))
    #expect(abs((double.last ?? 0) - 4) < 1e-14)
    let single = Polynomial.realRoots(ofCubic: (1, 0, 1, 0))
    #expect(single.count == 1 && abs(single[0]) < 1e-15)
  }
}
