/// The numbers of a text file.
struct CSVContent: Sendable {
  let layout: CSVLayout
  /// The columns whose numbers these are, counted from 0.
  let columns: [Int]
  /// Row after row; missing ones, if they may be, are NaN.
  private(set) var numbers = NumberTable([], columns: 1, isFinite: true)
  /// Whether a number is missing.
  private(set) var hasGaps = false
  /// How many comments, and how many blank lines, stand between rows.
  private(set) var passed = (comments: 0, blankLines: 0)

  /// Parses the whole file, or the rows that are wanted.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - layout: What its first lines tell.
  ///   - wanted: The columns to parse, of all; others may hold anything.
  ///   - rows: The rows to parse, counted from 0; others may hold anything.
  ///   - keepsGaps: Whether missing cells become NaN; else they are errors.
  /// - Throws: The problem with row, line and column of the first cell that is no number.
  /// - Complexity: O(bytes).
  init(
    parsing file: FileBytes, _ layout: CSVLayout, wanted: [Bool],
    rows: ClosedRange<Int>?, keepsGaps: Bool
  ) throws(DataFileError.Problem) {
    self.layout = layout
    columns = wanted.indices.filter { wanted[$0] }
    let bytes = file.bytes
    var parser = try CSVParser(
      bytes, from: layout.dataOffset, line: layout.dataLine, dialect: layout.dialect)
    let expected = (bytes.count - layout.dataOffset) / 4 * columns.count / wanted.count
    var collected = CollectedNumbers(expecting: rows == nil ? expected : 0)
    let unwanted = [Bool](repeating: false, count: wanted.count)
    while parser.startRow() {
      let isWanted = rows?.contains(parser.row - 1) ?? true
      try readRow(
        &parser, isWanted ? wanted : unwanted, keepsGaps: keepsGaps, into: &collected)
      if let rows, parser.row > rows.upperBound { break }
      if try collected.makeRoom() { file.releasePages() }
    }
    passed = parser.passed
    guard parser.row > 0 else { throw .empty }
    if let rows, parser.row <= rows.upperBound {
      throw .noSuchRows(rows, among: parser.row)
    }
    numbers = try collected.table(columns: columns.count, isFinite: !hasGaps)
  }

  /// Appends the wanted numbers of a row.
  private mutating func readRow(
    _ parser: inout CSVParser, _ wanted: [Bool], keepsGaps: Bool,
    into collected: inout CollectedNumbers
  ) throws(DataFileError.Problem) {
    let (row, line) = (parser.row, parser.line)
    var column = 0
    var isLastEmpty = false
    repeat {
      if column < wanted.count, wanted[column] {
        if let value = parser.number() {
          collected.append(value)
        } else {
          let cell = layout.cell(row: row, column: column, line: line)
          collected.append(try unusualNumber(parser.text(), at: cell, keepsGaps: keepsGaps))
        }
      } else {
        let cell = parser.passCell()
        isLastEmpty = column >= wanted.count && cell.allSatisfy(isBlank)
      }
      column += 1
    } while parser.nextCell()
    // What ends in a delimiter has an empty cell behind it.
    let found = isLastEmpty && layout.endsInDelimiter ? column - 1 : column
    if found == wanted.count, isLastEmpty == layout.endsInDelimiter { return }
    if isLastEmpty, column == wanted.count + 1 {
      throw .trailingSeparator(
        at: layout.cell(row: row, column: column - 1, line: line),
        separator: String(UnicodeScalar(layout.dialect.delimiter)))
    }
    let expected = wanted.count + (layout.endsInDelimiter ? 1 : 0)
    throw .raggedRow(row: row, line: line, found: column, expected: expected)
  }

  /// A number in quotes, a gap, or the reason why the text of a cell is neither.
  private mutating func unusualNumber(
    _ text: String, at cell: DataFileError.Cell, keepsGaps: Bool
  ) throws(DataFileError.Problem) -> Double {
    let value = layout.dialect.number(text)
    if let value, value.isFinite { return value }
    if keepsGaps, CellText(text).isMissing {
      hasGaps = true
      return .nan
    }
    guard !text.isEmpty else { throw .missingValue(at: cell) }
    guard value != nil || Double(text).map({ !$0.isFinite }) == true else {
      throw .notANumber(at: cell, found: Self.short(text))
    }
    throw .notFinite(at: cell, found: Self.short(text))
  }

  private static func short(_ text: String) -> String {
    text.count > 40 ? text.prefix(40) + "…" : text
  }
}
