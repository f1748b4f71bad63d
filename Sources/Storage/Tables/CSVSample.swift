/// What the first rows of a text file hold, column by column.
struct CSVSample {
  /// The number of cells in the first row.
  let columns: Int
  /// The columns, counted from 0, that hold nothing but labels, as far as they hold anything: what is
  /// written like a number, or a date, is none.
  let textColumns: [Int]
  /// Whether a cell holds a number.
  private(set) var holdsNumbers = false
  /// Whether rows of more than one cell all end in an empty one.
  let lastIsEmpty: Bool

  private enum Kind { case empty, label, other }

  /// Enough to tell a column of text from a number that is spoilt.
  private static let rowLimit = 64
  private static let cellLimit = 1 << 14

  /// Looks at the rows from an offset in the file, which is on the given line.
  init(
    _ bytes: UnsafeRawBufferPointer, from offset: Int, line: Int, _ dialect: CSVDialect
  ) throws(DataFileError.Problem) {
    var parser = try CSVParser(bytes, from: offset, line: line, dialect: dialect)
    var kinds: [Kind] = []
    var lastIsEmpty = !dialect.mergesBlanks
    while parser.row < Self.rowLimit, parser.row * kinds.count < Self.cellLimit,
      parser.startRow()
    {
      var column = 0
      var isEmpty = false
      repeat {
        if parser.row == 1 { kinds.append(.empty) }
        isEmpty = false
        if parser.number() != nil {
          holdsNumbers = true
          if column < kinds.count { kinds[column] = .other }
        } else {
          let text = parser.text()
          isEmpty = text.isEmpty
          if column < kinds.count, kinds[column] != .other, !CellText(text).isMissing {
            kinds[column] = CellText(text).isLabel ? .label : .other
          }
        }
        column += 1
      } while parser.nextCell()
      lastIsEmpty = lastIsEmpty && isEmpty && column == kinds.count && column > 1
    }
    columns = kinds.count
    textColumns = kinds.indices.filter { kinds[$0] == .label }
    self.lastIsEmpty = lastIsEmpty
  }
}
