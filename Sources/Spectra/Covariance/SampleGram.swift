import NumericKit
import Storage

/// The products of all pairs of samples of a table with fewer rows than columns: a smaller matrix with
/// the eigenvalues of the covariance, but for zeros, (gram).
struct SampleGram: Sendable {
  /// `Σ_j (x_aj − mean_j)(x_bj − mean_j) / P`, `P × P`, exactly symmetric, in squared units of the data.
  let matrix: Matrix
  /// The columns, counted from 0, in which all values are equal.
  let constantColumns: [Int]

  /// Reads the table once, some columns at a time, each of which is centred before it is multiplied.
  ///
  /// - Parameter table: `P` rows, at least 2 and at most `SampleCovariance.columnLimit`.
  /// - Throws: `DataFileError` as `SampleCovariance`, which has the limits, or `RunCancelled`.
  /// - Complexity: O(P² N) time; O(P²) memory beside the table, whatever `N`.
  init(of table: DataTable) throws {
    try SampleCovariance.checkSize(of: table)
    let moments = try BLASThreads.withOne { try CentredProducts.sum(of: table.transposed) }
    matrix = (1 / Double(table.rows)) * moments.gram.matrix
    constantColumns = moments.constantColumns
    try SampleCovariance.check(
      moments.variances, constantColumns: constantColumns, path: table.path)
  }
}

/// Sums of products over variables, each of which is a row here.
private struct CentredProducts: Sendable {
  var gram: GramAccumulator
  var variances: [Double] = []
  var constantColumns: [Int] = []
  private var centred: [Double] = []

  init(samples: Int) { gram = GramAccumulator(columns: samples) }

  /// The sums over all rows of a transposed table, in parts that depend on its size alone.
  static func sum(of variables: DataTable) throws -> CentredProducts {
    var total = CentredProducts(samples: variables.columns)
    for part in try sumsOfParts(of: variables, sum) { total.add(part) }
    return total
  }

  private static func sum(
    of variables: DataTable, _ part: Range<Int>, threads: Int
  ) throws -> CentredProducts {
    var products = CentredProducts(samples: variables.columns)
    // At least a page of each row of the file.
    let block = max(512, ShiftedMoments.rowsPerBlock(columns: variables.columns))
    try variables.forEachBlock(ofRows: block, in: part) {
      if !RunContext.isCancelled { products.add($0, threads: threads) }
    }
    return products
  }

  /// Adds the variables of a block.
  private mutating func add(_ block: DataTable.Block, threads: Int) {
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

  private mutating func add(_ other: CentredProducts) {
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
