import NumericKit
import RealModule
import TestSupport
import Testing

@Suite("Chi-square and Wishart")
struct ChiSquareTests {
  private func draws(_ degrees: Double, _ count: Int, seed: UInt64 = 21) -> [Double] {
    let distribution = ChiSquare(degreesOfFreedom: degrees)
    var stream = RandomStream(seed: seed, stream: 0)
    return (0..<count).map { _ in distribution.draw(from: &stream) }
  }

  /// Mean `ν`, variance `2ν`, third central moment `8ν`, within 4 standard errors.
  @Test(arguments: [0.25, 1, 1.5, 2, 3, 7, 50, 1e4, 1e8])
  func moments(degrees: Double) {
    let count = 400_000
    let x = draws(degrees, count)
    let n = Double(count)
    let mean = x.reduce(0, +) / n
    #expect(abs(mean - degrees) < 4 * (2 * degrees / n).squareRoot())
    let second = x.reduce(0) { $0 + ($1 - degrees) * ($1 - degrees) } / n
    let fourth = 12 * degrees * (degrees + 4)
    #expect(abs(second - 2 * degrees) < 4 * ((fourth - 4 * degrees * degrees) / n).squareRoot())
    let third = x.reduce(0) { $0 + Double.pow($1 - degrees, 3) } / n
    let sixth = 40 * degrees * (3 * degrees * degrees + 52 * degrees + 96)
    #expect(abs(third - 8 * degrees) < 4 * (sixth / n).squareRoot())
  }

  /// Closed forms of the distribution for 1, 2 and 4 degrees of freedom, at the level 1e-3.
  @Test func distribution() {
    let known: [(Double, (Double) -> Double)] = [
      (1, { .erf(($0 / 2).squareRoot()) }), (2, { 1 - .exp(-$0 / 2) }),
      (4, { 1 - .exp(-$0 / 2) * (1 + $0 / 2) }),
    ]
    for (degrees, function) in known {
      let p = KolmogorovSmirnov.pValue(draws(degrees, 300_000), distribution: function)
      #expect(p > 1e-3, "\(degrees) degrees of freedom: p = \(p)")
    }
  }

  /// The same as a sum of squares where that has no closed form.
  @Test(arguments: [3, 5, 37])
  func sumsOfSquares(degrees: Int) {
    var stream = RandomStream(seed: 22, stream: 0)
    let sums = (0..<50_000).map { _ in
      stream.normals(degrees).reduce(0) { $0 + $1 * $1 }
    }
    let p = KolmogorovSmirnov.pValue(draws(Double(degrees), 50_000), sums)
    #expect(p > 1e-3, "p = \(p)")
  }

  @Test func noDegreesOfFreedom() { #expect(draws(0, 3) == [0, 0, 0]) }

  /// Each element and the determinant are distributed like those of `ZᵀZ`; Bonferroni at 1e-3.
  @Test(arguments: [(2, 2), (3, 3), (3, 10), (4, 30)])
  func wishart(order: Int, degrees: Int) throws {
    let distribution = Wishart(order: order, degreesOfFreedom: degrees)
    var (stream, other) = (RandomStream(seed: 23, stream: 0), RandomStream(seed: 23, stream: 1))
    let count = 8000
    func quantities(_ matrix: Matrix) throws -> [Double] {
      let eigenvalues = try matrix.symmetricEigenvalues()
      return matrix.elements + [eigenvalues.reduce(1, *), eigenvalues[0]]
    }
    let drawn = try (0..<count).map { _ in try quantities(distribution.draw(from: &stream)) }
    let direct = try (0..<count).map { _ in
      let Z = Matrix(rows: degrees, columns: order, elements: other.normals(degrees * order))
      return try quantities(Z.transposed * Z)
    }
    for i in drawn[0].indices {
      let p = KolmogorovSmirnov.pValue(drawn.map { $0[i] }, direct.map { $0[i] })
      #expect(p > 1e-3 / Double(drawn[0].count), "quantity \(i): p = \(p)")
    }
  }
}
