/// The numbers of a CSV file.
struct CSVContent: Sendable {
  let layout: CSVLayout
  private(set) var values: [Double] = []

  /// Parses the whole file.
  ///
  /// Cells are decimal numbers, in quotes or not, with blanks around them or not. Lines end in a
  /// line feed, after a carriage return or not; blank lines may follow the data.
  /// - Throws: the problem with row, line and column of the first cell that is no number.
  /// - Complexity: O(bytes).
  init(parsing bytes: UnsafeRawBufferPointer) throws(DataFileError.Problem) {
    layout = try CSVLayout(bytes)
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else {
      throw .empty
    }
    var parser = CSVParser(
      position: start + layout.dataOffset, end: start + bytes.count, layout: layout,
      line: layout.dataLine - 1)
    values.reserveCapacity((bytes.count - layout.dataOffset) / 4)
    while try parser.readRow(into: &values) {}
    guard !values.isEmpty else { throw .empty }
  }
}

private struct CSVParser {
  var position: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>
  let layout: CSVLayout
  var row = 0
  var line: Int

  /// Appends the numbers of the next row.
  ///
  /// - Returns: Whether there was one before the end of the file.
  mutating func readRow(into values: inout [Double]) throws(DataFileError.Problem) -> Bool {
    guard try skipToRow() else { return false }
    row += 1
    line += 1
    var column = 0
    while true {
      column += 1
      let value = try readCell(column)
      if column <= layout.columns { values.append(value) }
      guard position < end, position.pointee == layout.delimiter else { break }
      position += 1
    }
    if position < end { position += 1 }  // the line feed
    guard column == layout.columns else {
      throw .raggedRow(row: row, line: line, found: column, expected: layout.columns)
    }
    return true
  }

  /// Passes blank lines, which only the end of the file may follow.
  private mutating func skipToRow() throws(DataFileError.Problem) -> Bool {
    var firstBlank: Int?
    while position < end {
      var p = position
      while p < end, isBlank(p.pointee) { p += 1 }
      guard p == end || p.pointee == newline else {
        guard let firstBlank else { return true }
        throw .blankLine(line: firstBlank)
      }
      line += 1
      firstBlank = firstBlank ?? line
      position = p < end ? p + 1 : end
    }
    return false
  }

  /// Reads a number and stops at the delimiter or the end of the line.
  private mutating func readCell(_ column: Int) throws(DataFileError.Problem) -> Double {
    let start = position
    skipBlanks()
    if let value = readDecimal(&position, end: end) {
      skipBlanks()
      if isAtEndOfCell, value.isFinite { return value }
    }
    position = start
    return try readUnusualCell(column)
  }

  /// A quoted number, or the reason why the cell is none.
  private mutating func readUnusualCell(_ column: Int) throws(DataFileError.Problem) -> Double {
    let start = position
    var quotes = QuoteTracker()
    while position < end, quotes.covers(position.pointee) || !isAtEndOfCell { position += 1 }
    let raw = UnsafeBufferPointer(start: start, count: position - start)
    let text = unquotedText(raw)
    let cell = DataFileError.Cell(row: row, column: column, line: line)
    let shown = text.count > 40 ? text.prefix(40) + "…" : text[...]
    guard !text.isEmpty else { throw emptyCell(cell) }
    let value = decimal(text)
    if let value, value.isFinite { return value }
    guard value != nil || Double(text).map({ !$0.isFinite }) == true else {
      throw .notANumber(at: cell, found: String(shown))
    }
    throw .notFinite(at: cell, found: String(shown))
  }

  /// An empty cell before the position: a gap, or, where no earlier line speaks against it, what
  /// follows the separator that lines end in.
  private func emptyCell(_ cell: DataFileError.Cell) -> DataFileError.Problem {
    let isLast = position == end || position.pointee == newline
    guard isLast, cell.column > 1, cell.row == 1 || cell.column > layout.columns else {
      return .missingValue(at: cell)
    }
    return .trailingSeparator(
      at: cell, separator: String(UnicodeScalar(layout.delimiter)))
  }

  private var isAtEndOfCell: Bool {
    position == end || position.pointee == layout.delimiter || position.pointee == newline
  }

  private mutating func skipBlanks() {
    while position < end, position.pointee != layout.delimiter, isBlank(position.pointee) {
      position += 1
    }
  }

  private func decimal(_ text: String) -> Double? {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      guard var p = bytes.baseAddress else { return nil }
      let end = p + bytes.count
      guard let value = readDecimal(&p, end: end), p == end else { return nil }
      return value
    }
  }
}
