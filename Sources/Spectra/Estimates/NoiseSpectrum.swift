import NumericKit

/// A draw of the eigenvalues of a sample covariance of white noise of variance 1.
///
/// They are those of `B Bᵀ/P` with a bidiagonal `B` of independent chi numbers (Dumitriu and Edelman
/// 2002), so that a draw costs O(min(N, P)), and so does counting those above a value.
struct NoiseSpectrum: Sendable {
  /// `B Bᵀ/P`.
  private var diagonal: [Double] = []
  private var squaredOffDiagonal: [Double] = []
  /// Gershgorin's, which is near the largest eigenvalue.
  private let bound: Double

  /// A draw.
  init(_ shape: NoiseShape, from stream: inout RandomStream) {
    let (order, degrees) = (shape.order, max(shape.columns, shape.degrees))
    let scale = 1 / Double(shape.rows)
    var (below, left, bound) = (0.0, 0.0, 0.0)
    for i in 0..<order {
      let square = ChiSquare(degreesOfFreedom: Double(degrees - i)).draw(from: &stream) * scale
      diagonal.append(square + below)
      below =
        i + 1 < order
        ? ChiSquare(degreesOfFreedom: Double(order - 1 - i)).draw(from: &stream) * scale : 0
      let right = (square * below).squareRoot()
      bound = max(bound, diagonal[i] + left + right)
      left = right
      if i + 1 < order { squaredOffDiagonal.append(square * below) }
    }
    self.bound = bound
  }

  /// How many eigenvalues exceed a value, by Sturm's sequence.
  func count(above value: Double) -> Int {
    guard value <= bound else { return 0 }
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
    var (low, high) = (0.0, bound)
    let width = 1e-12 * high
    while high - low > width {
      let middle = (low + high) / 2
      if count(above: middle) > larger { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
