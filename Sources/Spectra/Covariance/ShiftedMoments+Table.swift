import NumericKit
import Storage

extension ShiftedMoments {
  /// The sums over all rows of a table, about the mean of its first rows.
  ///
  /// - Parameter table: The rows.
  /// - Returns: The sums, from which mean and covariance follow.
  /// - Throws: `DataFileError` for a value that is not finite, or `RunCancelled`.
  static func sum(of table: DataTable) throws -> ShiftedMoments {
    let shift = try firstMean(of: table)
    var total = ShiftedMoments(shift: shift)
    let sums = try sumsOfParts(of: table) { table, part, threads in
      var moments = ShiftedMoments(shift: shift)
      try table.forEachBlock(ofRows: rowsPerBlock(columns: table.columns), in: part) {
        if !RunContext.isCancelled { moments.add($0.values, threads: threads) }
      }
      return moments
    }
    for part in sums { total.add(part) }
    return total
  }

  private static func firstMean(of table: DataTable) throws(DataFileError) -> [Double] {
    var mean: [Double] = []
    let first = 0..<min(table.rows, rowsPerBlock(columns: table.columns))
    try table.forEachBlock(ofRows: first.count, in: first) {
      mean = stableMean($0.values, columns: table.columns)
    }
    return mean
  }
}
