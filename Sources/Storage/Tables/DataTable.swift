/// A table of finite numbers: one sample a row, one variable a column.
///
/// ```swift
/// let table = try DataTable(contentsOf: "digits.csv")
/// let covariance = try SampleCovariance(of: table)
/// ```
/// An NPY file stays on disk, mapped into memory, and is converted block by block; a CSV file is
/// parsed when it is opened.
public struct DataTable: Sendable {
  /// Where the table came from, for messages.
  public let path: String
  /// `P`, the number of samples, at least 1.
  public let rows: Int
  /// `N`, the number of variables, at least 1.
  public let columns: Int
  /// The header of a CSV file, if it has one.
  public let columnNames: [String]?
  /// What the first line of a CSV file seems to be, should it be doubtful.
  let headerRemark: TableRemark?
  /// What the file or the matrix held is read with rows and columns exchanged.
  let isTransposed: Bool
  let content: Content

  enum Content: Sendable {
    /// Row after row, of the table that is not transposed.
    case values([Double])
    case array(NPYArray)
  }

  /// Opens an NPY array or a CSV file; which of the two, the content decides, not the name.
  ///
  /// - NPY versions 1 to 3: two-dimensional arrays of `f4`, `f8`, `b1`, or integers of 1 to 8 bytes,
  ///   either byte order, C or Fortran order. Whether all values are finite is checked when they
  ///   are read.
  /// - CSV: comma, semicolon or tab; a first line without any number is a header, and so is one that
  ///   numbers the columns. What is doubtful ``remarks()`` tells.
  /// - Either of them may be compressed by gzip; then it is unpacked in memory.
  /// - Parameters:
  ///   - path: The file, or `-` for standard input.
  ///   - limit: The most bytes that a compressed file may become; what fits into half of the memory
  ///     unless given, and no more than one would believe of a table.
  /// - Throws: `DataFileError`.
  /// - Complexity: O(1) for NPY, O(bytes) for CSV.
  public init(
    contentsOf path: String, unpackingAtMost limit: Int? = nil
  ) throws(DataFileError) {
    do throws(DataFileError.Problem) {
      let file = try FileBytes.contents(of: path, unpackingAtMost: limit)
      if NPYHeader.isPresent(in: file.bytes) {
        self.init(try NPYArray(file), path: path)
      } else {
        let text = try withExtendedLifetime(file) { file throws(DataFileError.Problem) in
          try CSVContent(parsing: file.bytes)
        }
        self.init(
          path: path, rows: text.values.count / text.columns, columns: text.columns,
          columnNames: text.columnNames, content: .values(text.values),
          headerRemark: text.headerRemark)
      }
    } catch { throw DataFileError(path: path, problem: error) }
  }

  /// Numbers in memory as a table.
  ///
  /// - Parameters:
  ///   - values: Row after row.
  ///   - columns: Their number, of which there are whole rows.
  ///   - path: What messages call the table.
  /// - Throws: `DataFileError.Problem.empty` for no numbers, `.notFinite` with the first offending
  ///   element; both name `path`.
  public init(_ values: [Double], columns: Int, named path: String) throws(DataFileError) {
    guard !values.isEmpty else { throw DataFileError(path: path, problem: .empty) }
    precondition(values.count % columns == 0, "\(values.count) values in \(columns) columns")
    self.init(
      path: path, rows: values.count / columns, columns: columns, columnNames: nil,
      content: .values(values))
    try values.withUnsafeBufferPointer { values throws(DataFileError) in
      try checkFinite(values, firstRow: 0)
    }
  }

  /// An array, which messages call by its path.
  init(_ array: NPYArray, path: String) {
    self.init(
      path: path, rows: array.rows, columns: array.columns, columnNames: nil,
      content: .array(array))
  }

  private init(
    path: String, rows: Int, columns: Int, columnNames: [String]?, content: Content,
    headerRemark: TableRemark? = nil, isTransposed: Bool = false
  ) {
    self.path = path
    self.rows = rows
    self.columns = columns
    self.columnNames = columnNames
    self.content = content
    self.headerRemark = headerRemark
    self.isTransposed = isTransposed
  }

  /// The same numbers with variables as rows and samples as columns.
  ///
  /// Errors name row and column of the file all the same. Nothing is copied until rows are read.
  package var transposed: DataTable {
    let content: Content =
      switch content {
      case .values: self.content
      case .array(let array): .array(array.transposed)
      }
    return DataTable(
      path: path, rows: columns, columns: rows, columnNames: nil, content: content,
      isTransposed: !isTransposed)
  }
}
