import NumericKit
import Storage

extension DataTable {
  /// The rows of a matrix as a table.
  ///
  /// - Throws: `DataFileError.Problem.empty` for a matrix without elements, `.notFinite` with the
  ///   first offending element; both name `path`.
  public init(_ matrix: Matrix, named path: String = "matrix") throws(DataFileError) {
    try self.init(matrix.elements, columns: matrix.columns, named: path)
  }
}
