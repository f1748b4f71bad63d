let newline = UInt8(ascii: "\n")
let tab = UInt8(ascii: "\t")
let comma = UInt8(ascii: ",")
let semicolon = UInt8(ascii: ";")
private let quote = UInt8(ascii: "\"")

/// Spaces, tabs and the carriage return of a Windows line end.
func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == tab || byte == UInt8(ascii: "\r")
}

/// Follows the quotes of CSV text byte by byte; delimiters and line feeds inside quotes are text.
///
/// Quotes open only at the start of a cell, so an inch mark inside one is an ordinary character; a
/// doubled quote closes and opens again.
struct QuoteTracker {
  private var isOpen = false
  private var mayOpen = true
  private let dialect: CSVDialect?

  /// Follows text whose cells are separated by commas, semicolons or tabs unless a dialect says otherwise.
  init(_ dialect: CSVDialect? = nil) { self.dialect = dialect }

  /// Whether the next byte lies inside quotes; the closing quote itself does not.
  mutating func covers(_ byte: UInt8) -> Bool {
    if byte == quote && (isOpen || mayOpen) {
      isOpen.toggle()
      mayOpen = true
    } else if !isOpen {
      mayOpen = separates(byte) || (mayOpen && isBlank(byte))
    }
    return isOpen
  }

  private func separates(_ byte: UInt8) -> Bool {
    if byte == newline { return true }
    guard let dialect else { return byte == comma || byte == semicolon || byte == tab }
    return byte == dialect.delimiter || dialect.mergesBlanks && byte == tab
  }
}

/// The text of a cell without surrounding blanks and quotes; `""` inside quotes is one quote.
func unquotedText(_ cell: some BidirectionalCollection<UInt8>) -> String {
  let end = cell.lastIndex { !isBlank($0) }.map { cell.index(after: $0) } ?? cell.startIndex
  let trimmed = cell[..<end].drop(while: isBlank)
  guard trimmed.count >= 2, trimmed.first == quote, trimmed.last == quote else {
    return String(decoding: trimmed, as: UTF8.self)
  }
  let content = String(decoding: trimmed.dropFirst().dropLast(), as: UTF8.self)
  return content.split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"")
}

/// Whether a line that begins so is a comment: no number does.
func beginsComment(_ byte: UInt8) -> Bool { byte == commentMark || byte == UInt8(ascii: "%") }

/// What begins a comment behind a number; a percent sign there is a unit.
let commentMark = UInt8(ascii: "#")

/// Where a comment begins in a cell or a line: at the first `#` outside quotes, if numbers stand in front of
/// it, or what marks missing ones. Any other is part of a text.
func commentBehindNumbers<Bytes: BidirectionalCollection<UInt8>>(
  in bytes: Bytes, _ dialect: CSVDialect? = nil, point: UInt8
) -> Bytes.Index? {
  // Most have none, which is quickly seen.
  guard bytes.contains(commentMark) else { return nil }
  var quotes = QuoteTracker(dialect)
  guard let mark = bytes.firstIndex(where: { !quotes.covers($0) && $0 == commentMark }) else {
    return nil
  }
  let before = bytes[..<mark]
  let separates = { (byte: UInt8) in
    byte != point && (byte == tab || byte == semicolon || byte == comma)
  }
  let start = before.lastIndex(where: separates).map { before.index(after: $0) }
  let words = before[(start ?? before.startIndex)...].split(whereSeparator: isBlank)
  let numbers = CSVDialect(delimiter: comma, point: point)
  let areNumbers = words.allSatisfy {
    let word = unquotedText($0)
    return numbers.number(word) != nil || CellText(word).isMissing
  }
  return areNumbers && !words.isEmpty ? mark : nil
}
