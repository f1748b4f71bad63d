import LinearVAE

/// What each row of a table counts in means and covariances.
struct RowWeights: Sendable {
  /// The weights over the largest of them; `nil` where all rows count alike.
  private let values: [Double]?
  /// `Σ w`.
  let total: Double
  /// `(Σ w)²/Σ w²`, how many rows of equal weight would tell as much (Kish 1965).
  let effectiveCount: Double
  /// The rows that count at all.
  let positiveCount: Int
  /// The first of them, counted from 0.
  let firstRow: Int

  /// - Parameters:
  ///   - weights: One per row, finite, `≥ 0`, of which two are not 0; `nil` for equal ones.
  ///   - rows: How many there are.
  /// - Throws: `InvalidProblem` with key path `weights`.
  init(_ weights: [Double]?, rows: Int) throws(InvalidProblem) {
    guard let weights else {
      (values, positiveCount, firstRow) = (nil, rows, 0)
      (total, effectiveCount) = (Double(rows), Double(rows))
      return
    }
    try InvalidProblem.require(
      weights.count == rows, "weights", found: "\(weights.count) weights",
      allowed: "one per row: \(rows)")
    if let row = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw InvalidProblem(
        "weights", found: "\(weights[row]) for row \(row + 1)", allowed: "numbers ≥ 0")
    }
    let largest = weights.max() ?? 0
    let scaled = weights.map { largest > 0 ? $0 / largest : 0 }
    positiveCount = scaled.count { $0 > 0 }
    try InvalidProblem.require(
      positiveCount >= min(rows, 2), "weights",
      found: "\(positiveCount) of \(rows) weights above 0", allowed: "at least 2 above 0")
    values = scaled
    firstRow = scaled.firstIndex { $0 > 0 } ?? 0
    total = scaled.reduce(0, +)
    effectiveCount = total * total / scaled.reduce(0) { $0 + $1 * $1 }
  }

  /// What a row counts, at most 1.
  subscript(row: Int) -> Double { values?[row] ?? 1 }

  /// The sum over some rows.
  func sum(over rows: Range<Int>) -> Double {
    values.map { $0[rows].reduce(0, +) } ?? Double(rows.count)
  }
}
