extension ColumnSample {
  /// A value that looks like a mark for missing cells, such as −200 or 999, and the columns that hold it.
  struct Sentinel {
    let value: Double
    let columns: [Int]
    /// Its share of the cells of the first of these columns.
    let share: Double
  }

  /// An extreme of a column that is repeated, and how far it is from the rest.
  private struct Extreme {
    let column: Int
    let value: Double
    let share: Double
    /// The distance to the next value, in units of the spread of the others: the middle half of them, or,
    /// where that is a single value, all.
    let gap: Double
  }

  /// Values that are the smallest or the largest of a column, make up more than 1 % of its cells, at least
  /// two, and are farther from all others than the middle half of the others is wide.
  ///
  /// Never 0, with which counts and pixels are full; nor a value that is next to others in another
  /// column, as the brightest of pixels are; nor where the others are fewer than three different values.
  /// What is one in a column is also named in those where the distance is at least a quarter of that.
  func sentinels() -> [Sentinel] {
    let extremes = summaries.indices.flatMap(extremes(of:))
    let found = Set(extremes.filter { $0.gap > 1 }.map(\.value))
    return found.sorted().compactMap { value in
      let all = extremes.filter { $0.value == value }
      guard !all.contains(where: { $0.gap < 0.05 }) else { return nil }
      let marked = all.filter { $0.gap > 0.25 }
      return Sentinel(value: value, columns: marked.map(\.column), share: marked[0].share)
    }
  }

  private func extremes(of index: Int) -> [Extreme] {
    let summary = summaries[index]
    guard summary.count >= 5, summary.minimum < summary.maximum else { return [] }
    return [summary.minimum, summary.maximum].compactMap { value in
      value == 0 ? nil : extreme(value, of: index)
    }
  }

  private func extreme(_ value: Double, of index: Int) -> Extreme? {
    let all = column(index)
    let repeats = all.count { $0 == value }
    guard repeats >= 2, 100 * repeats > all.count else { return nil }
    let others = all.filter { $0 != value }.sorted()
    let gap = min(abs(others[0] - value), abs(others[others.count - 1] - value))
    let half = others[others.count * 3 / 4] - others[others.count / 4]
    let spread = half > 0 ? half : others[others.count - 1] - others[0]
    let isVaried = others.contains { $0 != others[0] && $0 != others[others.count - 1] }
    guard spread > 0, isVaried else { return nil }
    return Extreme(
      column: index, value: value, share: Double(repeats) / Double(all.count), gap: gap / spread)
  }
}
