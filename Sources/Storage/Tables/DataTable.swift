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
  /// The header of a CSV file, if it has one.
  public let columnNames: [String]?
  /// What the first line of a CSV file seems to be, should it be doubtful.
  let headerRemark: TableRemark?
  /// Whether what was read has rows and columns exchanged.
  let isTransposed: Bool
  let numbers: NumberTable
  /// Whether all numbers are known to be finite.
  let isFinite: Bool

  /// `P`, the number of samples, at least 1.
  public var rows: Int { numbers.rows }

  /// `N`, the number of variables, at least 1.
  public var columns: Int { numbers.columns }

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
      if file.bytes.starts(with: NPYHeader.magic) {
        self.init(try NumberTable(file), path: path)
      } else {
        let text = try withExtendedLifetime(file) { file throws(DataFileError.Problem) in
          try CSVContent(parsing: file.bytes)
        }
        self.init(
          NumberTable(text.values, columns: text.layout.columns), path: path, isFinite: true,
          columnNames: text.layout.columnNames, headerRemark: text.layout.remark)
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
    self.init(NumberTable(values, columns: columns), path: path, isFinite: true)
    try values.withUnsafeBufferPointer { values throws(DataFileError) in
      try checkFinite(values, firstRow: 0)
    }
  }

  /// Numbers that messages call by their path.
  init(
    _ numbers: NumberTable, path: String, isFinite: Bool = false, columnNames: [String]? = nil,
    headerRemark: TableRemark? = nil, isTransposed: Bool = false
  ) {
    (self.numbers, self.path, self.isFinite) = (numbers, path, isFinite)
    (self.columnNames, self.headerRemark) = (columnNames, headerRemark)
    self.isTransposed = isTransposed
  }

  /// The same numbers with variables as rows and samples as columns.
  ///
  /// Errors name row and column of the file all the same. Nothing is copied until rows are read.
  package var transposed: DataTable {
    DataTable(
      numbers.transposed, path: path, isFinite: isFinite, isTransposed: !isTransposed)
  }
}
