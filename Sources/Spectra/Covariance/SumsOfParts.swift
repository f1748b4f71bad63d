import Dispatch
import Storage

/// The sums over consecutive parts of the rows of a table, in order.
///
/// How many parts there are depends on the size of the table alone, so that adding up the results
/// gives the same on any number of threads.
/// - Parameters:
///   - table: What is summed over.
///   - threads: How many may work, at least 1.
///   - sum: The sum over a range of rows, on as many threads as it is told.
/// - Returns: One sum for each part.
/// - Throws: The error of the first part that has one.
func sumsOfParts<Sum: Sendable>(
  of table: DataTable, threads: Int,
  _ sum: @Sendable (DataTable, Range<Int>, _ threads: Int) throws(DataFileError) -> Sum
) throws(DataFileError) -> [Sum] {
  let parts = parts(of: table)
  let workers = min(threads, parts.count)
  var sums: [Result<Sum, DataFileError>?] = Array(repeating: nil, count: parts.count)
  // Parts, not OpenBLAS's own threads, share the work: its last bits depend on their number.
  let inside = parts.count > 1 ? 1 : threads
  sums.withUnsafeMutableBufferPointer { buffer in
    nonisolated(unsafe) let slots = buffer
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for index in stride(from: worker, to: parts.count, by: workers) {
        slots[index] = Result { () throws(DataFileError) in
          try sum(table, parts[index], inside)
        }
      }
    }
  }
  var results: [Sum] = []
  for case let result? in sums { results.append(try result.get()) }
  return results
}

/// Consecutive ranges of rows.
private func parts(of table: DataTable) -> [Range<Int>] {
  let isLarge = table.rows * table.columns >= 1 << 20
  // Sums for many columns take too much memory to have more than one of them.
  let count = isLarge && table.columns <= 1024 ? min(8, table.rows) : 1
  return (0..<count).map { part in
    (table.rows * part / count)..<(table.rows * (part + 1) / count)
  }
}
