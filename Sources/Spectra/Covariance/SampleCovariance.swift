import NumericKit
import Storage

/// Mean and covariance of the rows of a table, in one pass over the data.
public struct SampleCovariance: Sendable, Hashable {
  /// `P`, the number of samples, at least 2.
  public let rows: Int
  /// `N`, the number of variables.
  public var columns: Int { mean.count }
  /// The mean of each column, `Σ w x/Σ w` with weights, in the units of the data.
  public let mean: [Double]
  /// `Σ (x − mean)(x − mean)ᵀ / P`, with weights `Σ w (x − mean)(x − mean)ᵀ / Σ w`, `N × N`, exactly
  /// symmetric, in squared units of the data.
  ///
  /// The divisor is `P`, not `P − 1`: the matrix is the one whose eigenvalues a linear VAE meets
  /// when it is trained on these rows.
  public private(set) var matrix: Matrix

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
  /// Each block is centred at its own mean, so that neither a mean that is large against the spread
  /// nor first rows far from the others cost digits, (moments).
  /// - Parameters:
  ///   - table: At least 2 rows.
  ///   - weights: What each row counts, finite and `≥ 0`, at least two of them above 0; `nil` if all
  ///     count alike.
  ///   - context: How the work is carried out.
  /// - Throws: `DataFileError` for values that are not finite, `.tooFewRows` for a single row,
  ///   `.tooManyColumns` above ``columnLimit``, `.varianceTooLarge` above ``varianceLimit``,
  ///   `.varianceTooSmall` below ``varianceFloor``; `InvalidProblem` with key path `weights`;
  ///   `RunCancelled`.
  /// - Complexity: O(P N²) time; O(N²) memory, whatever `P`.
  public init(
    of table: DataTable, weights: [Double]? = nil, _ context: RunContext = .current
  ) throws {
    let sample = try DataSample(table, SpectrumOptions(weights: weights))
    self = try context.run { _ in try BLASThreads.withOne { try SampleCovariance(of: sample) } }
  }

  /// The covariance within a run, on one thread of OpenBLAS.
  init(of sample: DataSample) throws {
    try sample.checkOrder(sample.table.columns)
    var moments = try RowMoments<GramAccumulator>(of: sample)
    rows = sample.table.rows
    (mean, constantColumns) = (moments.mean, moments.constantColumns)
    matrix = moments.takeCovariance()
    try self.moments.check(in: sample.table)
  }

  /// Mean and variance of each column.
  var moments: ColumnMoments {
    ColumnMoments(mean: mean, variances: matrix.diagonal, constantColumns: constantColumns)
  }

  /// The matrix, whose memory leaves this value.
  mutating func takeMatrix() -> Matrix {
    let result = matrix
    matrix = Matrix(rows: 0, columns: 0)
    return result
  }
}

extension DataSample {
  /// Refuses a table with a matrix of this order too large for memory.
  func checkOrder(_ order: Int) throws(DataFileError) {
    guard order <= SampleCovariance.columnLimit else {
      throw DataFileError(
        path: table.path,
        problem: .tooManyColumns(found: table.columns, limit: SampleCovariance.columnLimit))
    }
  }
}
