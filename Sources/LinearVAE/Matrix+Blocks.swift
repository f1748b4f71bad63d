import NumericKit

extension Matrix {
  func scalingColumns(by factors: [Double]) -> Matrix {
    precondition(factors.count == columns, "\(factors.count) factors for \(columns) columns")
    var result = self
    for i in 0..<rows {
      for j in 0..<columns { result[i, j] *= factors[j] }
    }
    return result
  }

  /// Rows of blocks that are equally high in a row and equally wide in a column.
  init(blocks: [[Matrix]]) {
    let rows = blocks.flatMap { blocks in
      blocks[1...].reduce(blocks[0].rowArrays) { zip($0, $1.rowArrays).map { $0 + $1 } }
    }
    self.init(rows: rows.count, columns: rows[0].count, elements: rows.flatMap { $0 })
  }
}
