extension DataTable {
  /// What may have been meant otherwise than it was read, and what was left out.
  ///
  /// Columns are judged by their names and by their values: by all of them in a table of up to a million
  /// elements, else by rows from all over it. Only what counts by one must do so in every row.
  /// What is said about columns is about the files, before windows are cut or numbers divided.
  /// - Complexity: O(columns) for nearly all large tables; O(rows · columns) where a column counts.
  public func remarks() throws(DataFileError) -> [TableRemark] {
    let view = assembly?.inspected ?? numbers
    let titles = assembly?.titles ?? TableFile.Titles(names: columnNames)
    let sample = ColumnSample(view)
    let isSeries = assembly?.options.window != nil
    // Rows of one series have an order: a column of numbers that grow is a variable of it like any other.
    let indices = try isSeries ? [] : indexRemarks(view, titles, sample)
    var found = (assembly?.remarks ?? []) + indices.map(\.remark)
    let known = Set(indices.map(\.column))
    let named = (0..<view.columns).filter { column in
      !known.contains(column) && titles.isSuspicious(column, among: view.columns)
    }
    if !named.isEmpty { found.append(.labelNames(named.map(titles.title))) }
    let few = sample.labelColumns.filter { !known.contains($0) && !named.contains($0) }
    if !few.isEmpty { found.append(.fewValues(few.map(titles.title))) }
    if sample.holdsPairs(rows: view.rows), indices.isEmpty, !isSeries {
      found.append(.pairsOfIdentifiers)
    }
    let holdsBytes = assembly?.files.contains { $0.holdsBytes } ?? false
    if assembly?.options.scale == nil, let maximum = sample.maximumOfBytes(declared: holdsBytes) {
      found.append(.unscaledBytes(maximum: maximum))
    }
    if let maximum = sample.maximumOfShares(scale: assembly?.options.scale ?? 1) {
      found.append(.unitInterval(maximum: maximum))
    }
    return found
      + sample.sentinels().map { sentinel in
        .sentinel(sentinel.value, sentinel.columns.map(titles.title), share: sentinel.share)
      }
  }

  /// Columns that number the rows: in order, in another order, or, as far as the header tells, below an
  /// empty name.
  private func indexRemarks(
    _ view: any NumberView, _ titles: TableFile.Titles, _ sample: ColumnSample
  ) throws(DataFileError) -> [(column: Int, remark: TableRemark)] {
    let firstRow = assembly?.firstRow ?? 0
    let counting = try countingColumns(view, from: [0, 1, firstRow, firstRow + 1])
    var found = counting.map { entry in
      (entry.column, TableRemark.indexColumn(titles.title(entry.column), first: entry.first))
    }
    let shuffled = sample.permutations.filter { entry in
      !counting.contains { $0.column == entry.column }
    }
    // Ranks number the rows too, but in all columns.
    if 2 * shuffled.count <= view.columns {
      found += shuffled.map { entry in
        (entry.column, .shuffledIndexColumn(titles.title(entry.column), first: entry.first))
      }
    }
    let unnamed = titles.names?.first.map { $0.isEmpty || $0 == "Unnamed: 0" } ?? false
    if unnamed, titles.number(0) == 0, !found.contains(where: { $0.0 == 0 }) {
      found.insert((0, .indexColumn(titles.title(0), first: nil)), at: 0)
    }
    return found.map { (column: $0.0, remark: $0.1) }
  }

  /// The columns, counted from 0, that count by one from one of some numbers, and the number they start
  /// with.
  ///
  /// Two rows are too few to tell.
  private func countingColumns(
    _ view: any NumberView, from allowed: Set<Int>
  ) throws(DataFileError) -> [(column: Int, first: Int)] {
    let (rows, columns) = (view.rows, view.columns)
    guard rows >= 3 else { return [] }
    var candidates = Array(0..<columns)
    var starts: [Double] = []
    // Most columns are ruled out by their first rows, and then no more rows are read.
    var (next, length) = (0, min(rows, 64))
    while next < rows, !candidates.isEmpty {
      try view.forEachBlock(ofRows: length, in: next..<min(next + length, rows)) { first, values in
        if first == 0 { starts = Array(values[..<columns]) }
        candidates.removeAll { column in
          (0..<(values.count / columns)).contains { row in
            values[row * columns + column] != starts[column] + Double(first + row)
          }
        }
      }
      next += length
      length = max(64, (1 << 17) / columns)
    }
    return candidates.compactMap { column in
      guard let first = Int(exactly: starts[column]), allowed.contains(first) else { return nil }
      return (column, first)
    }
  }
}

extension TableFile.Titles {
  private static let suspicious: Set<String> = [
    "label", "labels", "class", "classes", "target", "targets", "id", "ids", "index", "idx", "time",
    "timestamp",
  ]

  /// Whether a column has the name of what is no measurement; `y` is one if there is no `x`.
  fileprivate func isSuspicious(_ column: Int, among count: Int) -> Bool {
    guard let name = title(column).name?.lowercased() else { return false }
    if name == "y" { return names?.contains { $0.lowercased() == "x" } == false }
    return Self.suspicious.contains(name)
  }
}
