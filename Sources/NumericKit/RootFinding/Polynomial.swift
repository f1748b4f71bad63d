import ComplexModule
import RealModule

/// Roots of polynomials of low degree.
package enum Polynomial {
  /// The three roots of `a x³ + b x² + c x + d`.
  ///
  /// By the trigonometric or hyperbolic form of Cardano's solution, real roots polished by Newton
  /// steps on the polynomial; a complex pair follows from the real root by deflation.
  ///
  /// - Parameter coefficients: `(a, b, c, d)`; `a ≠ 0`.
  /// - Returns: Real roots ascending, or the real one before the pair, positive imaginary part first.
  package static func roots(
    ofCubic coefficients: (Double, Double, Double, Double)
  ) -> [Complex<Double>] {
    let (a, b, c, d) = coefficients
    precondition(a != 0, "the leading coefficient of a cubic is 0")
    let found = separated(centredRoots(b / a, c / a, d / a), b / a, c / a, d / a)
      .map { polished($0, coefficients) }.sorted()
    guard found.count == 1 else { return found.map { Complex($0) } }
    // (x − r)(x² + p x + q), with q from the side on which no digits cancel
    let r = found[0]
    let p = b / a + r
    let forward = c / a + p * r
    let q = r * r > abs(forward) ? -d / a / r : forward
    let discriminant = p * p / 4 - q
    if discriminant >= 0 {
      let root = discriminant.squareRoot()
      return [r, -p / 2 - root, -p / 2 + root].sorted().map { Complex($0) }
    }
    let imaginary = (-discriminant).squareRoot()
    return [Complex(r), Complex(-p / 2, imaginary), Complex(-p / 2, -imaginary)]
  }

  /// The real roots, ascending: one, or three of which some may be equal.
  package static func realRoots(
    ofCubic coefficients: (Double, Double, Double, Double)
  ) -> [Double] {
    roots(ofCubic: coefficients).filter { $0.imaginary == 0 }.map(\.real)
  }

  /// Three real roots of `x³ + b x² + c x + d`, the small ones with all their digits if they are far
  /// smaller than the largest, as which they were found to the same absolute precision.
  private static func separated(
    _ roots: [Double], _ b: Double, _ c: Double, _ d: Double
  ) -> [Double] {
    let byLength = roots.sorted { abs($0) < abs($1) }
    guard roots.count == 3, abs(byLength[2]) > 1e3 * abs(byLength[0]) else { return roots }
    // (x − r)(x² + p x + q), from the constant term upwards: stable for the largest root r.
    let r = polished(byLength[2], (1, b, c, d))
    let q = -d / r
    let p = (q - c) / r
    let root = max(0, p * p / 4 - q).squareRoot()
    let larger = -p / 2 - (p < 0 ? -root : root)
    return [r, larger, larger == 0 ? 0 : q / larger]
  }

  /// The real roots of `x³ + b x² + c x + d` by the substitution `x = t − b/3`.
  private static func centredRoots(_ b: Double, _ c: Double, _ d: Double) -> [Double] {
    let shift = b / 3
    let p = c - b * shift
    let q = 2 * shift * shift * shift - shift * c + d
    guard p != 0 || q != 0 else { return [-shift, -shift, -shift] }
    let third = -p / 3
    // 4 times the cube of −p/3 against the square of q decides between three real roots and one.
    if third > 0, q * q <= 4 * third * third * third {
      let radius = 2 * third.squareRoot()
      let cosine = max(-1, min(1, -4 * q / (radius * radius * radius)))
      let angle = Double.acos(cosine) / 3
      return (0..<3).map { radius * Double.cos(angle - 2 * .pi * Double($0) / 3) - shift }
    }
    let discriminant = (q * q / 4 - third * third * third).squareRoot()
    // The larger of the two cube roots loses no digits; the other follows from their product.
    let u = Double.root(-(q / 2 + (q < 0 ? -discriminant : discriminant)), 3)
    return [u + (u == 0 ? 0 : third / u) - shift]
  }

  private static func polished(
    _ root: Double, _ of: (Double, Double, Double, Double)
  ) -> Double {
    var x = root
    for _ in 0..<3 {
      let value = ((of.0 * x + of.1) * x + of.2) * x + of.3
      let slope = (3 * of.0 * x + 2 * of.1) * x + of.2
      let next = x - value / slope
      guard next.isFinite, abs(next - x) <= 1e-3 * abs(x) else { break }
      x = next
    }
    return x
  }
}
