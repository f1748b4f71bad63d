import NumericKit
import Storage

/// The products of all pairs of samples of a table with fewer rows than columns: a smaller matrix with
/// the eigenvalues of the covariance, but for zeros, (gram).
struct SampleGram: RowSum {
  private var gram: GramAccumulator
  private var variances: [Double] = []
  private(set) var constantColumns: [Int] = []
  private var centred: [Double] = []

  private init(samples: Int) { gram = GramAccumulator(columns: samples) }

  /// Reads the table once, some columns at a time, each of which is centred before it is multiplied.
  ///
  /// - Complexity: O(P² N) time; O(P²) memory beside the table, whatever `N`.
  init(of table: DataTable) throws {
    try SampleCovariance.checkSize(of: table, order: table.rows)
    // At least a page of each row of the file.
    let rows = max(512, Self.rowsPerBlock(columns: table.rows))
    self = try BLASThreads.withOne {
      try SampleGram(samples: table.rows).summed(over: table.transposed, rowsPerBlock: rows)
    }
    try SampleCovariance.check(variances, constantColumns: constantColumns, path: table.path)
  }

  /// `Σ_j (x_aj − mean_j)(x_bj − mean_j) / P`, `P × P`, exactly symmetric, in squared units of the data.
  var matrix: Matrix { (1 / Double(gram.columns)) * gram.matrix }

  mutating func add(_ block: DataTable.Block, threads: Int) {
    let samples = gram.columns
    if centred.count < block.values.count {
      centred = Array(repeating: 0, count: block.values.count)
    }
    centred.withUnsafeMutableBufferPointer { centred in
      for start in stride(from: 0, to: block.values.count, by: samples) {
        let row = start..<(start + samples)
        let squares = Self.centre(
          UnsafeBufferPointer(rebasing: block.values[row]),
          into: UnsafeMutableBufferPointer(rebasing: centred[row]))
        if let squares {
          variances.append(squares / Double(samples))
        } else {
          variances.append(0)
          constantColumns.append(block.firstRow + start / samples)
        }
      }
    }
    centred.withUnsafeBufferPointer {
      gram.add(UnsafeBufferPointer(rebasing: $0[..<block.values.count]), threads: threads)
    }
  }

  mutating func add(_ other: SampleGram) {
    gram.add(other.gram)
    variances += other.variances
    constantColumns += other.constantColumns
  }

  /// Subtracts the mean from the values of one variable.
  ///
  /// Relative to the first value, so that a large mean costs no digits and values that are all equal
  /// become exactly 0.
  /// - Returns: The sum of squares; `nil` if all values are equal.
  private static func centre(
    _ values: UnsafeBufferPointer<Double>, into target: UnsafeMutableBufferPointer<Double>
  ) -> Double? {
    let first = values[0]
    var (sum, varies) = (0.0, false)
    for i in values.indices {
      target[i] = values[i] - first
      sum += target[i]
      varies = varies || target[i] != 0
    }
    guard varies else { return nil }
    let mean = sum / Double(values.count)
    var squares = 0.0
    for i in target.indices {
      target[i] -= mean
      squares += target[i] * target[i]
    }
    return squares
  }
}
