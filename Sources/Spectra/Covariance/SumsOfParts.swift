import NumericKit
import Storage

/// The sums over consecutive parts of the rows of a table, in order, on the threads of the current run.
///
/// How many parts there are depends on the size of the table alone, so that adding up the results
/// gives the same on any number of threads.
/// - Parameters:
///   - table: What is summed over.
///   - sum: The sum over a range of rows, on as many threads as it is told.
/// - Returns: One sum for each part.
/// - Throws: The error of the first part that has one, or `RunCancelled`.
func sumsOfParts<Sum: Sendable>(
  of table: DataTable,
  _ sum: @Sendable (DataTable, Range<Int>, _ threads: Int) throws -> Sum
) throws -> [Sum] {
  let (parts, context) = (parts(of: table), RunContext.current)
  // Parts, not OpenBLAS's own threads, share the work: its last bits depend on their number.
  let inside = parts.count > 1 ? 1 : context.threads
  return try context.map(parts.count, "parts") { try sum(table, parts[$0], inside) }
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
