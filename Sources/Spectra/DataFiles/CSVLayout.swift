/// What the first line of a CSV file tells: the delimiter, the number of columns and their names.
struct CSVLayout: Sendable, Hashable {
  /// A tab if the line has one outside quotes, else a semicolon, else a comma.
  let delimiter: UInt8
  /// The number of cells of the line.
  let columns: Int
  /// The cells, if none of them is a number: then the line is a header.
  let columnNames: [String]?
  /// Where the data start, in bytes.
  let dataOffset: Int
  /// The line on which the data start, counted from 1.
  let dataLine: Int

  /// Looks at the first line that is not blank.
  ///
  /// - Throws: `.empty` for a file of blank lines, `.unsupportedFormat` for what is not text.
  init(_ bytes: UnsafeRawBufferPointer, path: String) throws(DataFileError) {
    if let format = Self.binaryFormat(of: bytes) {
      throw DataFileError(path: path, problem: .unsupportedFormat(found: format))
    }
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let mark = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    let start = bytes[mark...].firstIndex { !isBlank($0) && $0 != newline } ?? bytes.endIndex
    guard start < bytes.endIndex else { throw DataFileError(path: path, problem: .empty) }
    // Back to the start of that line: a leading tab is a delimiter.
    let lineStart = bytes[mark..<start].lastIndex(of: newline).map { $0 + 1 } ?? mark
    let end = Self.endOfRecord(bytes, from: lineStart)
    let record = bytes[lineStart..<end]
    let delimiter = Self.delimiter(of: record)
    let cells = Self.cells(of: record, delimiter: delimiter)
    let isHeader = !cells.contains { looksNumeric($0) }
    let lineOf = { (offset: Int) in 1 + bytes[..<offset].count { $0 == newline } }
    self.delimiter = delimiter
    columns = cells.count
    columnNames = isHeader ? cells : nil
    dataOffset = isHeader ? min(end + 1, bytes.count) : lineStart
    dataLine = lineOf(dataOffset)
  }

  private static func binaryFormat(of bytes: UnsafeRawBufferPointer) -> String? {
    if bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) { return "a zip archive (.npz?)" }
    if bytes.starts(with: [0x1F, 0x8B]) { return "compressed by gzip" }
    if bytes.starts(with: [0x89] + Array("HDF".utf8)) { return "an HDF5 file" }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return "text in UTF-16"
    }
    return bytes.prefix(1024).contains(0) ? "binary" : nil
  }

  /// The end of the line, not counting line ends inside quotes.
  private static func endOfRecord(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var quotes = QuoteTracker()
    return (start..<bytes.count).first { !quotes.covers(bytes[$0]) && bytes[$0] == newline }
      ?? bytes.count
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

/// Whether a cell is a number, or one of the names of what is not a finite number.
///
/// Such names in the first line mean data with a hole rather than a header.
private func looksNumeric(_ cell: String) -> Bool { Double(cell) != nil }
