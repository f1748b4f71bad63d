import NumericKit
import Testing

/// Orders on both sides of the panel width 32 and of its multiples.
private let orders = [0, 1, 2, 6, 31, 32, 33, 64, 65, 150]

@Test(arguments: orders)
func permutedMatrixIsTheProductOfItsFactors(n: Int) {
  let a = Matrix.random(rows: n, columns: n, seed: UInt64(300 + n))
  let lu = Factors(a)
  let permuted = Matrix(rows: n, columns: n, elements: lu.permutation.flatMap { a.rowArrays[$0] })
  let error = permuted - lu.lower * lu.upper
  #expect(error.largestMagnitude <= ulps(4 * max(n, 1)))
  #expect(lu.lower.largestMagnitude <= 1)
  #expect(lu.permutation.sorted() == Array(0..<n))
}

/// The residual, not the error, is what partial pivoting keeps small.
@Test(arguments: orders)
func solutionSatisfiesItsEquations(n: Int) throws {
  let a = Matrix.random(rows: n, columns: n, seed: UInt64(400 + n))
  let b = Matrix.random(rows: n, columns: 1, seed: UInt64(500 + n)).elements
  let x = try LUFactorization(a).solve(b)
  let size = x.map { abs($0) }.max() ?? 0
  for (left, right) in zip(a * x, b) { #expect(abs(left - right) <= ulps(8 * n) * max(size, 1)) }
}

@Test func zeroOnTheDiagonalIsPivotedAround() throws {
  #expect(try LUFactorization([[0, 1], [2, 0]]).solve([3, 4]) == [2, 3])
  #expect(Factors([[0, 1], [2, 0]]).determinant == -2)
}

/// The first dependent column is named, in the loops and in the recursion.
@Test(arguments: [3, 40, 100])
func singularMatrixNamesItsColumn(n: Int) {
  var a = Matrix.random(rows: n, columns: n, seed: 7)
  for i in 0..<n { a[i, n - 2] = 0 }
  #expect(throws: LinearAlgebraError.singular(column: n - 2)) { try LUFactorization(a) }
}

@Test func subnormalPivotsDoNotOverflow() {
  let tiny = 4 * Double.leastNonzeroMagnitude
  #expect(Factors([[tiny, tiny], [tiny / 2, tiny]]).lower[1, 0] == 0.5)
}

@Test func factorizationRefusesWhatHasNone() {
  #expect(throws: LinearAlgebraError.notSquare(rows: 3, columns: 2)) {
    try LUFactorization(Matrix(rows: 3, columns: 2))
  }
  #expect(throws: LinearAlgebraError.notFinite(row: 1, column: 1)) {
    try LUFactorization([[1, 2], [3, .nan]])
  }
}

/// The low-level call reports what the integrator must know instead of throwing.
@Test func lowLevelFactorReportsNaNAsAMissingPivot() {
  var a = [Double.nan, 1, 1, 1]
  var pivots: [Int32] = [0, 0]
  #expect(DenseLU.factor(&a, order: 2, pivots: &pivots) == 1)
}
