import Dispatch
import NumericKit

extension ShiftedMoments {
  /// The sums over all rows of a table, about the mean of its first rows.
  ///
  /// A large table is cut into parts that are summed on as many threads as OpenBLAS may use, and
  /// the parts are added up in order: the result does not depend on the number of threads.
  static func sum(of table: DataTable) throws(DataFileError) -> ShiftedMoments {
    let shift = try firstMean(of: table)
    let parts = self.parts(of: table)
    let allowed = BLASThreads.count
    let threads = min(allowed, parts.count)
    var sums: [Result<ShiftedMoments, DataFileError>?] = Array(repeating: nil, count: parts.count)
    if threads <= 1 {
      for (index, part) in parts.enumerated() { sums[index] = sum(of: table, part, about: shift) }
    } else {
      // Each thread calls OpenBLAS for itself: its own threads would only wait for the reading.
      BLASThreads.set(1)
      defer { BLASThreads.set(allowed) }
      sums.withUnsafeMutableBufferPointer { buffer in
        nonisolated(unsafe) let slots = buffer
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
          for index in stride(from: thread, to: parts.count, by: threads) {
            slots[index] = sum(of: table, parts[index], about: shift)
          }
        }
      }
    }
    var total = ShiftedMoments(shift: shift)
    for case let part? in sums { total.add(try part.get()) }
    return total
  }

  /// Consecutive ranges of rows; how many depends on the size of the table alone.
  private static func parts(of table: DataTable) -> [Range<Int>] {
    let isLarge = table.rows * table.columns >= 1 << 20
    // Sums for many columns take too much memory to have more than one of them.
    let count = isLarge && table.columns <= 1024 ? 8 : 1
    return (0..<count).map { part in
      (table.rows * part / count)..<(table.rows * (part + 1) / count)
    }
  }

  private static func sum(
    of table: DataTable, _ part: Range<Int>, about shift: [Double]
  ) -> Result<ShiftedMoments, DataFileError> {
    var moments = ShiftedMoments(shift: shift)
    do throws(DataFileError) {
      try table.forEachBlock(ofRows: rowsPerBlock(columns: table.columns), in: part) {
        moments.add($0.values)
      }
    } catch {
      return .failure(error)
    }
    return .success(moments)
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
