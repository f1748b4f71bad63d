import MessageText

/// Why a data file could not be used: which file, where in it, what was found and what expected.
public struct DataFileError: Error, Sendable, Hashable {
  /// The file as the caller named it.
  public let path: String
  /// What is wrong with it.
  public let problem: Problem

  /// A problem of the file at `path`.
  public init(path: String, problem: Problem) {
    self.path = path
    self.problem = problem
  }

  /// A position in a table, counted from 1.
  public struct Cell: Sendable, Hashable {
    /// The row of data, not counting a header.
    public let row: Int
    /// The column.
    public let column: Int
    /// The line of a text file that the row stands on; `nil` in a binary file.
    public let line: Int?

    /// The cell in the given row and column, both counted from 1.
    public init(row: Int, column: Int, line: Int? = nil) {
      self.row = row
      self.column = column
      self.line = line
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
  public var description: String {
    "\(DataFileError.rowDescription(row, line: line)), column \(column)"
  }
}

extension DataFileError {
  fileprivate static func rowDescription(_ row: Int, line: Int?) -> String {
    guard let line, line != row else { return "row \(row)" }
    return "row \(row) (line \(line))"
  }
}

extension DataFileError.Problem: CustomStringConvertible {
  /// What is wrong, with the numbers.
  public var description: String {
    switch self {
    case .notFound: "no such file"
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .empty: "holds no data"
    case .unsupportedFormat(let found):
      "is \(found); text with commas (CSV) or an NPY array is expected"
    case .malformedHeader(let reason): "is not a valid NPY file: \(reason)"
    case .unsupportedType(let found, let reason): "element type \(found) \(reason)"
    case .wrongDimensions(let shape):
      "is an array of shape \(shape.pythonTuple); a table of rows × columns is expected"
    case .wrongSize(let found, let expected):
      "is \(found < expected ? "truncated" : "too long"): "
        + "\(found) bytes of elements, expected \(expected)"
    case .raggedRow(let row, let line, let found, let expected):
      "\(DataFileError.rowDescription(row, line: line)) has \(found) cells, expected \(expected)"
    case .blankLine(let line): "line \(line) is blank, but data follow"
    case .comment(let line): "line \(line) is a comment"
    case .missingValue(let cell): "\(cell): the cell is empty"
    case .trailingSeparator(let cell, let separator):
      "\(cell): the cell is empty, because the line ends in '\(separator)'"
    case .notANumber(let cell, let found): "\(cell): '\(found)' is not a number"
    case .notFinite(let cell, let found): "\(cell): '\(found)' is not finite"
    case .malformedArchive(let kind, let reason): "is not a valid \(kind): \(reason)"
    case .unpacksTooLarge(let limit): "unpacks to more than \(limit >> 20) MB"
    case .noSuchArray(let name, let found):
      "holds no array '\(name)', but \(found.isEmpty ? "none" : found.joined(separator: ", "))"
    case .unsuited(let reason, _): reason
    }
  }
}
