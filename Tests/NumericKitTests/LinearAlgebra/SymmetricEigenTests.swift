import Foundation
import NumericKit
import Testing

@Test(arguments: [1, 2, 6, 40, 130])
func symmetricEigenpairsSatisfyTheirEquation(n: Int) throws {
  let a = Matrix.randomSymmetric(n, seed: UInt64(n))
  let eigen = try SymmetricEigen(of: a)
  let residual = a * eigen.vectors - eigen.vectors * Matrix.diagonal(eigen.values)
  let gram = eigen.vectors.transposed * eigen.vectors - .identity(n)
  #expect(residual.largestMagnitude <= ulps(8 * n))
  #expect(gram.largestMagnitude <= ulps(8 * n))
  #expect(eigen.values == eigen.values.sorted())
}

@Test(arguments: [1, 2, 6, 40, 130])
func symmetricEigenvaluesSumToTheTraceAndSquareToTheNorm(n: Int) throws {
  let a = Matrix.randomSymmetric(n, seed: UInt64(100 + n))
  let values = try a.symmetricEigenvalues()
  let squares = a.elements.reduce(0) { $0 + $1 * $1 }
  #expect(abs(values.reduce(0, +) - a.trace) <= ulps(16 * n))
  #expect(abs(values.reduce(0) { $0 + $1 * $1 } - squares) <= ulps(16 * n) * squares)
  let withVectors = try SymmetricEigen(of: a).values
  for (value, other) in zip(values, withVectors) { #expect(abs(value - other) <= ulps(8 * n)) }
}

/// The discrete Laplacian: `λ_k = 2 − 2 cos(kπ/(n+1))`, given only by its upper triangle.
@Test(arguments: [50, 2100])
func laplacianHasItsKnownSpectrumFromTheUpperTriangle(n: Int) throws {
  var a = 2 * Matrix.identity(n)
  for i in 1..<n {
    a[i - 1, i] = -1
    a[i, i - 1] = 1e9  // must not be read
  }
  let values = try a.symmetricEigenvalues()
  for (k, value) in values.enumerated() {
    let exact = 2 - 2 * cos(Double(k + 1) * .pi / Double(n + 1))
    #expect(abs(value - exact) <= ulps(8 * n))
  }
}

@Test func emptyMatrixHasAnEmptySpectrum() throws {
  let empty = Matrix(rows: 0, columns: 0)
  #expect(try empty.symmetricEigenvalues().isEmpty)
  #expect(try SymmetricEigen(of: empty).values.isEmpty)
}

@Test func symmetricSpectrumRefusesWhatHasNone() {
  #expect(throws: LinearAlgebraError.notSquare(rows: 2, columns: 3)) {
    try Matrix(rows: 2, columns: 3).symmetricEigenvalues()
  }
  #expect(throws: LinearAlgebraError.notFinite(row: 1, column: 0)) {
    try SymmetricEigen(of: [[1, 2], [.nan, 1]])
  }
  #expect(throws: LinearAlgebraError.notFinite(row: 0, column: 1)) {
    try SymmetricEigen(of: [[1, -.infinity], [0, 1]])
  }
}
