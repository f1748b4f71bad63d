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
    /// What the header calls the column; `nil` without a header.
    public let name: String?

    package init(row: Int, column: Int, line: Int? = nil, name: String? = nil) {
      (self.row, self.column, self.line) = (row, column, line)
      self.name = name
    }

    var title: ColumnTitle { ColumnTitle(column, name) }
  }

  /// What can be wrong with a data file.
  public enum Problem: Error, Sendable, Hashable {
    /// There is no such file.
    case notFound
    /// The file exists, but the system refuses to read it.
    case unreadable(reason: String)
    /// There is no row of data, or no column.
    case empty
    /// The content is in no format that is read.
    case unsupportedFormat(found: String)
    /// The header of an NPY file does not follow its specification.
    case malformedHeader(reason: String)
    /// The element type of an NPY array is not a real number.
    case unsupportedType(found: String, reason: String)
    /// An array is no table: a single number, or a single series that was not to be cut into windows.
    case wrongDimensions(shape: [Int])
    /// The size of an NPY file does not fit its header; both count the bytes of the elements.
    case wrongSize(found: Int, expected: Int)
    /// A row has another number of cells than the rows before it, or than the header.
    case raggedRow(row: Int, line: Int, found: Int, expected: Int)
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
    /// An archive has several arrays, and none was chosen.
    case severalArrays([NPZFile.Description])
    /// An option of reading cannot be, has no meaning for the file, or names what is not in it: what is
    /// wrong is the option, not the file.
    case unsuitedOption(ReadingSetting, reason: String)
    /// The table is what it should be, but does not serve what it was read for.
    ///
    /// The remedy has options of reading in it as ``ReadingSetting`` writes them.
    case unsuited(reason: String, remedy: String?, settings: [ReadingSetting] = [])
  }
}

extension DataFileError: CustomStringConvertible {
  /// The error as one sentence that starts with the file and ends with what to do.
  public var description: String {
    // The file's own name makes a line of Python that can be pasted.
    let remedy = ForeignFormat.conversion(of: path, problem) ?? problem.remedy
    let found = "\(problem)".shown(upTo: 500)
    return "\(InputFile.name(path).shownPath()): \(found)\(remedy.map { "; \($0)" } ?? "")"
  }
}

extension DataFileError.Cell: CustomStringConvertible {
  /// For example `row 3 (line 4), column 2`; the line is left out where it says nothing new.
  public var description: String { "\(Self.name(ofRow: row, line: line)), column \(title.shown)" }

  static func name(ofRow row: Int, line: Int?) -> String {
    guard let line, line != row else { return "row \(row)" }
    return "row \(row) (line \(line))"
  }
}
