import NumericKit

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

  /// Columns beyond this number need more memory for the matrix than is sensible (8 GiB).
  public static let columnLimit = 32_768

  /// Reads the table once, in blocks of rows.
  ///
  /// Rows are shifted by the mean of the first block before their products are added up, so a mean
  /// that is large against the spread costs no digits. A first block of `b` rows whose mean is far
  /// from that of the rest can cost at most a factor `P/b` of relative accuracy.
  /// - Throws: `DataFileError` for values that are not finite, `.tooFewRows` for a single row,
  ///   `.tooManyColumns` above ``columnLimit``, `.varianceOverflow` when a square overflows.
  /// - Complexity: O(P N²) time; O(N²) memory, whatever `P`.
  public init(of table: DataTable) throws(DataFileError) {
    guard table.rows >= 2 else {
      throw DataFileError(
        path: table.path, problem: .tooFewRows(found: table.rows, expected: 2))
    }
    guard table.columns <= Self.columnLimit else {
      throw DataFileError(
        path: table.path,
        problem: .tooManyColumns(found: table.columns, limit: Self.columnLimit))
    }
    var moments = ShiftedMoments(columns: table.columns)
    try table.forEachBlock(ofRows: ShiftedMoments.rowsPerBlock(columns: table.columns)) {
      moments.add($0.values)
    }
    rows = table.rows
    mean = moments.mean
    matrix = moments.covariance
    if let column = matrix.diagonal.firstIndex(where: { !$0.isFinite }) {
      throw DataFileError(path: table.path, problem: .varianceOverflow(column: column + 1))
    }
  }

  /// The columns, counted from 0, in which all values are equal; their variance is exactly 0.
  public var constantColumns: [Int] {
    matrix.diagonal.indices.filter { matrix[$0, $0] == 0 }
  }
}

/// Sums of `x − shift` and of its products.
private struct ShiftedMoments {
  private let columns: Int
  private var rows = 0
  private var shift: [Double]
  private var sum: [Double]
  private var gram: GramAccumulator
  private var shifted: [Double] = []

  init(columns: Int) {
    self.columns = columns
    shift = Array(repeating: 0, count: columns)
    sum = shift
    gram = GramAccumulator(columns: columns)
  }

  /// Blocks of about 1 MiB: long enough for `dsyrk` to run at full speed, short enough for a cache.
  static func rowsPerBlock(columns: Int) -> Int { max(64, (1 << 17) / columns) }

  /// Adds the rows of a row-major block; the first one fixes the shift.
  mutating func add(_ values: UnsafeBufferPointer<Double>) {
    if rows == 0 { shift = Self.stableMean(values, columns: columns) }
    if shifted.count < values.count { shifted = Array(repeating: 0, count: values.count) }
    rows += values.count / columns
    Self.subtract(shift, from: values, into: &shifted, sum: &sum)
    shifted.withUnsafeBufferPointer {
      gram.add(UnsafeBufferPointer(rebasing: $0[..<values.count]))
    }
  }

  private static func subtract(
    _ shift: [Double], from values: UnsafeBufferPointer<Double>, into target: inout [Double],
    sum: inout [Double]
  ) {
    let columns = shift.count
    target.withUnsafeMutableBufferPointer { target in
      sum.withUnsafeMutableBufferPointer { sum in
        for start in stride(from: 0, to: values.count, by: columns) {
          for j in 0..<columns {
            let difference = values[start + j] - shift[j]
            target[start + j] = difference
            sum[j] += difference
          }
        }
      }
    }
  }

  /// The mean relative to the first row: exactly that row's value where a column is constant, so
  /// that constant columns get a variance of exactly 0.
  private static func stableMean(
    _ values: UnsafeBufferPointer<Double>, columns: Int
  ) -> [Double] {
    var offsets = [Double](repeating: 0, count: columns)
    for start in stride(from: 0, to: values.count, by: columns) {
      for j in 0..<columns { offsets[j] += values[start + j] - values[j] }
    }
    let count = Double(values.count / columns)
    return offsets.indices.map { values[$0] + offsets[$0] / count }
  }

  /// The mean of all rows so far.
  var mean: [Double] { zip(shift, sum).map { $0 + $1 / Double(rows) } }

  /// The covariance of all rows so far, divided by their number.
  var covariance: Matrix {
    let offset = sum.map { $0 / Double(rows) }
    var result = gram.matrix
    for i in 0..<columns {
      for j in 0..<columns {
        result[i, j] = result[i, j] / Double(rows) - offset[i] * offset[j]
      }
    }
    return result
  }
}
