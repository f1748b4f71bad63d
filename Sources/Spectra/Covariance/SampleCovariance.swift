import NumericKit
import Storage

/// Mean and covariance of the rows of a table, in one pass over the data.
public struct SampleCovariance: Sendable, Hashable {
  /// `P`, the number of samples, at least 2.
  public let rows: Int
  /// `N`, the number of variables.
  public var columns: Int { mean.count }
  /// The mean of each column, in the units of the data.
  public let mean: [Double]
  /// `Σ (x − mean)(x − mean)ᵀ / P`, `N × N`, exactly symmetric, in squared units of the data.
  ///
  /// The divisor is `P`, not `P − 1`: the matrix is the one whose eigenvalues a linear VAE meets
  /// when it is trained on these rows.
  public let matrix: Matrix

  /// The columns, counted from 0, in which all values are equal; their variance is exactly 0.
  public let constantColumns: [Int]

  /// Columns beyond this number need more memory for the matrix than is sensible (8 GiB).
  public static let columnLimit = 32_768

  /// A column with a larger variance is refused: products of eigenvalues would overflow.
  public static let varianceLimit = 1e100

  /// Data of which no column has a variance as large as this are refused, unless all are constant:
  /// products of eigenvalues, and soon the variances themselves, would underflow.
  public static let varianceFloor = 1e-100

  /// Reads the table once, in blocks of rows.
  ///
  /// Rows are shifted by the mean of the first block before their products are added up, so a mean
  /// that is large against the spread costs no digits. A first block of `b` rows whose mean is far
  /// from that of the rest can cost at most a factor `P/b` of relative accuracy.
  /// - Parameters:
  ///   - table: At least 2 rows.
  ///   - context: How the work is carried out.
  /// - Throws: `DataFileError` for values that are not finite, `.tooFewRows` for a single row,
  ///   `.tooManyColumns` above ``columnLimit``, `.varianceTooLarge` above ``varianceLimit``,
  ///   `.varianceTooSmall` below ``varianceFloor``; `RunCancelled`.
  /// - Complexity: O(P N²) time; O(N²) memory, whatever `P`.
  public init(
    of table: DataTable, _ context: RunContext = RunContext(threads: BLASThreads.count)
  ) throws {
    try Self.checkSize(of: table, order: table.columns)
    let moments = try context.run { _ in
      try BLASThreads.withOne { try ShiftedMoments(of: table) }
    }
    rows = table.rows
    mean = moments.mean
    matrix = moments.covariance
    constantColumns = moments.constantColumns
    try Self.check(matrix.diagonal, constantColumns: constantColumns, path: table.path)
  }

  /// Refuses tables without a covariance, or with a matrix of this order too large for memory.
  static func checkSize(of table: DataTable, order: Int) throws(DataFileError) {
    guard table.rows >= 2 else {
      throw DataFileError(path: table.path, problem: .tooFewRows(found: table.rows, expected: 2))
    }
    guard order <= columnLimit else {
      throw DataFileError(
        path: table.path, problem: .tooManyColumns(found: table.columns, limit: columnLimit))
    }
  }

  /// Refuses variances that are too large or, unless no column varies, too small.
  static func check(
    _ variances: [Double], constantColumns: [Int], path: String
  ) throws(DataFileError) {
    if let column = variances.firstIndex(where: { !($0 <= varianceLimit) }) {
      throw DataFileError(path: path, problem: .varianceTooLarge(column: column + 1))
    }
    let largest = variances.max() ?? 0
    guard largest >= varianceFloor || constantColumns.count == variances.count else {
      throw DataFileError(path: path, problem: .varianceTooSmall(largest: largest))
    }
  }
}
