/// Some rows and some columns of a table, in any order.
struct SelectedView: NumberView {
  private let base: any NumberView
  private let rowRuns: Runs
  private let columnRuns: Runs

  /// All rows or columns unless they are given.
  init(_ base: any NumberView, rows: Runs? = nil, columns: Runs? = nil) {
    self.base = base
    rowRuns = rows ?? Runs([0..<base.rows])
    columnRuns = columns ?? Runs([0..<base.columns])
  }

  var rows: Int { rowRuns.count }
  var columns: Int { columnRuns.count }
  var isFinite: Bool { base.isFinite }

  func copy(_ rows: Range<Int>, _ columns: Range<Int>, to target: BlockTarget) {
    rowRuns.forEach(in: rows) { row, baseRows in
      columnRuns.forEach(in: columns) { column, baseColumns in
        base.copy(baseRows, baseColumns, to: target.moved(rows: row, columns: column))
      }
    }
  }

  func origin(row: Int, column: Int) -> NumberOrigin {
    base.origin(row: rowRuns[row], column: columnRuns[column])
  }

  func withRows(
    _ range: Range<Int>, scratch: inout [Double],
    _ body: (UnsafeBufferPointer<Double>) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    // Rows that lie together need not be copied.
    if columnRuns.isWhole(base.columns), let together = rowRuns.single(in: range) {
      try base.withRows(together, scratch: &scratch, body)
    } else {
      try withCopiedRows(range, scratch: &scratch, body)
    }
  }

  func releasePages() { base.releasePages() }
}

/// A list of whole numbers that are the indices of something else, as runs of consecutive ones.
struct Runs: Sendable {
  /// How many numbers there are.
  let count: Int
  private var ranges: [Range<Int>] = []
  /// The position of the first number of each run.
  private var starts: [Int] = []

  init(_ ranges: some Sequence<Range<Int>>) {
    var count = 0
    for range in ranges where !range.isEmpty {
      if let last = self.ranges.last, last.upperBound == range.lowerBound {
        self.ranges[self.ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        self.ranges.append(range)
        starts.append(count)
      }
      count += range.count
    }
    self.count = count
  }

  init(_ numbers: some Sequence<Int>) {
    self.init(numbers.lazy.map { $0..<($0 + 1) })
  }

  subscript(position: Int) -> Int {
    let run = run(of: position)
    return ranges[run].lowerBound + position - starts[run]
  }

  /// The numbers at some positions, run by run, each with how far it is from the first position.
  func forEach(in positions: Range<Int>, _ body: (_ offset: Int, _ numbers: Range<Int>) -> Void) {
    guard !positions.isEmpty else { return }
    var run = run(of: positions.lowerBound)
    var position = positions.lowerBound
    while position < positions.upperBound {
      let first = ranges[run].lowerBound + position - starts[run]
      let length = min(ranges[run].upperBound - first, positions.upperBound - position)
      body(position - positions.lowerBound, first..<(first + length))
      position += length
      run += 1
    }
  }

  /// The numbers at some positions, if they are consecutive.
  func single(in positions: Range<Int>) -> Range<Int>? {
    guard let last = positions.last else { return nil }
    let run = run(of: positions.lowerBound)
    guard last - starts[run] < ranges[run].count else { return nil }
    let first = ranges[run].lowerBound + positions.lowerBound - starts[run]
    return first..<(first + positions.count)
  }

  /// Whether these are all numbers below `count`, in order.
  func isWhole(_ count: Int) -> Bool { ranges == [0..<count] }

  /// The run that a position lies in, by bisection.
  private func run(of position: Int) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= position { low = middle } else { high = middle }
    }
    return low
  }
}
