import NumericKit
import Storage

/// A sum over the rows of a table that is taken in parts.
protocol RowSum: Sendable {
  /// Adds rows, on at most as many threads, of which the result does not depend.
  mutating func add(_ block: DataTable.Block, threads: Int) throws
  mutating func add(_ other: Self)
}

extension RowSum {
  /// Blocks of about 1 MiB, which fit into a cache; products of matrices run at full speed from 64 rows on,
  /// what goes row by row needs one.
  static func rowsPerBlock(columns: Int, atLeast least: Int = 64) -> Int {
    max(least, (1 << 17) / columns)
  }

  /// This empty sum with all rows of a table, summed in parts and in order, on the threads of the
  /// current run.
  ///
  /// How many parts there are depends on the size of the table alone, so that adding up the results
  /// gives the same on any number of threads.
  ///
  /// - Parameters:
  ///   - table: Whose rows to add.
  ///   - rowsPerBlock: How many at a time.
  ///   - numbers: How many of them a sum holds; if they take much memory, there are fewer sums.
  /// - Returns: The sum.
  /// - Throws: What reading or adding rows throws, of the first row for which it does; `RunCancelled`.
  func summed(over table: DataTable, rowsPerBlock: Int, holding numbers: Int) throws -> Self {
    let isLarge = table.rows * table.columns >= 1 << 20
    let parts = isLarge ? min(8, table.rows, max(1, (1 << 23) / max(1, numbers))) : 1
    let context = RunContext.current
    // Parts, not OpenBLAS's own threads, share the work: its last bits depend on their number.
    let inside = parts > 1 ? 1 : context.threads
    return try context.map(parts, "parts") { part in
      let rows = (table.rows * part / parts)..<(table.rows * (part + 1) / parts)
      var sum = self
      try sum.add(rows, of: table, rowsPerBlock: rowsPerBlock, threads: inside)
      return sum
    }.reduce(into: self) { $0.add($1) }
  }

  private mutating func add(
    _ rows: Range<Int>, of table: DataTable, rowsPerBlock: Int, threads: Int
  ) throws {
    // What is read before the pages of a mapped file are given back.
    let stretch = (1 << 22) / (rowsPerBlock * table.columns) * rowsPerBlock + rowsPerBlock
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: stretch) {
      try RunContext.current.checkCancellation()
      var failure: (any Error)?
      try table.forEachBlock(
        ofRows: rowsPerBlock, in: first..<min(first + stretch, rows.upperBound)
      ) { block in
        guard failure == nil, !RunContext.isCancelled else { return }
        do { try add(block, threads: threads) } catch { failure = error }
      }
      if let failure { throw failure }
    }
  }
}
