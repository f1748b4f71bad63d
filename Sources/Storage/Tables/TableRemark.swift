/// Something about a data file that was read, but may not be what its author meant.
public enum TableRemark: Sendable, Hashable {
  /// The first line of a CSV file numbers the columns, as pandas does or by years: it was read as
  /// their names.
  case numericHeader(first: String, last: String)
  /// The first line may number the columns, but was read as a sample.
  case possibleNumericHeader(first: String, last: String)
  /// A column numbers the rows, or stands below an empty name: it was read like the others.
  ///
  /// The column counts from 1; `first` is the number of the first row, if it numbers them.
  case indexColumn(Int, first: Int?)
}

extension TableRemark: CustomStringConvertible {
  /// What was seen, how it was read, and what to do if that is wrong.
  public var description: String {
    switch self {
    case .numericHeader(let first, let last):
      "the first line, \(first) … \(last), numbers the columns: it is read as their names, not as a "
        + "sample (if it is one, put a line of names above it)"
    case .possibleNumericHeader(let first, let last):
      "the first line, \(first) … \(last), is read as a sample; if it numbers the columns, delete it "
        + "(tail -n +2)"
    case .indexColumn(let column, let first?):
      "column \(column) numbers the rows from \(first): it looks like an index, but is read as a "
        + Self.remedy
    case .indexColumn(let column, nil):
      "column \(column) has no name in the header: it looks like an index, but is read as a "
        + Self.remedy
    }
  }

  private static let remedy =
    "variable; write the file without it (pandas: to_csv(path, index=False))"
}

extension DataTable {
  /// What may have been meant otherwise than it was read.
  ///
  /// - Throws: `DataFileError` with row and column of the first value that is not finite.
  /// - Complexity: O(columns) for nearly all tables; O(rows · columns) at most.
  public func remarks() throws(DataFileError) -> [TableRemark] {
    let unnamed = columnNames?.first.map { $0.isEmpty || $0 == "Unnamed: 0" } ?? false
    let counting = try countingColumns()
    var remarks = headerRemark.map { [$0] } ?? []
    if unnamed && !counting.contains(where: { $0.column == 0 }) {
      remarks.append(.indexColumn(1, first: nil))
    }
    return remarks + counting.map { .indexColumn($0.column + 1, first: $0.first) }
  }

  /// The columns, counted from 0, that hold 0, 1, 2, … or 1, 2, 3, … and the number they start with.
  ///
  /// Two rows are too few to tell.
  private func countingColumns() throws(DataFileError) -> [(column: Int, first: Int)] {
    guard rows >= 3 else { return [] }
    var candidates = Array(0..<columns)
    var starts: [Double] = []
    // Most columns are ruled out by their first rows, and then no more rows are read.
    var (next, length) = (0, min(rows, 64))
    while next < rows, !candidates.isEmpty {
      try forEachBlock(ofRows: length, in: next..<min(next + length, rows)) { block in
        if block.firstRow == 0 { starts = Array(block.values[..<columns]) }
        candidates.removeAll { column in
          (0..<(block.values.count / columns)).contains { row in
            block.values[row * columns + column] != starts[column] + Double(block.firstRow + row)
          }
        }
      }
      next += length
      length = max(64, (1 << 17) / columns)
    }
    return candidates.filter { starts[$0] == 0 || starts[$0] == 1 }
      .map { ($0, Int(starts[$0])) }
  }
}
