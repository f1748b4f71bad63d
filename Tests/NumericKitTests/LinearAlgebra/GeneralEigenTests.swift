import Numerics
import NumericKit
import Testing

/// `|A v − λ v|` per component for every eigenpair; vectors have length 1.
@Test(arguments: [1, 2, 3, 6, 16, 60])
func generalEigenpairsSatisfyTheirEquation(n: Int) throws {
  let a = Matrix.random(rows: n, columns: n, seed: UInt64(n))
  let eigen = try GeneralEigen(of: a)
  #expect(eigen.values.count == n && eigen.vectors.count == n)
  for (value, vector) in zip(eigen.values, eigen.vectors) {
    let real = a * vector.map(\.real)
    let imaginary = a * vector.map(\.imaginary)
    for (i, component) in vector.enumerated() {
      let residual = Complex(real[i], imaginary[i]) - value * component
      #expect(residual.length <= ulps(64 * n))
    }
    #expect(abs(vector.reduce(0) { $0 + $1.lengthSquared } - 1) <= ulps(8 * n))
  }
}

@Test(arguments: [1, 2, 3, 6, 16, 60])
func generalEigenvaluesSumToTheTraceAndMultiplyToTheDeterminant(n: Int) throws {
  let a = Matrix.random(rows: n, columns: n, seed: UInt64(200 + n))
  let values = try a.eigenvalues()
  let sum = values.reduce(Complex.zero, +)
  let product = values.reduce(Complex.one, *)
  let determinant = Factors(a).determinant
  #expect((sum - Complex(a.trace)).length <= ulps(64 * n))
  #expect((product - Complex(determinant)).length <= ulps(256 * n) * abs(determinant))
}

/// A rotation by θ stretched by r has the eigenvalues `r e^{±iθ}`, positive imaginary part first.
@Test func rotationHasAConjugatePair() throws {
  let values = try ([[3, -4], [4, 3]] as Matrix).eigenvalues()
  #expect((values[0] - Complex(3, 4)).length <= ulps(8))
  #expect((values[1] - Complex(3, -4)).length <= ulps(8))
}

/// Fails when rows and columns are confused: left and right eigenvectors differ.
@Test func vectorsAreRightEigenvectors() throws {
  let eigen = try GeneralEigen(of: [[1, 1], [0, 2]])
  let index = try #require(eigen.values.firstIndex { abs($0.real - 2) < 0.5 })
  let ratio = eigen.vectors[index][0] / eigen.vectors[index][1]
  #expect((ratio - .one).length <= ulps(4))
}

@Test func generalSpectrumRefusesWhatHasNone() throws {
  #expect(try Matrix(rows: 0, columns: 0).eigenvalues().isEmpty)
  #expect(throws: LinearAlgebraError.notSquare(rows: 1, columns: 2)) {
    try ([[1, 2]] as Matrix).eigenvalues()
  }
  #expect(throws: LinearAlgebraError.notFinite(row: 0, column: 1)) {
    try GeneralEigen(of: [[1, .infinity], [0, 1]])
  }
}

/// The small eigenvalues are those of the Schur complement of the large element, up to 1e-20.
@Test("small eigenvalues of a graded matrix keep their digits, wherever its large element is")
func gradedMatrix() throws {
  let large = 1e10
  let (a, b, c) = (-2 + 1 / large, 1 + 1 / large, -1 + 1 / large)
  let root = ((a - c) * (a - c) / 4 + b * b).squareRoot()
  let expected = [(a + c) / 2 - root, (a + c) / 2 + root]
  let matrix: Matrix = [[-2, 1, 1], [1, -1, 1], [1, 1, -large]]
  for order in [[0, 1, 2], [2, 0, 1], [0, 2, 1]] {
    let turned = Matrix(
      rows: 3, columns: 3, elements: order.flatMap { i in order.map { matrix[i, $0] } })
    let values = try turned.eigenvalues().map(\.real).sorted()
    #expect(abs(values[0] / -large - 1) < 1e-9)
    for (value, exact) in zip(values.dropFirst(), expected) { #expect(abs(value - exact) < 1e-14) }
  }
}

/// Rows and columns of a matrix of three blocks, 1 × 1, 2 × 2 and 5 × 5, in a random order.
@Test("a matrix that falls apart has the eigenvalues of its blocks, in whatever order its rows are")
func blocks() throws {
  let parts = [(0, 1), (1, 2), (3, 5)].map { first, size in
    (first, Matrix.random(rows: size, columns: size, seed: UInt64(size)))
  }
  let order = [4, 0, 7, 2, 6, 1, 5, 3]
  var matrix = Matrix(rows: 8, columns: 8)
  for (first, block) in parts {
    for i in 0..<block.rows {
      for j in 0..<block.rows { matrix[order[first + i], order[first + j]] = block[i, j] }
    }
  }
  // One element below the blocks leaves the matrix triangular in blocks, but in one piece.
  var joined = matrix
  joined[order[3], order[0]] = 1
  func sorted(_ values: [Complex<Double>]) -> [Complex<Double>] {
    values.sorted { ($0.real, $0.imaginary) < ($1.real, $1.imaginary) }
  }
  let expected = sorted(try parts.flatMap { try $0.1.eigenvalues() })
  for values in [try matrix.eigenvalues(), try joined.eigenvalues()].map(sorted) {
    #expect(values.count == 8)
    for (a, b) in zip(values, expected) { #expect((a - b).length <= ulps(256)) }
  }
}
