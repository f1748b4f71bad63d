/// What the first lines of a text file tell: how its cells are separated, how many columns there are, what
/// they are called and which of them hold text.
struct CSVLayout: Sendable {
  let dialect: CSVDialect
  let columns: Int
  /// The cells of the header, or of a comment in its place, if there is one.
  private(set) var columnNames: [String]?
  /// What the first line seems to be, should it be doubtful.
  let remark: TableRemark?
  /// The columns, counted from 0, that hold labels in all of the first rows.
  let textColumns: [Int]
  /// Whether all of the first rows end in a delimiter, behind which there is no column.
  let endsInDelimiter: Bool
  /// Where the data start, in bytes.
  let dataOffset: Int
  /// The line on which the data start, counted from 1.
  let dataLine: Int

  /// Looks at the first lines.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - delimiter: What separates cells; told by the first lines unless given.
  ///   - decimal: What stands before decimals.
  /// - Throws: `.empty` for a file without data, `.unsupportedFormat` for what is not text.
  init(
    _ bytes: UnsafeRawBufferPointer, delimiter: CellDelimiter? = nil,
    decimal: ReadingOptions.DecimalMark = .point
  ) throws(DataFileError.Problem) {
    if let format = ForeignFormat.of(bytes) { throw .unsupportedFormat(found: format.name) }
    let point = decimal.byte
    var lines = CSVLines(bytes, point: point)
    guard let first = lines.nextRecord() else { throw .empty }
    let comment = lines.lastComment
    let second = lines.nextRecord()
    let (firstText, secondText) = (bytes[first.range], second.map { bytes[$0.range] })
    dialect = CSVDialect(
      delimiter: delimiter?.byte ?? CSVDialect.delimiter(of: firstText, secondText, point: point),
      point: point)
    let cells = dialect.cells(of: firstText)
    let header = Self.header(cells, second: secondText.map(dialect.cells(of:)) ?? [], dialect)
    remark = header.remark
    guard let data = header.isHeader ? second : first else { throw .empty }
    (dataOffset, dataLine) = (data.range.lowerBound, data.line)

    let sample = try CSVSample(bytes, from: dataOffset, line: dataLine, dialect)
    if decimal == .comma, !sample.holdsNumbers, bytes[data.range].contains(comma) {
      throw .unsuitedOption(
        ReadingSetting(.decimal, decimal.rawValue),
        reason: "finds no number on line \(data.line), where commas seem to separate cells")
    }
    var names = header.isHeader ? cells : nil
    // A last column without a name and without content is none.
    endsInDelimiter =
      sample.lastIsEmpty
      && (names.map { $0.count < sample.columns || $0.last?.isEmpty == true } ?? true)
    if endsInDelimiter, names?.count == sample.columns { names?.removeLast() }
    let count = sample.columns - (endsInDelimiter ? 1 : 0)
    if let shorter = names, shorter.count == count - 1, dialect.separatesByBlanks {
      // R writes no name above the names of rows.
      names?.insert("", at: 0)
    }
    let columns = names?.count ?? count
    self.columns = columns
    // Rows that are longer than the header are refused when they are parsed.
    textColumns = sample.textColumns.filter { $0 < columns }
    columnNames =
      names ?? comment.flatMap { Self.names(in: bytes[$0], columns: count, dialect) }
  }

  /// The place of a cell, given by its row and line, counted from 1, and its column, counted from 0.
  func cell(row: Int, column: Int, line: Int?) -> DataFileError.Cell {
    DataFileError.Cell(row: row, column: column + 1, line: line, name: title(column).name)
  }

  /// A column, counted from 0, as messages name it.
  func title(_ column: Int) -> ColumnTitle {
    ColumnTitle(column + 1, columnNames.flatMap { column < $0.count ? $0[column] : nil })
  }

  /// The names in a comment that has one for each column, as NumPy writes a header.
  private static func names(
    in comment: Slice<UnsafeRawBufferPointer>, columns: Int, _ dialect: CSVDialect
  ) -> [String]? {
    let text = comment.drop { isBlank($0) || beginsComment($0) }
    let cells = dialect.cells(of: text)
    return cells.count == columns && cells.contains { dialect.number($0) == nil } ? cells : nil
  }
}

/// The lines of a text file that are neither blank nor comments; a line end inside quotes ends none.
struct CSVLines {
  private let bytes: UnsafeRawBufferPointer
  private let point: UInt8
  private var position: Int
  private var line = 1
  /// The last comment that was passed.
  private(set) var lastComment: Range<Int>?

  /// Starts behind a byte order mark.
  init(_ bytes: UnsafeRawBufferPointer, point: UInt8) {
    (self.bytes, self.point) = (bytes, point)
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    position = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
  }

  /// Where the next record is, without a comment behind numbers and the line end, and the line it starts
  /// on, counted from 1.
  mutating func nextRecord() -> (range: Range<Int>, line: Int)? {
    while position < bytes.count {
      let start = position
      let content = bytes[start...].first { !isBlank($0) } ?? newline
      guard content != newline, !beginsComment(content) else {
        let end = bytes[start...].firstIndex(of: newline) ?? bytes.count
        if content != newline { lastComment = start..<end }
        position = min(end + 1, bytes.count)
        line += 1
        continue
      }
      var quotes = QuoteTracker()
      let end =
        bytes[start...].firstIndex { !quotes.covers($0) && $0 == newline } ?? bytes.count
      let first = line
      line += 1 + bytes[start..<end].count { $0 == newline }
      position = min(end + 1, bytes.count)
      let comment = commentBehindNumbers(in: bytes[start..<end], point: point)
      return (start..<(comment ?? end), first)
    }
    return nil
  }
}
