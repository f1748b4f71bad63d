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

  /// The whole table in memory.
  ///
  /// - Throws: `DataFileError` with row and column of the first value that is not finite.
  public func matrix() throws(DataFileError) -> Matrix {
    var elements: [Double] = []
    elements.reserveCapacity(rows * columns)
    try forEachBlock(ofRows: 1024) { elements.append(contentsOf: $0.values) }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }
}
