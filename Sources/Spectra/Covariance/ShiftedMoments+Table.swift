import NumericKit
import Storage

extension ShiftedMoments {
  /// The sums over all rows of a table, about the mean of its first rows.
  ///
  /// - Parameters:
  ///   - table: The rows.
  ///   - threads: How many may work; the result does not depend on it.
  /// - Returns: The sums, from which mean and covariance follow.
  /// - Throws: `DataFileError` for a value that is not finite.
  static func sum(of table: DataTable, threads: Int) throws(DataFileError) -> ShiftedMoments {
    let shift = try firstMean(of: table)
    var total = ShiftedMoments(shift: shift)
    let sums = try sumsOfParts(of: table, threads: threads) {
      (table, part, threads) throws(DataFileError) in
      var moments = ShiftedMoments(shift: shift)
      try table.forEachBlock(ofRows: rowsPerBlock(columns: table.columns), in: part) {
        moments.add($0.values, threads: threads)
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
