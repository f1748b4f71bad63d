import NumericKit

extension Matrix {
  /// The product with `diag(factors)` from the right.
  func scalingColumns(by factors: [Double]) -> Matrix {
    precondition(factors.count == columns, "\(factors.count) factors for \(columns) columns")
    var result = self
    for i in 0..<rows {
      for j in 0..<columns { result[i, j] *= factors[j] }
    }
    return result
  }

  /// Replaces the elements from `row` and `column` on by those of `block`.
  mutating func setBlock(_ block: Matrix, row: Int, column: Int) {
    for i in 0..<block.rows {
      for j in 0..<block.columns { self[row + i, column + j] = block[i, j] }
    }
  }
}
