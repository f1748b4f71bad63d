/// A table whose elements are divided by a number.
struct ScaledView: NumberView {
  let base: any NumberView
  let divisor: Double

  var rows: Int { base.rows }
  var columns: Int { base.columns }
  /// A quotient may overflow.
  var isFinite: Bool { base.isFinite && abs(divisor) >= 1 }

  func copy(_ rows: Range<Int>, _ columns: Range<Int>, to target: BlockTarget) {
    base.copy(rows, columns, to: target)
    // Divided, not multiplied by the reciprocal: x / 255 as anybody else computes it.
    target.update(rows: rows.count, columns: columns.count) { value, _ in value / divisor }
  }

  func origin(row: Int, column: Int) -> NumberOrigin { base.origin(row: row, column: column) }

  func releasePages() { base.releasePages() }
}

/// A table in which a number stands in place of those that are missing, one for each column.
struct FilledView: NumberView {
  let base: any NumberView
  let fillings: [Double]

  var rows: Int { base.rows }
  var columns: Int { base.columns }
  /// What is infinite stays so.
  var isFinite: Bool { base.isFinite }

  func copy(_ rows: Range<Int>, _ columns: Range<Int>, to target: BlockTarget) {
    base.copy(rows, columns, to: target)
    let first = columns.lowerBound
    target.update(rows: rows.count, columns: columns.count) { value, column in
      value.isNaN ? fillings[first + column] : value
    }
  }

  func origin(row: Int, column: Int) -> NumberOrigin { base.origin(row: row, column: column) }

  func releasePages() { base.releasePages() }
}
