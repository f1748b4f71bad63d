import NumericKit
import Testing

/// `A = Q diag(λ) Qᵀ` with a random rotation.
private func matrix(eigenvalues: [Double], seed: UInt64) -> Matrix {
  let n = eigenvalues.count
  let rows = Matrix.random(rows: n, columns: n, seed: seed).orthonormalRows()
  return rows.transposed * Matrix.diagonal(eigenvalues) * rows
}

@Test(arguments: [(1, 9), (7, 30), (20, 20)])
func orthonormalRowsSpanTheSameSpace(shape: (Int, Int)) {
  let a = Matrix.random(rows: shape.0, columns: shape.1, seed: 1)
  let q = a.orthonormalRows()
  #expect((q * q.transposed - .identity(shape.0)).largestMagnitude <= ulps(50))
  #expect((a * q.transposed * q - a).largestMagnitude <= ulps(200))
}

/// Rows that depend on each other are replaced by others.
@Test func dependentRowsBecomeOrthonormalAllTheSame() {
  let q = Matrix(rows: 4, columns: 9) { $0 < 2 ? Double($1) : 0 }.orthonormalRows()
  #expect((q * q.transposed - .identity(4)).largestMagnitude <= ulps(50))
}

/// Isolated eigenvalues, a slow decay, equal ones, and fewer than zeros; bases that have to be restarted.
@Test(arguments: [60, 300], [0, 1, 2, 3])
func largestEigenvaluesAreFoundWithinTheirBounds(basis: Int, kind: Int) throws {
  let n = 300
  let eigenvalues = (0..<n).map { k -> Double in
    switch kind {
    case 0: k < 3 ? 100 / Double(k + 1) : 1 - Double(k) / Double(n)
    case 1: 1 / Double(k + 1)
    case 2: k < 6 ? 2 : 1
    default: k < 4 ? Double(9 - k) : 0
    }
  }
  let a = matrix(eigenvalues: eigenvalues, seed: 2)
  let found = try BlockKrylov(order: n, count: 7, seed: 3, limits: .init(basis: basis)) {
    $0.times(transposed: a)
  }
  for k in 0..<7 {
    let error = abs(found.values[k] - eigenvalues[k])
    #expect(error <= found.residuals[k] + ulps(50) * eigenvalues[0])
    #expect(found.residuals[k] <= 1e-11 * eigenvalues[0] && error <= 1e-11 * eigenvalues[0])
  }
  #expect(found.values == found.values.sorted(by: >))
}

/// A search that ends early says how far it came.
@Test func boundsHoldWhereTheSearchEndsEarly() throws {
  let eigenvalues = (0..<300).map { 2 - Double($0) / 300 }
  let a = matrix(eigenvalues: eigenvalues, seed: 4)
  var limits = BlockKrylov.Limits(basis: 120)
  for products in [2, 4, 8] {
    limits.products = products
    let found = try BlockKrylov(order: 300, count: 5, seed: 5, limits: limits) {
      $0.times(transposed: a)
    }
    #expect(found.products == products && found.residuals[4] > 1e-11)
    for (value, bound) in zip(found.values, found.residuals) {
      let nearest = eigenvalues.map { abs($0 - value) }.min() ?? 0
      #expect(nearest <= bound + ulps(50))
    }
  }
}

@Test func searchesDependOnTheSeedByRoundingOnly() throws {
  let a = matrix(eigenvalues: (0..<200).map { 1 / Double($0 + 1) }, seed: 6)
  func search(_ seed: UInt64) throws -> BlockKrylov {
    try BlockKrylov(order: 200, count: 4, seed: seed, limits: .init(basis: 100)) {
      $0.times(transposed: a)
    }
  }
  let (first, again, other) = (try search(1), try search(1), try search(2))
  #expect(first.values == again.values && first.residuals == again.residuals)
  #expect(first.residuals != other.residuals)
  for (value, another) in zip(first.values, other.values) { #expect(abs(value - another) <= 1e-11) }
}
