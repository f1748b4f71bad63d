import NumericKit

/// Draws of the eigenvalues of a sample covariance of white noise of variance 1, (noise).
///
/// The covariance of `P` rows of `N` normal numbers has the eigenvalues of `B Bᵀ/P`, with a bidiagonal
/// `B` of independent chi numbers (Dumitriu and Edelman 2002): a draw costs O(min(N, P)), and one
/// eigenvalue of it as much for each bit.
struct NoiseSpectrum: Sendable {
  /// `B Bᵀ/P` of one draw.
  private var diagonal: [Double]
  private var squaredOffDiagonal: [Double]

  /// A draw.
  ///
  /// - Parameters:
  ///   - columns: `N ≥ 1`.
  ///   - rows: `P ≥ 2`; subtracting the mean takes one degree of freedom.
  init(columns: Int, rows: Int, from stream: inout RandomStream) {
    let (order, degrees) = (min(columns, rows - 1), max(columns, rows - 1))
    let scale = 1 / Double(rows)
    var below = 0.0
    (diagonal, squaredOffDiagonal) = ([], [])
    for i in 0..<order {
      let square = ChiSquare(degreesOfFreedom: Double(degrees - i)).draw(from: &stream) * scale
      diagonal.append(square + below)
      guard i + 1 < order else { break }
      below = ChiSquare(degreesOfFreedom: Double(order - 1 - i)).draw(from: &stream) * scale
      squaredOffDiagonal.append(square * below)
    }
  }

  /// The eigenvalue with so many larger ones.
  ///
  /// - Complexity: O(min(N, P)) for each of about 50 halvings.
  func eigenvalue(_ larger: Int) -> Double {
    var low = 0.0
    // Gershgorin's bound.
    var high = diagonal.indices.reduce(0) { bound, i in
      let left = i > 0 ? squaredOffDiagonal[i - 1].squareRoot() : 0
      let right = i < squaredOffDiagonal.count ? squaredOffDiagonal[i].squareRoot() : 0
      return max(bound, diagonal[i] + left + right)
    }
    while high - low > 1e-12 * high {
      let middle = (low + high) / 2
      if countAbove(middle) > larger { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// How many eigenvalues exceed a value, by Sturm's sequence.
  private func countAbove(_ value: Double) -> Int {
    var (count, pivot) = (0, 1.0)
    for i in diagonal.indices {
      pivot = diagonal[i] - value - (i > 0 ? squaredOffDiagonal[i - 1] / pivot : 0)
      if pivot == 0 { pivot = .leastNormalMagnitude }
      if pivot > 0 { count += 1 }
    }
    return count
  }
}
