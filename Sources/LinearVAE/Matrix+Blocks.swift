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
  package init(blocks: [[Matrix]]) {
    self.init(
      rows: blocks.reduce(0) { $0 + $1[0].rows }, columns: blocks[0].reduce(0) { $0 + $1.columns })
    var top = 0
    for row in blocks {
      var left = 0
      for block in row {
        for i in 0..<block.rows {
          for j in 0..<block.columns { self[top + i, left + j] = block[i, j] }
        }
        left += block.columns
      }
      top += row[0].rows
    }
  }
}
