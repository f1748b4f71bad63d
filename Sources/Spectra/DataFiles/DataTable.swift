import NumericKit

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
  let storage: Storage

  enum Storage: Sendable {
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
  /// - Throws: `DataFileError`; ``DataFileError/concernsOpening`` tells a file that cannot be opened
  ///   from one that cannot be used.
  /// - Complexity: O(1) for NPY, O(bytes) for CSV.
  public init(contentsOf path: String) throws(DataFileError) {
    let file = try FileBytes(contentsOf: path)
    if NPYHeader.isPresent(in: file.bytes) {
      let array = try NPYArray(file, path: path)
      self.init(
        path: path, rows: array.rows, columns: array.columns, columnNames: nil,
        storage: .array(array))
    } else {
      let content = try withExtendedLifetime(file) { file throws(DataFileError) in
        try CSVContent(parsing: file.bytes, path: path)
      }
      self.init(
        path: path, rows: content.values.count / content.columns, columns: content.columns,
        columnNames: content.columnNames, storage: .values(content.values),
        headerRemark: content.headerRemark)
    }
  }

  /// The rows of a matrix as a table.
  ///
  /// - Throws: `DataFileError.Problem.empty` for a matrix without elements, `.notFinite` with the
  ///   first offending element; both name `path`.
  public init(_ matrix: Matrix, named path: String = "matrix") throws(DataFileError) {
    guard !matrix.elements.isEmpty else { throw DataFileError(path: path, problem: .empty) }
    self.init(
      path: path, rows: matrix.rows, columns: matrix.columns, columnNames: nil,
      storage: .values(matrix.elements))
    try matrix.elements.withUnsafeBufferPointer { values throws(DataFileError) in
      try checkFinite(values, firstRow: 0)
    }
  }

  private init(
    path: String, rows: Int, columns: Int, columnNames: [String]?, storage: Storage,
    headerRemark: TableRemark? = nil, isTransposed: Bool = false
  ) {
    self.path = path
    self.rows = rows
    self.columns = columns
    self.columnNames = columnNames
    self.storage = storage
    self.headerRemark = headerRemark
    self.isTransposed = isTransposed
  }

  /// The same numbers with variables as rows and samples as columns.
  ///
  /// Errors name row and column of the file all the same. Nothing is copied until rows are read.
  package var transposed: DataTable {
    let storage: Storage =
      switch storage {
      case .values: self.storage
      case .array(let array): .array(array.transposed)
      }
    return DataTable(
      path: path, rows: columns, columns: rows, columnNames: nil, storage: storage,
      isTransposed: !isTransposed)
  }
}
