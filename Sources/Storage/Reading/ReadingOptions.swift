/// How a data file is read where its content does not say it: which part of it is meant, how its text is
/// written, and what becomes of missing cells.
///
/// ```swift
/// let options = ReadingOptions(drop: "label", missing: .drop, scale: 255)
/// let table = try DataTable(contentsOf: "faces.csv", reading: options)
/// ```
/// What is set is done in this order, for each file: rows and columns are exchanged, columns chosen, then
/// rows, which are counted through all files; means take the place of missing cells, the series is cut
/// into windows, rows with missing cells are left out, and the rest is divided by the scale.
public struct ReadingOptions: Sendable, Hashable, Codable {
  /// The array of an NPZ archive; the only one in it unless given.
  public var key: String?
  /// How many rows of a series make one sample: the series is cut into windows of this length.
  public var window: Int?
  /// Rows of the series from the start of one window to that of the next; 1 unless given.
  public var stride: Int?
  /// Whether samples stand in columns, not in rows.
  public var isTransposed: Bool
  /// The columns to read; all unless given.
  public var columns: ColumnList?
  /// Columns to leave out of these.
  public var drop: ColumnList?
  /// The first and the last row to read, counted from 1, those of several files together; all unless
  /// given.
  public var rows: ClosedRange<Int>?
  /// What stands between the cells of a text file; told by its first lines unless given.
  public var delimiter: CellDelimiter?
  /// What stands before the decimals of a number in a text file; a point unless given.
  public var decimal: DecimalMark?
  /// What becomes of missing cells; they are errors unless given.
  public var missing: MissingCells?
  /// What all numbers are divided by.
  public var scale: Double?

  /// Options of which only those differ from the usual that are given.
  public init(
    key: String? = nil, window: Int? = nil, stride: Int? = nil, isTransposed: Bool = false,
    columns: ColumnList? = nil, drop: ColumnList? = nil, rows: ClosedRange<Int>? = nil,
    delimiter: CellDelimiter? = nil, decimal: DecimalMark? = nil, missing: MissingCells? = nil,
    scale: Double? = nil
  ) {
    (self.key, self.window, self.stride, self.isTransposed) = (key, window, stride, isTransposed)
    (self.columns, self.drop, self.rows) = (columns, drop, rows)
    (self.delimiter, self.decimal) = (delimiter, decimal)
    (self.missing, self.scale) = (missing, scale)
  }

  /// What stands before the decimals of a number.
  public enum DecimalMark: String, Sendable, Hashable, Codable, CaseIterable {
    /// As in `1.5`.
    case point = "."
    /// As in `1,5`; cells then are separated by semicolons, tabs or blanks.
    case comma = ","

    var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
  }

  /// What becomes of cells that are empty, `NA`, `nan` and the like.
  public enum MissingCells: String, Sendable, Hashable, Codable, CaseIterable {
    /// Their rows are left out; of a series, all windows that they are in.
    case drop
    /// The mean of their column takes their place, which makes variances too small.
    case mean
  }

  /// The rows to read, counted from 0.
  var rowIndices: ClosedRange<Int>? { rows.map { ($0.lowerBound - 1)...($0.upperBound - 1) } }

  /// Checks what can be checked without a file.
  ///
  /// - Throws: `.unsuitedOption` with the option and what it may be.
  public func check() throws(DataFileError.Problem) {
    func require(
      _ isRight: Bool, _ name: ReadingSetting.Name, _ value: String, _ allowed: String
    ) throws(DataFileError.Problem) {
      guard !isRight else { return }
      throw .unsuitedOption(ReadingSetting(name, value), reason: allowed)
    }
    if let window { try require(window >= 1, .window, "\(window)", "must be at least 1") }
    if let stride {
      try require(stride >= 1, .stride, "\(stride)", "must be at least 1")
      try require(window != nil, .stride, "\(stride)", "needs a window, of which it is the step")
    }
    if let rows {
      try require(
        rows.lowerBound >= 1, .rows, "\(rows.lowerBound):\(rows.upperBound)", "count from 1")
    }
    if let scale {
      try require(
        scale.isFinite && scale != 0, .scale, "\(scale)", "must be a number other than 0")
    }
    if let delimiter, decimal == .comma {
      try require(
        delimiter != .comma, .delimiter, "comma", "cannot be what decimals have in front of them")
    }
  }
}
