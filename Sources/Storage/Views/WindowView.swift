/// A series cut into rows: row `i` holds the rows `i·stride …< i·stride + length` of the series, one
/// behind the other.
struct WindowView: NumberView {
  private let base: any NumberView
  private let length: Int
  private let stride: Int
  let rows: Int

  /// Windows that lie in the series as a whole; none if it is shorter than one.
  init(_ series: any NumberView, length: Int, stride: Int) {
    (base, self.length, self.stride) = (series, length, stride)
    rows = series.rows < length ? 0 : (series.rows - length) / stride + 1
  }

  var columns: Int { length * base.columns }
  var isFinite: Bool { base.isFinite }

  func copy(_ rows: Range<Int>, _ columns: Range<Int>, to target: BlockTarget) {
    let width = base.columns
    for (offset, row) in rows.enumerated() {
      let place = target.moved(rows: offset)
      let first = row * stride
      guard width > 1 else {
        // Of one variable, what lies in a row of windows lies in a column of the series.
        base.copy(
          (first + columns.lowerBound)..<(first + columns.upperBound), 0..<1, to: place.transposed)
        continue
      }
      var column = columns.lowerBound
      while column < columns.upperBound {
        let (step, inner) = column.quotientAndRemainder(dividingBy: width)
        let count = min(width - inner, columns.upperBound - column)
        base.copy(
          (first + step)..<(first + step + 1), inner..<(inner + count),
          to: place.moved(columns: column - columns.lowerBound))
        column += count
      }
    }
  }

  func origin(row: Int, column: Int) -> NumberOrigin {
    let (step, inner) = column.quotientAndRemainder(dividingBy: base.columns)
    return base.origin(row: row * stride + step, column: inner)
  }

  func releasePages() { base.releasePages() }
}
