/// Goes through the cells of a text file.
///
/// Cells are in quotes or not, with blanks around them or not. Lines end in a line feed, after a carriage
/// return or not; blank lines may follow the data, and comments stand anywhere.
struct CSVParser {
  private(set) var position: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>
  let dialect: CSVDialect
  /// The row and the line that the position is in, counted from 1.
  private(set) var row = 0
  private(set) var line: Int
  /// How many comments stand between rows.
  private(set) var comments = 0

  /// A parser that is before the first row, on a line of which the number is one less than given.
  init(
    _ bytes: UnsafeRawBufferPointer, from offset: Int, line: Int, dialect: CSVDialect
  ) throws(DataFileError.Problem) {
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { throw .empty }
    (position, end) = (start + offset, start + bytes.count)
    self.dialect = dialect
    self.line = line - 1
  }

  /// Moves to the next row, past comments.
  ///
  /// - Returns: Whether there is one before the end of the file.
  /// - Throws: `.blankLine` for one that data follow.
  mutating func startRow() throws(DataFileError.Problem) -> Bool {
    var firstBlank: Int?
    var passed = 0
    while position < end {
      var p = position
      while p < end, isBlank(p.pointee) { p += 1 }
      let isBlankLine = p == end || p.pointee == newline
      let isComment = !isBlankLine && beginsComment(p.pointee)
      guard isBlankLine || isComment else {
        if let firstBlank { throw .blankLine(line: firstBlank) }
        row += 1
        line += 1
        comments += row > 1 ? passed : 0
        return true
      }
      line += 1
      if isBlankLine { firstBlank = firstBlank ?? line } else { passed += 1 }
      while p < end, p.pointee != newline { p += 1 }
      position = p < end ? p + 1 : end
    }
    return false
  }

  /// The number that the cell holds, and then the parser is behind it; `nil` if it holds anything else.
  @inline(__always)
  mutating func number() -> Double? {
    let start = position
    skipBlanks()
    if let value = readDecimal(&position, end: end, point: dialect.point) {
      let isWhole = isAtEndOfCell || dialect.mergesBlanks == false && isBlankUntilEnd()
      if isWhole, value.isFinite { return value }
    }
    position = start
    return nil
  }

  /// What the cell holds, without quotes and the blanks around it; the parser then is behind it.
  mutating func text() -> String { unquotedText(passCell()) }

  /// Moves behind the cell, whatever it holds.
  ///
  /// - Returns: All of it.
  @discardableResult
  mutating func passCell() -> UnsafeBufferPointer<UInt8> {
    if dialect.mergesBlanks { skipBlanks() }
    let start = position
    var quotes = QuoteTracker(dialect)
    while position < end, quotes.covers(position.pointee) || !isAtEndOfCell { position += 1 }
    return UnsafeBufferPointer(start: start, count: position - start)
  }

  /// Moves on to the next cell of the row, or to the next line.
  ///
  /// - Returns: Whether there is another cell in the row.
  mutating func nextCell() -> Bool {
    if dialect.mergesBlanks {
      skipBlanks()
      if position < end && position.pointee != newline { return true }
    } else if position < end && position.pointee == dialect.delimiter {
      position += 1
      return true
    }
    if position < end { position += 1 }  // the line feed
    return false
  }

  @inline(__always)
  private var isAtEndOfCell: Bool {
    guard position < end else { return true }
    let byte = position.pointee
    return byte == dialect.delimiter || byte == newline || dialect.mergesBlanks && isBlank(byte)
  }

  /// Passes blanks; whether the cell ends there.
  private mutating func isBlankUntilEnd() -> Bool {
    skipBlanks()
    return isAtEndOfCell
  }

  private mutating func skipBlanks() {
    while position < end, isBlank(position.pointee),
      dialect.mergesBlanks || position.pointee != dialect.delimiter
    {
      position += 1
    }
  }
}

/// Whether a line that begins so is a comment: no number does.
func beginsComment(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "#") || byte == UInt8(ascii: "%")
}
