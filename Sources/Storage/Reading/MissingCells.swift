/// Which cells of a table are missing: those that are not a number.
struct MissingCells {
  private(set) var count = 0
  /// The rows without any, counted from 0.
  private(set) var wholeRows: Runs
  private var sums: [Double]
  private var counts: [Int]

  /// Goes through the table once, unless all of its numbers are known to be finite.
  ///
  /// - Complexity: O(elements) time, O(columns + rows with missing cells) memory.
  init(_ table: any NumberView) {
    let columns = table.columns
    (sums, counts) = (Array(repeating: 0, count: columns), Array(repeating: 0, count: columns))
    guard !table.isFinite else {
      wholeRows = Runs([0..<table.rows])
      return
    }
    var runs: [Range<Int>] = []
    var start = 0
    var count = 0
    var (sums, counts) = (sums, counts)
    try? table.forEachBlock(ofRows: max(64, (1 << 17) / columns)) { first, values in
      for row in 0..<(values.count / columns) {
        let cells = UnsafeBufferPointer(rebasing: values[(row * columns)..<((row + 1) * columns)])
        let missing = Self.add(cells, to: &sums, &counts)
        guard missing > 0 else { continue }
        count += missing
        runs.append(start..<(first + row))
        start = first + row + 1
      }
    }
    (self.sums, self.counts, self.count) = (sums, counts, count)
    wholeRows = Runs(runs + [start..<table.rows])
  }

  /// Adds the finite numbers of a row to the sums of their columns; how many cells are missing.
  private static func add(
    _ cells: UnsafeBufferPointer<Double>, to sums: inout [Double], _ counts: inout [Int]
  ) -> Int {
    var missing = 0
    for column in cells.indices {
      if cells[column].isFinite {
        sums[column] += cells[column]
        counts[column] += 1
      } else if cells[column].isNaN {
        missing += 1
      }
    }
    return missing
  }

  /// The mean of each column over the cells that are there.
  ///
  /// - Throws: `DataFileError` for a column without any.
  func means(of titles: TableFile.Titles, path: String) throws(DataFileError) -> [Double] {
    if let empty = counts.firstIndex(of: 0) {
      let title = titles.title(empty)
      throw DataFileError(
        path: path,
        problem: .unsuited(
          reason: "column \(title.shown) holds no number, so it has no mean",
          remedy: "leave that column out"))
    }
    return zip(sums, counts).map { $0 / Double($1) }
  }
}
