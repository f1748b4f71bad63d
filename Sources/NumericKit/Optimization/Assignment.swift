extension Matrix {
  /// The one-to-one choice of columns for rows with the largest sum of elements.
  ///
  /// All of the shorter side is matched: `min(rows, columns)` pairs. Jonker and Volgenant's form of
  /// the Hungarian method, by shortest augmenting paths.
  ///
  /// - Returns: For each row its column, or `nil` for a row left over.
  /// - Precondition: every element is finite.
  /// - Complexity: O(min(rows, columns)² · max(rows, columns)).
  package func maximumAssignment() -> [Int?] {
    precondition(elements.allSatisfy(\.isFinite), "an assignment needs finite elements")
    guard rows <= columns else {
      return inverted(transposed.maximumAssignment(), count: rows)
    }
    var solver = AssignmentSolver(cost: -1 * self)
    for row in 0..<rows { solver.assign(row) }
    return inverted(solver.rowOfColumn, count: rows)
  }
}

/// For each partner the place at which it stands.
private func inverted(_ partners: [Int?], count: Int) -> [Int?] {
  var places = [Int?](repeating: nil, count: count)
  for (place, partner) in partners.enumerated() {
    if let partner { places[partner] = place }
  }
  return places
}

/// Shortest augmenting paths for a cost matrix with at least as many columns as rows.
private struct AssignmentSolver {
  private let cost: Matrix
  /// Dual prices: `cost[i, j] − rowPrice[i] − columnPrice[j] ≥ 0`, with equality for matched pairs.
  private var rowPrice, columnPrice: [Double]
  private(set) var rowOfColumn: [Int?]

  init(cost: Matrix) {
    self.cost = cost
    rowPrice = Array(repeating: 0, count: cost.rows)
    columnPrice = Array(repeating: 0, count: cost.columns)
    rowOfColumn = Array(repeating: nil, count: cost.columns)
  }

  /// Matches one more row, moving rows matched before along the cheapest path to a free column, which
  /// Dijkstra's method finds.
  mutating func assign(_ newRow: Int) {
    // The length of the shortest path known to each column, and the column before it on that path.
    var length = [Double](repeating: .infinity, count: cost.columns)
    var previous = [Int?](repeating: nil, count: cost.columns)
    var open = Array(0..<cost.columns)
    var closed: [Int] = []
    // The path to the column closed last.
    var (reached, last, row) = (0.0, Int?.none, Int?.some(newRow))
    while let here = row {
      for column in open {
        let path = reached + (cost[here, column] - rowPrice[here] - columnPrice[column])
        if path < length[column] { (length[column], previous[column]) = (path, last) }
      }
      guard let place = open.indices.min(by: { length[open[$0]] < length[open[$1]] }) else {
        preconditionFailure("more rows than columns")
      }
      let nearest = open.remove(at: place)
      closed.append(nearest)
      (reached, last, row) = (length[nearest], nearest, rowOfColumn[nearest])
    }
    rowPrice[newRow] += reached
    for column in closed {
      let slack = reached - length[column]
      columnPrice[column] -= slack
      if let row = rowOfColumn[column] { rowPrice[row] += slack }
    }
    while let column = last {
      last = previous[column]
      rowOfColumn[column] = last.flatMap { rowOfColumn[$0] } ?? newRow
    }
  }
}
