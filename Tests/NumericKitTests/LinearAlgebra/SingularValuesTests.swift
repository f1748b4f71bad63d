import NumericKit
import Testing

@Test(arguments: [(1, 1), (1, 5), (4, 3), (7, 7), (20, 64)])
func squaredSingularValuesAreTheSpectrumOfTheGramMatrix(rows: Int, columns: Int) throws {
  let a = Matrix.random(rows: rows, columns: columns, seed: UInt64(10 * rows + columns))
  let values = a.singularValues()
  let gram = rows < columns ? a * a.transposed : a.transposed * a
  let squares = try gram.symmetricEigenvalues()
  #expect(values.count == min(rows, columns))
  #expect(values == values.sorted(by: >))
  for (value, square) in zip(values, squares.reversed()) {
    #expect(abs(value * value - square) <= ulps(64) * values[0] * values[0])
  }
}

/// Rows that are nearly parallel: through `XXᵀ` the small value would be off by up to 1e-8.
@Test func smallSingularValuesAreRightToUlpsOfTheLargest() {
  let tiny = 1e-12
  let values = ([[1, 1], [1, 1 + tiny]] as Matrix).singularValues()
  // The product of the singular values is |det|, here the rounded `tiny`.
  let determinant = (1 + tiny) - 1
  #expect(abs(values[1] - determinant / values[0]) <= ulps(2) * values[0])
}

@Test(arguments: [1e-200, 1, 1e200])
func singularValuesScaleWithTheMatrix(scale: Double) {
  let values = (scale * ([[3, 0], [4, 5]] as Matrix)).singularValues()
  #expect(abs(values[0] / scale - 45.0.squareRoot()) <= ulps(8) * 7)
  #expect(abs(values[1] / scale - 5.0.squareRoot()) <= ulps(8) * 3)
}

@Test func rankDeficientAndZeroMatricesHaveZeroSingularValues() {
  #expect(([[1, 2, 3], [2, 4, 6]] as Matrix).singularValues()[1] <= ulps(8))
  #expect(Matrix(rows: 3, columns: 2).singularValues() == [0, 0])
  #expect(Matrix(rows: 3, columns: 0).singularValues().isEmpty)
  #expect(([[1, .nan], [2, 3]] as Matrix).nuclearNorm.isNaN)
}

@Test func nuclearNormOfASymmetricMatrixIsTheSumOfAbsoluteEigenvalues() throws {
  let a = Matrix.randomSymmetric(9, seed: 4)
  let expected = try a.symmetricEigenvalues().reduce(0) { $0 + abs($1) }
  #expect(abs(a.nuclearNorm - expected) <= ulps(64) * expected)
}
