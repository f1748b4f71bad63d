import MessageText

extension DataFileError.Problem: CustomStringConvertible {
  /// What is wrong, with the numbers.
  public var description: String { words.found }

  /// What the owner of the file can do; `nil` where the problem says it already. Options are written as
  /// ``ReadingSetting`` has them.
  public var remedy: String? { words.remedy }

  /// The options in the remedy, or the one that is wrong, for programs that call them otherwise.
  public var settings: [ReadingSetting] { words.settings }

  /// What helps against numbers that are too large or too small.
  package static let otherUnits = "measure the data in other units"

  /// Rows, counted from 0, of which some are behind the last one.
  static func noSuchRows(_ rows: ClosedRange<Int>, among count: Int) -> Self {
    .unsuitedOption(
      ReadingSetting(.rows, "\(rows.lowerBound + 1):\(rows.upperBound + 1)"),
      reason: "goes beyond the \(count) rows that there are")
  }

  fileprivate struct Words {
    var found: String
    var remedy: String?
    var settings: [ReadingSetting] = []
  }

  private var words: Words {
    switch self {
    case .notFound: Words(found: "no such file")
    case .unreadable(let reason): Words(found: "cannot be read: \(reason)")
    case .unsupportedFormat(let found):
      Words(
        found: "is \(found); text (CSV), an NPY or IDX array or an NPZ archive is expected",
        remedy: ForeignFormat.remedy(for: found))
    case .malformedHeader(let reason):
      Words(found: "is not a valid NPY file: \(reason)", remedy: "save it again (np.save)")
    case .unsupportedType(let found, let reason):
      Words(
        found: "element type \(found) \(reason)",
        remedy: "save real numbers (np.save(path, x.astype('float32')))")
    case .wrongSize(let found, let expected):
      Words(
        found: "is \(found < expected ? "truncated" : "too long"): \(found) bytes of elements, "
          + "expected \(expected)", remedy: "save it again (np.save)")
    case .malformedArchive(let kind, let reason):
      Words(
        found: "is not a valid \(kind): \(reason)",
        remedy: "make it again: it was cut off or changed on its way")
    case .unpacksTooLarge(let limit):
      Words(
        found: "unpacks to more than \(limit >> 20) MB",
        remedy: "unpack it: an NPY file is read in pieces")
    case .wrongDimensions(let shape): wrongDimensions(shape)
    case .noSuchArray(let name, let found):
      Words(
        found: "holds no array '\(name)', but "
          + (found.isEmpty ? "none" : found.joined(separator: ", ")))
    case .severalArrays(let found): severalArrays(found)
    case .unsuitedOption(let setting, let reason):
      Words(found: "\(setting) \(reason)", settings: [setting])
    case .unsuited(let reason, let remedy, let settings):
      Words(found: reason, remedy: remedy, settings: settings)
    case .empty, .raggedRow, .missingValue, .trailingSeparator, .notANumber,
      .notFinite:
      textWords
    }
  }

  /// What is wrong with lines and cells.
  private var textWords: Words {
    switch self {
    case .raggedRow(let row, let line, let found, let expected):
      let decimal = ReadingSetting(.decimal, ",")
      return Words(
        found: "\(DataFileError.Cell.name(ofRow: row, line: line)) has \(found) cells, expected "
          + "\(expected)",
        remedy: "every row needs as many cells as the first line: delete lines of other content; "
          + "where commas are decimal, \(decimal) reads them", settings: [decimal])
    case .missingValue(let cell):
      return Words(found: "\(cell): the cell is empty", CellText.missingRemedy)
    case .trailingSeparator(let cell, let separator):
      return Words(
        found: "\(cell): the cell is empty, because the line ends in '\(separator)'",
        remedy: "delete it there (sed 's/\(separator)$//')")
    case .notANumber(let cell, let found):
      return Words(
        found: "\(cell): '\(found)' is not a number",
        CellText(found).remedy(inColumn: cell.title))
    case .notFinite(let cell, let found):
      let text = "\(cell): '\(found)' is not finite"
      // The name of what is no number, a number that is too large, or an infinite one.
      if CellText(found).isMissing { return Words(found: text, CellText.missingRemedy) }
      if found.contains(where: \.isNumber) { return Words(found: text, remedy: Self.otherUnits) }
      let drop = cell.title.dropping
      return Words(
        found: text, remedy: "replace infinite numbers, or leave the column out (\(drop))",
        settings: [drop])
    default:
      return Words(
        found: "holds no data",
        remedy: "there must be a line of numbers (column names alone are not enough)")
    }
  }

  private func wrongDimensions(_ shape: [Int]) -> Words {
    guard let count = shape.first else {
      return Words(found: "is a single number", remedy: "a table of rows × columns is expected")
    }
    let window = ReadingSetting(.window, "W")
    return Words(
      found: "is one series of \(count) numbers, not a table",
      remedy:
        "\(window) cuts it into samples of W numbers each; if each number is a sample, reshape "
        + "it to (\(count), 1) (x.reshape(-1, 1))", settings: [window])
  }

  private func severalArrays(_ found: [NPZFile.Description]) -> Words {
    let shown = found.prefix(12).map { array in
      let isPickled = array.type.dropFirst().first == "O"
      let type = isPickled ? "pickled objects, which are not read" : "\(array.type.prefix(40))"
      return "\(array.name.shown(upTo: 60)) \(array.shape.pythonTuple) \(type)"
    }
    let more = found.count > 12 ? ", …" : ""
    let first = found.first { $0.type.dropFirst().first != "O" } ?? found[0]
    let key = ReadingSetting(.key, first.name)
    return Words(
      found: "holds \(found.count) arrays: \(shown.joined(separator: ", "))\(more)",
      remedy: "choose one, as \(key)", settings: [key])
  }
}

extension DataFileError.Problem.Words {
  fileprivate init(
    found: String, _ remedy: (text: String, settings: [ReadingSetting])
  ) {
    self.init(found: found, remedy: remedy.text, settings: remedy.settings)
  }
}
