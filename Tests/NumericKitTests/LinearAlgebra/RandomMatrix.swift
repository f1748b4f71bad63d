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

/// `n` ulps of 1, the unit of the tolerances of this folder.
func ulps(_ n: Int) -> Double { Double(n) * .ulpOfOne }
