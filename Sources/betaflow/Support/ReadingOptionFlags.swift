import ArgumentParser
import MessageText
import Storage

/// How the data files of a command are read.
struct ReadingOptionFlags: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The array of an NPZ archive that has several.", valueName: "array"))
  var key: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Cut one series into samples of so many rows, side by side.", valueName: "length"))
  var window: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Rows from the start of a window to that of the next; 1 unless given.", valueName: "length"))
  var stride: Int?

  @Flag(help: "Samples stand in columns, not in rows.")
  var transpose = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The columns to read: names, numbers from 1, and ranges, as label,3,5:9.",
      valueName: "columns"))
  var columns: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Columns to leave out, given alike.", valueName: "columns"))
  var drop: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The first and the last row to read, counted from 1.", valueName: "first:last"))
  var rows: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What separates the cells of text: comma, semicolon, tab, space, or the character.",
      valueName: "delimiter"))
  var delimiter: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What stands before decimals in text, . or ,", valueName: "mark"))
  var decimal: ReadingOptions.DecimalMark?

  @Option(
    help: ArgumentHelp(
      "drop leaves rows with missing cells out, mean puts the mean of the column there."))
  var missing: ReadingOptions.MissingCells?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Divide all values by a number, as bytes by 255.", valueName: "divisor"))
  var scale: Double?

  func validate() throws {
    do {
      try options().check()
    } catch let problem as DataFileError.Problem {
      throw ValidationError("\(problem)".namingFlags(problem.settings) + ".")
    }
  }

  /// Refuses to read standard input more than once.
  func checkOnce(_ files: [String]) throws {
    if files.count(where: { InputFile.isStandardInput($0) }) > 1 {
      throw ValidationError("standard input can be read once: give - once.")
    }
  }

  /// Files as one table.
  func table(_ files: [String]) throws -> DataTable {
    try DataTable(contentsOf: files, reading: options())
  }

  private func options() throws -> ReadingOptions {
    ReadingOptions(
      key: key, window: window, stride: stride, isTransposed: transpose,
      columns: columns.map { ColumnList($0) }, drop: drop.map { ColumnList($0) },
      rows: try rows.map(Self.range), delimiter: try delimiter.map(Self.delimiter),
      decimal: decimal, missing: missing, scale: scale)
  }

  private static func range(_ text: String) throws -> ClosedRange<Int> {
    let ends = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], first >= 1, first <= last else {
      throw ValidationError(
        "--rows \(text.shown()): FIRST:LAST are two row numbers, counted from 1, as 1:1000.")
    }
    return first...last
  }

  private static func delimiter(_ text: String) throws -> CellDelimiter {
    guard let delimiter = CellDelimiter(text) else {
      throw ValidationError("--delimiter \(text.shown()): it is \(CellDelimiter.allowed).")
    }
    return delimiter
  }
}

extension ReadingOptions.DecimalMark: ExpressibleByArgument {}
extension ReadingOptions.MissingCells: ExpressibleByArgument {}

extension String {
  /// The text with flags in place of the options of reading in it, which libraries know by their names.
  func namingFlags(_ settings: [ReadingSetting]) -> String {
    settings.reduce(self) { text, setting in
      text.replacing("\(setting)", with: setting.flag)
    }
  }
}

extension ReadingSetting {
  /// `--drop label`, as it can be pasted.
  fileprivate var flag: String {
    Arguments.shell(["--\(name.rawValue)"] + (value.map { [$0] } ?? []))
  }
}
