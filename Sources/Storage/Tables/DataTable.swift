/// A table of finite numbers: one sample a row, one variable a column.
///
/// ```swift
/// let table = try DataTable(contentsOf: "digits.csv")
/// let covariance = try SampleCovariance(of: table)
/// ```
/// Arrays stay on disk, mapped into memory, and are converted block by block; text is parsed when it is
/// opened.
public struct DataTable: Sendable {
  /// Where the table came from, for messages: the first of its files.
  public let path: String
  /// The names of the columns, if the file has some.
  public let columnNames: [String]?
  let numbers: any NumberView
  /// The files that the table was put together from; none if it is in memory.
  let assembly: TableAssembly?

  /// `P`, the number of samples, at least 1.
  public var rows: Int { numbers.rows }

  /// `N`, the number of variables, at least 1.
  public var columns: Int { numbers.columns }

  /// A column, counted from 0, as its file numbers and calls it: options of reading count likewise.
  ///
  /// - Parameter column: Its place among those that were read; of windows that in the window.
  /// - Returns: The number, counted from 1, and the name if there is one.
  public func title(ofColumn column: Int) -> ColumnTitle {
    guard let assembly, assembly.options.window == nil else {
      return ColumnTitle(column + 1, columnNames?[column])
    }
    return assembly.titles.title(column)
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
    self.init(NumberTable(values, columns: columns, isFinite: true), path: path)
    try values.withUnsafeBufferPointer { values throws(DataFileError) in
      try checkFinite(values, firstRow: 0)
    }
  }

  /// The table that files were put together to.
  init(_ assembly: TableAssembly) {
    self.init(
      assembly.numbers, path: assembly.files[0].path, columnNames: assembly.columnNames,
      assembly: assembly)
  }

  /// Numbers that messages call by their path.
  init(
    _ numbers: any NumberView, path: String, columnNames: [String]? = nil,
    assembly: TableAssembly? = nil
  ) {
    (self.numbers, self.path) = (numbers, path)
    (self.columnNames, self.assembly) = (columnNames, assembly)
  }

  /// The same numbers with variables as rows and samples as columns.
  ///
  /// Errors name row and column of the file all the same. Nothing is copied until rows are read.
  package var transposed: DataTable {
    DataTable(numbers.transposed, path: path, assembly: assembly)
  }
}
