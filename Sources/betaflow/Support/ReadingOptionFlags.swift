import ArgumentParser
import Requests
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

  /// What these flags say of files.
  func part(_ files: [String]) -> ReadingPart {
    var part = ReadingPart()
    part.data = files.isEmpty ? nil : .files(files)
    (part.key, part.window, part.stride) = (key, window, stride)
    (part.transpose, part.columns, part.drop, part.rows) = (transpose, columns, drop, rows)
    (part.delimiter, part.decimal, part.missing) = (delimiter, decimal, missing)
    part.scale = scale
    return part
  }
}

extension ReadingOptions.DecimalMark: ExpressibleByArgument {}
extension ReadingOptions.MissingCells: ExpressibleByArgument {}
