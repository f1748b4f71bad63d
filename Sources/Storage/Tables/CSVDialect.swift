/// How the cells of a text file are separated and its numbers written.
struct CSVDialect: Sendable, Hashable {
  let delimiter: UInt8
  /// What stands before decimals.
  let point: UInt8

  /// Whether any number of blanks separates cells.
  var mergesBlanks: Bool { delimiter == CellDelimiter.blanks.byte }
  var separatesByBlanks: Bool { mergesBlanks || delimiter == tab }

  /// The number that a text is, if it is one, finite or not.
  func number(_ text: String) -> Double? {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      guard var p = bytes.baseAddress else { return nil }
      let end = p + bytes.count
      guard let value = readDecimal(&p, end: end, point: point), p == end else { return nil }
      return value
    }
  }

  /// The texts of a line's cells.
  func cells(of record: Slice<UnsafeRawBufferPointer>) -> [String] {
    var quotes = QuoteTracker(self)
    var cells: [[UInt8]] = [[]]
    for byte in record {
      let isCovered = quotes.covers(byte)
      if !isCovered && (byte == delimiter || mergesBlanks && isBlank(byte)) {
        if !mergesBlanks || cells.last?.isEmpty == false { cells.append([]) }
      } else {
        cells[cells.count - 1].append(byte)
      }
    }
    if mergesBlanks, cells.count > 1, cells.last?.isEmpty == true { cells.removeLast() }
    return cells.map { unquotedText($0[...]) }
  }

  /// What separates the cells of the first two lines of a file: a tab if the first one has one outside
  /// quotes, else a semicolon, else a comma, else blanks, if there are several words that number like
  /// the columns.
  static func delimiter(
    of first: Slice<UnsafeRawBufferPointer>, _ second: Slice<UnsafeRawBufferPointer>?, point: UInt8
  ) -> UInt8 {
    var quotes = QuoteTracker()
    let seen = Set(first.filter { !quotes.covers($0) })
    let usual = [tab, semicolon, comma].filter { $0 != point }
    if let found = usual.first(where: seen.contains) { return found }
    let blanks = CSVDialect(delimiter: CellDelimiter.blanks.byte, point: point)
    let words = blanks.cells(of: first)
    let nextWords = second.map(blanks.cells(of:)) ?? []
    let isTable =
      words.allSatisfy { blanks.number($0) != nil }
      || (nextWords.count == words.count || nextWords.count == words.count + 1)
        && nextWords.contains { blanks.number($0) != nil }
    return words.count > 1 && isTable ? blanks.delimiter : usual[usual.count - 1]
  }
}
