import NumericKit

/// A draw of the eigenvalues of a sample covariance of white noise of variance 1.
///
/// They are those of `B Bᵀ/P` with a bidiagonal `B` of independent chi numbers (Dumitriu and Edelman
/// 2002), so that a draw costs O(min(N, P)), and so does counting those above a value.
struct NoiseSpectrum: Sendable {
  /// `B Bᵀ/P`.
  private var diagonal: [Double] = []
  private var squaredOffDiagonal: [Double] = []

  /// A draw.
  init(_ shape: NoiseShape, from stream: inout RandomStream) {
    let (order, degrees) = (shape.order, max(shape.columns, shape.degrees))
    let scale = 1 / Double(shape.rows)
    var below = 0.0
    for i in 0..<order {
      let square = ChiSquare(degreesOfFreedom: Double(degrees - i)).draw(from: &stream) * scale
      diagonal.append(square + below)
      guard i + 1 < order else { break }
      below = ChiSquare(degreesOfFreedom: Double(order - 1 - i)).draw(from: &stream) * scale
      squaredOffDiagonal.append(square * below)
    }
  }

  /// How many eigenvalues exceed a value, by Sturm's sequence.
  func count(above value: Double) -> Int {
    var count = 0
    var pivot = diagonal[0] - value
    for i in diagonal.indices.dropFirst() {
      if pivot > 0 { count += 1 }
      if pivot == 0 { pivot = .leastNormalMagnitude }
      pivot = diagonal[i] - value - squaredOffDiagonal[i - 1] / pivot
    }
    return pivot > 0 ? count + 1 : count
  }

  /// The eigenvalue with so many larger ones, to twelve digits of the largest.
  func eigenvalue(_ larger: Int) -> Double {
    var low = 0.0
    // Gershgorin's bound.
    var high = diagonal.indices.reduce(0) { bound, i in
      let left = i > 0 ? squaredOffDiagonal[i - 1].squareRoot() : 0
      let right = i < squaredOffDiagonal.count ? squaredOffDiagonal[i].squareRoot() : 0
      return max(bound, diagonal[i] + left + right)
    }
    let width = 1e-12 * high
    while high - low > width {
      let middle = (low + high) / 2
      if count(above: middle) > larger { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
