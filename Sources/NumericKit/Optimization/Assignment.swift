extension Matrix {
  /// The one-to-one choice of columns for rows with the largest sum of elements.
  ///
  /// All of the shorter side is matched: `min(rows, columns)` pairs. Jonker and Volgenant's form of
  /// the Hungarian method, by shortest augmenting paths.
  ///
  /// - Returns: For each row its column, or `nil` for a row left over.
  /// - Precondition: every element is finite.
  /// - Complexity: O(min(rows, columns)² · max(rows, columns)).
  public func maximumAssignment() -> [Int?] {
    precondition(elements.allSatisfy(\.isFinite), "an assignment needs finite elements")
    guard rows <= columns else {
      var columnOfRow = [Int?](repeating: nil, count: rows)
      for (column, row) in transposed.maximumAssignment().enumerated() {
        if let row { columnOfRow[row] = column }
      }
      return columnOfRow
    }
    var solver = AssignmentSolver(minimising: -1 * self)
    for row in 0..<rows { solver.assign(row) }
    return solver.columnOfRow
  }
}

/// Shortest augmenting paths for a cost matrix with at least as many columns as rows.
private struct AssignmentSolver {
  private let cost: Matrix
  /// Dual prices: `cost[i, j] − rowPrice[i] − columnPrice[j] ≥ 0`, with equality for matched pairs.
  private var rowPrice, columnPrice: [Double]
  private var rowOfColumn: [Int?]

  init(minimising cost: Matrix) {
    self.cost = cost
    rowPrice = Array(repeating: 0, count: cost.rows)
    columnPrice = Array(repeating: 0, count: cost.columns)
    rowOfColumn = Array(repeating: nil, count: cost.columns)
  }

  var columnOfRow: [Int?] {
    var result = [Int?](repeating: nil, count: cost.rows)
    for (column, row) in rowOfColumn.enumerated() {
      if let row { result[row] = column }
    }
    return result
  }

  /// Matches one more row, moving rows matched before along the cheapest path to a free column.
  mutating func assign(_ newRow: Int) {
    var paths = ShortestPaths(columns: cost.columns)
    var row = newRow
    var last: Int?
    while true {
      for column in 0..<cost.columns where paths.isOpen[column] {
        let step = cost[row, column] - rowPrice[row] - columnPrice[column]
        paths.offer(column, from: last, length: paths.reached + step)
      }
      let nearest = paths.closeNearest()
      last = nearest
      guard let next = rowOfColumn[nearest] else { break }
      row = next
    }
    updatePrices(newRow, along: paths)
    augment(to: last, along: paths, from: newRow)
  }

  private mutating func updatePrices(_ newRow: Int, along paths: ShortestPaths) {
    rowPrice[newRow] += paths.reached
    for column in 0..<cost.columns where !paths.isOpen[column] {
      let slack = paths.reached - paths.length[column]
      columnPrice[column] -= slack
      if let row = rowOfColumn[column] { rowPrice[row] += slack }
    }
  }

  private mutating func augment(to column: Int?, along paths: ShortestPaths, from newRow: Int) {
    var column = column
    while let here = column {
      let previous = paths.previous[here]
      rowOfColumn[here] = previous.flatMap { rowOfColumn[$0] } ?? newRow
      column = previous
    }
  }
}

/// Dijkstra's bookkeeping over the columns, for the search that starts at one row.
private struct ShortestPaths {
  /// The length of the shortest path known to each column, and the column before it on that path.
  private(set) var length: [Double]
  private(set) var previous: [Int?]
  /// Whether a column's length may still shrink.
  private(set) var isOpen: [Bool]
  /// The length of the path to the column closed last.
  private(set) var reached = 0.0

  init(columns: Int) {
    length = Array(repeating: .infinity, count: columns)
    previous = Array(repeating: nil, count: columns)
    isOpen = Array(repeating: true, count: columns)
  }

  mutating func offer(_ column: Int, from last: Int?, length candidate: Double) {
    guard candidate < length[column] else { return }
    length[column] = candidate
    previous[column] = last
  }

  /// Closes the nearest open column, which must exist.
  mutating func closeNearest() -> Int {
    var nearest: Int?
    for column in isOpen.indices where isOpen[column] {
      guard let best = nearest, length[best] <= length[column] else {
        nearest = column
        continue
      }
    }
    guard let nearest else { preconditionFailure("more rows than columns") }
    isOpen[nearest] = false
    reached = length[nearest]
    return nearest
  }
}
