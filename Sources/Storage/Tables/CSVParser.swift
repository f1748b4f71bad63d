/// Goes through the cells of a text file.
///
/// Cells are in quotes or not, with blanks around them or not. Lines end in a line feed, after a carriage
/// return or not; blank lines and comments stand anywhere, comments after `#` also behind a number.
struct CSVParser {
  private(set) var position: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>
  let dialect: CSVDialect
  /// The row and the line that the position is in, counted from 1.
  private(set) var row = 0
  private(set) var line: Int
  /// How many comments, and how many blank lines, stand between rows.
  private(set) var passed = (comments: 0, blankLines: 0)

  /// A parser that is before the first row, on a line of which the number is one less than given.
  init(
    _ bytes: UnsafeRawBufferPointer, from offset: Int, line: Int, dialect: CSVDialect
  ) throws(DataFileError.Problem) {
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { throw .empty }
    (position, end) = (start + offset, start + bytes.count)
    self.dialect = dialect
    self.line = line - 1
  }

  /// Moves to the next row, past comments and blank lines.
  ///
  /// - Returns: Whether there is one before the end of the file.
  mutating func startRow() -> Bool {
    var between = (comments: 0, blankLines: 0)
    while position < end {
      var p = position
      while p < end, isPadding(p.pointee) { p += 1 }
      let isBlankLine = p == end || p.pointee == newline
      // Empty cells in front of a comment indent it.
      while p < end, isBlank(p.pointee) { p += 1 }
      guard isBlankLine || p < end && beginsComment(p.pointee) else {
        if row > 0 {
          passed.comments += between.comments
          passed.blankLines += between.blankLines
        }
        row += 1
        line += 1
        return true
      }
      line += 1
      // A line of nothing but delimiters is a row without content.
      if isBlankLine { between.blankLines += 1 } else { between.comments += 1 }
      position = p
      passLine()
      if position < end { position += 1 }
    }
    return false
  }

  /// The number that the cell holds, and then the parser is behind it; `nil` if it holds anything else.
  @inline(__always)
  mutating func number() -> Double? {
    let start = position
    skipPadding()
    if let value = readDecimal(&position, end: end, point: dialect.point) {
      if isAtEndOfCell || isPaddingUntilEnd(), value.isFinite { return value }
    }
    position = start
    return nil
  }

  /// What the cell holds, without quotes and the blanks around it; the parser then is behind it.
  mutating func text() -> String { unquotedText(passCell()) }

  /// Moves behind the cell, whatever it holds, and if it is a number with a comment behind it that as well.
  ///
  /// - Returns: All of it, but not the comment.
  @discardableResult
  mutating func passCell() -> UnsafeBufferPointer<UInt8> {
    if dialect.mergesBlanks { skipPadding() }
    let start = position
    var quotes = QuoteTracker(dialect)
    while position < end, quotes.covers(position.pointee) || !isAtEndOfCell { position += 1 }
    let cell = UnsafeBufferPointer(start: start, count: position - start)
    guard let mark = commentBehindNumbers(in: cell, dialect, point: dialect.point) else {
      return cell
    }
    passLine()
    return UnsafeBufferPointer(rebasing: cell[..<mark])
  }

  /// Moves on to the next cell of the row, or to the next line.
  ///
  /// - Returns: Whether there is another cell in the row.
  mutating func nextCell() -> Bool {
    if dialect.mergesBlanks {
      skipPadding()
      if position < end, position.pointee == commentMark { passLine() }
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

  /// Passes blanks and a comment; whether the cell ends there.
  private mutating func isPaddingUntilEnd() -> Bool {
    skipPadding()
    if position < end, position.pointee == commentMark { passLine() }
    return isAtEndOfCell
  }

  private mutating func skipPadding() {
    while position < end, isPadding(position.pointee) { position += 1 }
  }

  /// Whether a byte around a cell means nothing: a blank that separates no cells, or as many as there are.
  private func isPadding(_ byte: UInt8) -> Bool {
    isBlank(byte) && (dialect.mergesBlanks || byte != dialect.delimiter)
  }

  /// Moves to the end of the line.
  private mutating func passLine() {
    let rest = UnsafeBufferPointer(start: position, count: end - position)
    position += rest.firstIndex(of: newline) ?? rest.count
  }
}
