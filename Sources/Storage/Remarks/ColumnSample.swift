/// The values of a table, or of some of its rows, column after column: enough to judge what columns hold.
struct ColumnSample {
  /// Elements up to which the whole table is the sample.
  static let limit = 1 << 20

  let rows: Int
  let columns: Int
  /// Whether these are all rows of the table.
  let isWhole: Bool
  private let values: [Double]
  let summaries: [Summary]

  /// What one pass over a column tells.
  struct Summary {
    /// How many cells are not missing.
    var count = 0
    var minimum = Double.infinity
    var maximum = -Double.infinity
    /// Whether all values are whole numbers.
    var isWhole = true
  }

  /// Takes all rows, or a few consecutive ones from places all over the table.
  init(_ table: any NumberView) {
    columns = table.columns
    let wanted = max(1, Self.limit / columns)
    isWhole = table.rows <= wanted
    let count = min(table.rows, wanted)
    // Pieces, since rows of a file that lie together are read at once.
    let pieces = isWhole ? 1 : min(16, count)
    let length = count / pieces
    rows = length * pieces
    let (total, sampled, columns) = (table.rows, rows, columns)
    values = [Double](unsafeUninitializedCapacity: sampled * columns) { buffer, initialized in
      initialized = sampled * columns
      guard let start = buffer.baseAddress else { return }
      for piece in 0..<pieces {
        let first = pieces == 1 ? 0 : (total - length) / (pieces - 1) * piece
        table.copy(
          first..<(first + length), 0..<columns,
          to: BlockTarget(start: start + piece * length, rowStep: 1, columnStep: sampled))
      }
    }
    table.releasePages()
    summaries = values.withUnsafeBufferPointer { values in
      (0..<columns).map { Summary(of: values[($0 * sampled)..<(($0 + 1) * sampled)]) }
    }
  }

  /// The values of a column that are not missing.
  func column(_ index: Int) -> [Double] {
    values[(index * rows)..<((index + 1) * rows)].filter(\.isFinite)
  }

  /// The columns that hold each of 0 … n − 1, or of 1 … n, once, in any order, and the first number.
  ///
  /// Nothing is said of fewer than 20 rows, which may do so by chance.
  var permutations: [(column: Int, first: Int)] {
    guard isWhole, rows >= 20 else { return [] }
    return summaries.indices.compactMap { index in
      let summary = summaries[index]
      guard summary.isWhole, summary.count == rows, [0, 1].contains(summary.minimum),
        summary.maximum == summary.minimum + Double(rows - 1)
      else { return nil }
      var isSeen = [Bool](repeating: false, count: rows)
      for value in column(index) { isSeen[Int(value - summary.minimum)] = true }
      return isSeen.contains(false) ? nil : (index, Int(summary.minimum))
    }
  }

  /// The columns of few whole numbers, each of them many times, in a table of which most other columns hold
  /// fractions.
  var labelColumns: [Int] {
    let continuous = summaries.count { !$0.isWhole }
    guard 2 * continuous >= columns - 1, continuous > 0 else { return [] }
    return summaries.indices.filter { index in
      let summary = summaries[index]
      guard summary.isWhole, summary.minimum < summary.maximum else { return false }
      let most = min(20, summary.count / 5)
      guard summary.maximum - summary.minimum < 1000, most >= 2 else { return false }
      return Set(column(index)).count <= most
    }
  }

  /// Whether the table consists of two columns of whole numbers that are not negative.
  func holdsPairs(rows: Int) -> Bool {
    columns == 2 && rows >= 5
      && summaries.allSatisfy { $0.isWhole && $0.minimum >= 0 && $0.maximum > $0.minimum }
  }

  /// The largest value of a table of which all values, divided by a scale, lie in [0, 1].
  func maximumOfShares(scale: Double) -> Double? {
    let maximum = (summaries.map(\.maximum).max() ?? 0) / scale
    let isShare = summaries.allSatisfy { $0.count == 0 || $0.minimum / scale >= 0 }
    return isShare && maximum > 0 && maximum <= 1 ? maximum : nil
  }

  /// The largest value of a table that holds bytes above 1: declared as such, or whole numbers from 0 up
  /// to exactly 255 in most columns.
  func maximumOfBytes(declared: Bool) -> Double? {
    let maximum = summaries.map(\.maximum).max() ?? 0
    if declared { return maximum > 1 ? maximum : nil }
    guard maximum == 255, summaries.allSatisfy({ $0.isWhole && $0.minimum >= 0 }) else {
      return nil
    }
    let full = summaries.count { $0.maximum > 127 }
    return 4 * full >= columns ? maximum : nil
  }
}

extension ColumnSample.Summary {
  fileprivate init(of values: Slice<UnsafeBufferPointer<Double>>) {
    // Adding it and taking it away again rounds what is below 2⁵¹ to whole numbers.
    let rounding = 0x1.8p52
    for value in values where value.isFinite {
      count += 1
      minimum = min(minimum, value)
      maximum = max(maximum, value)
      if (value + rounding) - rounding != value { isWhole = isWhole && abs(value) >= 0x1p51 }
    }
  }
}
