import NumericKit
import Storage

protocol RowSum: Sendable {
  /// Adds rows, on at most as many threads, of which the result does not depend.
  mutating func add(_ block: DataTable.Block, threads: Int)
  mutating func add(_ other: Self)
}

extension RowSum {
  /// Blocks of about 1 MiB: long enough for `dsyrk` to run at full speed, short enough for a cache.
  static func rowsPerBlock(columns: Int) -> Int { max(64, (1 << 17) / columns) }

  /// This empty sum with all rows of a table, summed in parts and in order, on the threads of the
  /// current run.
  ///
  /// How many parts there are depends on the size of the table alone, so that adding up the results
  /// gives the same on any number of threads.
  func summed(over table: DataTable, rowsPerBlock: Int) throws -> Self {
    let isLarge = table.rows * table.columns >= 1 << 20
    // Sums for many columns take too much memory to have more than one of them.
    let parts = isLarge && table.columns <= 1024 ? min(8, table.rows) : 1
    let context = RunContext.current
    // Parts, not OpenBLAS's own threads, share the work: its last bits depend on their number.
    let inside = parts > 1 ? 1 : context.threads
    return try context.map(parts, "parts") { part in
      let rows = (table.rows * part / parts)..<(table.rows * (part + 1) / parts)
      var sum = self
      try table.forEachBlock(ofRows: rowsPerBlock, in: rows) {
        if !RunContext.isCancelled { sum.add($0, threads: inside) }
      }
      return sum
    }.reduce(into: self) { $0.add($1) }
  }
}
