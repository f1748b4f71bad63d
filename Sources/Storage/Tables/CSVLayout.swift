/// What the first line of a CSV file tells: the delimiter, the number of columns and their names.
struct CSVLayout: Sendable {
  /// A tab if the line has one outside quotes, else a semicolon, else a comma.
  let delimiter: UInt8
  let columns: Int
  /// The cells, if the line is a header.
  let columnNames: [String]?
  let remark: TableRemark?
  /// Where the data start, in bytes.
  let dataOffset: Int
  /// The line on which the data start, counted from 1.
  let dataLine: Int

  /// Looks at the first line that is not blank.
  ///
  /// - Throws: `.empty` for a file of blank lines, `.unsupportedFormat` for what is not text.
  init(_ bytes: UnsafeRawBufferPointer) throws(DataFileError.Problem) {
    if let format = ForeignFormat.name(of: bytes) { throw .unsupportedFormat(found: format) }
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let mark = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    let start = bytes[mark...].firstIndex { !isBlank($0) && $0 != newline } ?? bytes.endIndex
    guard start < bytes.endIndex else { throw .empty }
    // Back to the start of that line: a leading tab is a delimiter.
    let lineStart = bytes[mark..<start].lastIndex(of: newline).map { $0 + 1 } ?? mark
    let end = Self.endOfRecord(bytes, from: lineStart)
    let record = bytes[lineStart..<end]
    let delimiter = Self.delimiter(of: record)
    let cells = Self.cells(of: record, delimiter: delimiter)
    let second = bytes[min(end + 1, bytes.count)..<Self.endOfRecord(bytes, from: end + 1)]
    try Self.checkComment(cells, second: second, delimiter: delimiter)
    let header = Self.header(cells, second: Self.cells(of: second, delimiter: delimiter))
    let lineOf = { (offset: Int) in 1 + bytes[..<offset].count { $0 == newline } }
    self.delimiter = delimiter
    columns = cells.count
    columnNames = header.isHeader ? cells : nil
    remark = header.remark
    dataOffset = header.isHeader ? min(end + 1, bytes.count) : lineStart
    dataLine = lineOf(dataOffset)
  }

  /// The end of the line, not counting line ends inside quotes.
  private static func endOfRecord(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var quotes = QuoteTracker()
    return (min(start, bytes.count)..<bytes.count)
      .first { !quotes.covers(bytes[$0]) && bytes[$0] == newline } ?? bytes.count
  }

  /// Refuses a first line that is a comment; one that has a cell for each column can be a header.
  private static func checkComment(
    _ cells: [String], second: Slice<UnsafeRawBufferPointer>, delimiter: UInt8
  ) throws(DataFileError.Problem) {
    guard let text = cells.first, CellText(text).isComment else { return }
    guard cells.count != Self.cells(of: second, delimiter: Self.delimiter(of: second)).count
    else { return }
    throw .comment(line: 1)
  }

  private static func delimiter(of record: Slice<UnsafeRawBufferPointer>) -> UInt8 {
    var quotes = QuoteTracker()
    let seen = Set(record.filter { !quotes.covers($0) })
    return [tab, semicolon].first { seen.contains($0) } ?? comma
  }

  private static func cells(
    of record: Slice<UnsafeRawBufferPointer>, delimiter: UInt8
  ) -> [String] {
    var quotes = QuoteTracker()
    var cells: [[UInt8]] = [[]]
    for byte in record {
      if !quotes.covers(byte) && byte == delimiter {
        cells.append([])
      } else {
        cells[cells.count - 1].append(byte)
      }
    }
    return cells.map { unquotedText($0[...]) }
  }
}
