import NumericKit
import Testing

@Test(arguments: [1, 2, 5, 40, 150])
func definiteMatrixIsRebuiltAtFullRank(n: Int) throws {
  let rows = Matrix.random(rows: 3 * n, columns: n, seed: UInt64(n))
  let gram = rows.transposed * rows
  let factor = try CholeskyFactorization(gram)
  #expect(factor.lower.columns == n)
  let error = factor.lower * factor.lower.transposed - gram
  #expect(error.largestMagnitude <= ulps(8 * n) * gram.largestMagnitude)
}

/// A Gram matrix of `r` vectors in more dimensions has rank `r`, and no row is lost.
@Test(arguments: [(5, 1), (5, 3), (40, 7), (150, 90)])
func semidefiniteMatrixIsRebuiltAtItsRank(shape: (Int, Int)) throws {
  let (n, rank) = shape
  let rows = Matrix.random(rows: rank, columns: n, seed: UInt64(n))
  let gram = rows.transposed * rows
  let factor = try CholeskyFactorization(gram)
  #expect(factor.lower.rows == n && factor.lower.columns == rank)
  let error = factor.lower * factor.lower.transposed - gram
  #expect(error.largestMagnitude <= ulps(16 * n) * gram.largestMagnitude)
}

@Test func zeroAndEmptyMatricesHaveRankZero() throws {
  #expect(try CholeskyFactorization(Matrix(rows: 3, columns: 3)).lower.columns == 0)
  #expect(try CholeskyFactorization(Matrix(rows: 0, columns: 0)).lower.columns == 0)
}

@Test func indefiniteMatrixNamesItsSmallestEigenvalue() throws {
  let error = try #require(throws: LinearAlgebraError.self) {
    try CholeskyFactorization([[1, 2], [2, 1]])
  }
  guard case .indefinite(let smallest) = error else {
    Issue.record("unexpected error \(error)")
    return
  }
  #expect(abs(smallest + 1) <= ulps(8))
}

/// An eigenvalue of −10⁻⁹ is an error by default, and rounding to a caller who says so.
@Test func toleranceDecidesWhatIsRounding() throws {
  let slightlyNegative: Matrix = [[1, 0], [0, -1e-9]]
  #expect(throws: LinearAlgebraError.self) { try CholeskyFactorization(slightlyNegative) }
  #expect(try CholeskyFactorization(slightlyNegative, tolerance: 1e-8).lower.columns == 1)
  #expect(throws: LinearAlgebraError.self) { try CholeskyFactorization([[-1, 0], [0, -2]]) }
}

@Test func choleskyRefusesWhatHasNone() {
  #expect(throws: LinearAlgebraError.notSquare(rows: 2, columns: 1)) {
    try CholeskyFactorization(Matrix(rows: 2, columns: 1))
  }
  #expect(throws: LinearAlgebraError.notFinite(row: 0, column: 0)) {
    try CholeskyFactorization([[.nan]])
  }
}
