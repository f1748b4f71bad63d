import MessageText

/// Why a data file could not be used: which file, where in it, what was found and what expected.
public struct DataFileError: Error, Sendable, Hashable {
  /// The file as the caller named it.
  public let path: String
  /// What is wrong with it.
  public let problem: Problem

  /// A problem of the file at `path`.
  public init(path: String, problem: Problem) {
    (self.path, self.problem) = (path, problem)
  }

  /// A position in a table, counted from 1.
  public struct Cell: Sendable, Hashable {
    /// The row of data, not counting a header.
    public let row: Int
    /// The column.
    public let column: Int
    /// The line of a text file that the row stands on; `nil` in a binary file.
    public let line: Int?

    package init(row: Int, column: Int, line: Int? = nil) {
      (self.row, self.column, self.line) = (row, column, line)
    }
  }

  /// What can be wrong with a data file.
  public enum Problem: Error, Sendable, Hashable {
    /// There is no such file.
    case notFound
    /// The file exists, but the system refuses to read it.
    case unreadable(reason: String)
    /// There is no row of data, or no column.
    case empty
    /// The content is neither text nor an NPY array.
    case unsupportedFormat(found: String)
    /// The header of an NPY file does not follow its specification.
    case malformedHeader(reason: String)
    /// The element type of an NPY array is not a real number.
    case unsupportedType(found: String, reason: String)
    /// An NPY array is not a table.
    case wrongDimensions(shape: [Int])
    /// The size of an NPY file does not fit its header; both count the bytes of the elements.
    case wrongSize(found: Int, expected: Int)
    /// A row has another number of cells than the rows before it, or than the header.
    case raggedRow(row: Int, line: Int, found: Int, expected: Int)
    /// A line without cells has data below it.
    case blankLine(line: Int)
    /// The first line is a comment.
    case comment(line: Int)
    /// A cell has no content.
    case missingValue(at: Cell)
    /// The last cell of a row has no content: the line ends in a separator.
    case trailingSeparator(at: Cell, separator: String)
    /// A cell holds something other than a decimal number.
    case notANumber(at: Cell, found: String)
    /// A cell is infinite or not a number, or too large for a `Double`.
    case notFinite(at: Cell, found: String)
    /// A compressed file or an archive is damaged.
    case malformedArchive(kind: String, reason: String)
    /// What is compressed has more bytes than memory should hold.
    case unpacksTooLarge(limit: Int)
    /// An archive has other arrays.
    case noSuchArray(String, found: [String])
    /// The table is what it should be, but does not serve what it was read for.
    case unsuited(reason: String, remedy: String?)
  }
}

extension DataFileError: CustomStringConvertible {
  /// The error as one sentence that starts with the file and ends with what to do.
  public var description: String {
    let remedy = problem.remedy.map { "; \($0)" } ?? ""
    return "\(InputFile.name(path).shownPath()): \("\(problem)".shown(upTo: 500))\(remedy)"
  }
}

extension DataFileError.Cell: CustomStringConvertible {
  /// For example `row 3 (line 4), column 2`; the line is left out where it says nothing new.
  public var description: String { "\(Self.name(ofRow: row, line: line)), column \(column)" }

  fileprivate static func name(ofRow row: Int, line: Int?) -> String {
    guard let line, line != row else { return "row \(row)" }
    return "row \(row) (line \(line))"
  }
}

extension DataFileError.Problem: CustomStringConvertible {
  /// What is wrong, with the numbers.
  public var description: String { words.found }

  /// What the owner of the file can do; `nil` where the problem says it already.
  public var remedy: String? { words.remedy }

  /// What helps against numbers that are too large or too small.
  package static let otherUnits = "measure the data in other units"

  private var words: (found: String, remedy: String?) {
    switch self {
    case .notFound: ("no such file", nil)
    case .unreadable(let reason): ("cannot be read: \(reason)", nil)
    case .empty:
      ("holds no data", "there must be a line of numbers (column names alone are not enough)")
    case .unsupportedFormat(let found):
      (
        "is \(found); text with commas (CSV) or an NPY array is expected",
        ForeignFormat.remedy(for: found)
      )
    case .malformedHeader(let reason):
      ("is not a valid NPY file: \(reason)", "save it again (np.save)")
    case .unsupportedType(let found, let reason):
      (
        "element type \(found) \(reason)", "save real numbers (np.save(path, x.astype('float32')))"
      )
    case .wrongDimensions(let shape):
      (
        "is an array of shape \(shape.pythonTuple); a table of rows × columns is expected",
        Self.remedy(forShape: shape)
      )
    case .wrongSize(let found, let expected):
      (
        "is \(found < expected ? "truncated" : "too long"): \(found) bytes of elements, expected "
          + "\(expected)", "save it again (np.save)"
      )
    case .raggedRow(let row, let line, let found, let expected):
      (
        "\(DataFileError.Cell.name(ofRow: row, line: line)) has \(found) cells, expected "
          + "\(expected)",
        "every row needs as many cells as the first line: delete lines of other content, and write "
          + "decimal points where commas separate cells"
      )
    case .blankLine(let line):
      ("line \(line) is blank, but data follow", "delete blank lines (grep -v '^ *$')")
    case .comment(let line): ("line \(line) is a comment", CellText.commentRemedy)
    case .missingValue(let cell): ("\(cell): the cell is empty", CellText.missingRemedy)
    case .trailingSeparator(let cell, let separator):
      (
        "\(cell): the cell is empty, because the line ends in '\(separator)'",
        "if all lines do, delete it (sed 's/\(separator)$//'); else \(CellText.missingRemedy)"
      )
    case .notANumber(let cell, let found):
      ("\(cell): '\(found)' is not a number", CellText(found).remedy)
    case .notFinite(let cell, let found):
      // A number that is too large, or the name of what is none.
      (
        "\(cell): '\(found)' is not finite",
        found.contains { $0.isNumber } ? Self.otherUnits : CellText.missingRemedy
      )
    case .malformedArchive(let kind, let reason):
      (
        "is not a valid \(kind): \(reason)",
        "make it again: it was cut off or changed on its way"
      )
    case .unpacksTooLarge(let limit):
      ("unpacks to more than \(limit >> 20) MB", "unpack it: an NPY file is read in pieces")
    case .noSuchArray(let name, let found):
      (
        "holds no array '\(name)', but \(found.isEmpty ? "none" : found.joined(separator: ", "))",
        nil
      )
    case .unsuited(let reason, let remedy): (reason, remedy)
    }
  }

  private static func remedy(forShape shape: [Int]) -> String {
    guard let rows = shape.first else { return "a single number is no data set" }
    guard shape.count > 1 else {
      return "reshape it to (\(rows), 1), one sample a row (x.reshape(-1, 1))"
    }
    let size = Array(shape.dropFirst()).product.map { " to (\(rows), \($0))" } ?? ""
    return "reshape it\(size), one sample a row (x.reshape(len(x), -1))"
  }
}

/// What people take for a table, by how it begins.
struct ForeignFormat {
  let name: String
  private let start: [UInt8]
  private let remedy: String

  private static let save = "save the table of numbers in it (np.save)"
  private static let convert = "convert it (iconv -f UTF-16 -t UTF-8)"
  private static let known = [
    Self(
      name: "a zip archive (.npz, .xlsx)", start: Array("PK\u{3}\u{4}".utf8),
      remedy: "save one array (np.save), or a sheet as CSV"),
    Self(
      name: "compressed by gzip", start: Inflation.gzipMagic, remedy: "unpack it with gunzip"),
    Self(name: "an HDF5 file", start: [0x89] + Array("HDF".utf8), remedy: save),
    Self(name: "a Parquet file", start: Array("PAR1".utf8), remedy: save),
    Self(name: "a MATLAB file", start: Array("MATLAB 5.0".utf8), remedy: save),
    Self(name: "a picture", start: [0x89] + Array("PNG".utf8), remedy: save),
    Self(name: "a picture", start: [0xFF, 0xD8, 0xFF], remedy: save),
    Self(name: "text in UTF-16", start: [0xFF, 0xFE], remedy: convert),
    Self(name: "text in UTF-16", start: [0xFE, 0xFF], remedy: convert),
  ]
  private static let returns = Self(
    name: "text whose lines end in carriage returns", start: [],
    remedy: "convert it (tr '\\r' '\\n')")

  /// What a file is called that is no text with lines; `nil` for one that is.
  static func name(of bytes: UnsafeRawBufferPointer) -> String? {
    if let format = known.first(where: { bytes.starts(with: $0.start) }) { return format.name }
    let sample = bytes.prefix(1024)
    if sample.contains(0) { return "binary" }
    let hasReturns = sample.contains(UInt8(ascii: "\r")) && !bytes.prefix(1025).contains(newline)
    return hasReturns ? returns.name : nil
  }

  static func remedy(for name: String) -> String {
    (known + [returns]).first { $0.name == name }?.remedy ?? save
  }
}
