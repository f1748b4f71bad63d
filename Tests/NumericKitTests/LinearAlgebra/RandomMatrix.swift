import NumericKit

extension Matrix {
  /// Independent elements, uniform in [−1, 1).
  static func random(rows: Int, columns: Int, seed: UInt64) -> Matrix {
    var generator = SplitMix64(state: seed)
    let elements = (0..<(rows * columns)).map { _ in Double.random(in: -1..<1, using: &generator) }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }

  /// A random symmetric matrix with elements in [−1, 1).
  static func randomSymmetric(_ n: Int, seed: UInt64) -> Matrix {
    let a = random(rows: n, columns: n, seed: seed)
    return 0.5 * (a + a.transposed)
  }

  /// The largest `|a_ij|`; 0 for an empty matrix.
  var largestMagnitude: Double { elements.map { abs($0) }.max() ?? 0 }

  /// The product by the defining triple sum, the oracle of every law below.
  func productByDefinition(_ other: Matrix) -> Matrix {
    var result = Matrix(rows: rows, columns: other.columns)
    for i in 0..<rows {
      for j in 0..<other.columns {
        result[i, j] = (0..<columns).reduce(0) { $0 + self[i, $1] * other[$1, j] }
      }
    }
    return result
  }
}

/// `P A = L U` as the low-level call leaves it.
struct Factors {
  let lower, upper: Matrix
  /// The rows of `A` in the order of the rows of `L U`.
  let permutation: [Int]

  init(_ matrix: Matrix) {
    let n = matrix.rows
    var (lower, upper, rows) = (Matrix.identity(n), matrix, Array(0..<n))
    var pivots = [Int32](repeating: 0, count: n)
    precondition(DenseLU.factor(&upper.elements, order: n, pivots: &pivots) == 0, "singular")
    for i in 0..<n {
      rows.swapAt(i, Int(pivots[i]))
      for j in 0..<i { (lower[i, j], upper[i, j]) = (upper[i, j], 0) }
    }
    (self.lower, self.upper, permutation) = (lower, upper, rows)
  }

  var determinant: Double {
    let isOdd = permutation.indices.reduce(false) { odd, i in
      permutation[..<i].reduce(odd) { $0 != ($1 > permutation[i]) }
    }
    return upper.diagonal.reduce(isOdd ? -1 : 1, *)
  }
}

/// `n` ulps of 1, the unit of the tolerances of this folder.
func ulps(_ n: Int) -> Double { Double(n) * .ulpOfOne }
