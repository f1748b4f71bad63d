import NumericKit

/// `Ξ` within a step of (linear-noise): the quintic that has its values and its first two derivatives at
/// both ends.
///
/// An object is working memory: one for each thread.
final class CovarianceInterpolant {
  /// Value, first and second derivative by `θ` at one end, `θ = 0` or 1.
  private typealias End = (
    X: UnsafeMutablePointer<Double>, slope: UnsafeMutablePointer<Double>,
    bend: UnsafeMutablePointer<Double>
  )

  private let n: Int
  private let block: UnsafeMutablePointer<Double>
  private let start, end: End
  private let slope, product: UnsafeMutablePointer<Double>

  init(order: Int) {
    n = order
    let size = n * n
    block = .allocate(capacity: 8 * size)
    block.initialize(repeating: 0, count: 8 * size)
    start = (block, block + size, block + 2 * size)
    end = (block + 3 * size, block + 4 * size, block + 5 * size)
    (slope, product) = (block + 6 * size, block + 7 * size)
  }

  deinit { block.deallocate() }

  /// By how much variances of the quintic and of the cubic that has no second derivatives may differ in the
  /// middle, by the variance: the quintic is then good to a few hundredths of that.
  private static let tolerance = 1e-2

  /// Makes ready for a step.
  ///
  /// - Parameters:
  ///   - generator: That of the step.
  ///   - h: The step's length.
  ///   - first: `Ξ` at its start.
  ///   - last: `Ξ` at its end.
  /// - Returns: Whether the quintic may be used.
  /// - Complexity: O(n³).
  func prepare(
    _ generator: NoiseGenerator, _ h: Double, from first: [Double], to last: [Double]
  ) -> Bool {
    let size = n * n
    for i in 0..<size { (start.X[i], end.X[i]) = (first[i], last[i]) }
    let (a, b, c) = (generator.start, generator.middle, generator.end)
    for i in 0..<size { slope[i] = -3 * a.J[i] + 4 * b.J[i] - c.J[i] }
    differentiate(start, a, h)
    for i in 0..<size { start.bend[i] += h * (-3 * a.B[i] + 4 * b.B[i] - c.B[i]) }
    for i in 0..<size { slope[i] = a.J[i] - 4 * b.J[i] + 3 * c.J[i] }
    differentiate(end, c, h)
    for i in 0..<size { end.bend[i] += h * (a.B[i] - 4 * b.B[i] + 3 * c.B[i]) }
    return isSmooth
  }

  /// Whether quintic and cubic agree in the middle.
  private var isSmooth: Bool {
    for i in stride(from: 0, to: n * n, by: n + 1) {
      let turn = (start.slope[i] - end.slope[i]) / 32
      let difference = turn + (start.bend[i] + end.bend[i]) / 64
      let middle = 0.5 * (start.X[i] + end.X[i]) + 4 * turn + difference
      guard difference.magnitude <= Self.tolerance * middle else { return false }
    }
    return true
  }

  /// Writes `h Ẋ = h(JX + XJᵀ + B)` and `h²Ẍ` without `h²Ḃ`, where ``slope`` is `hJ̇`.
  private func differentiate(_ at: End, _ generator: NoiseGenerator.Pair, _ h: Double) {
    DenseProduct.multiply(generator.J, at.X, rows: n, inner: n, columns: n, into: product)
    symmetrize(h, into: at.slope)
    for i in 0..<(n * n) { at.slope[i] += h * generator.B[i] }
    DenseProduct.multiply(generator.J, at.slope, rows: n, inner: n, columns: n, into: at.bend)
    DenseProduct.multiply(slope, at.X, rows: n, inner: n, columns: n, into: product)
    for i in 0..<(n * n) { product[i] += at.bend[i] }
    symmetrize(h, into: at.bend)
  }

  /// Writes a multiple of `A + Aᵀ`, where `A` is ``product``.
  private func symmetrize(_ factor: Double, into out: UnsafeMutablePointer<Double>) {
    for i in 0..<n {
      for j in 0...i {
        let sum = factor * (product[i * n + j] + product[j * n + i])
        out[i * n + j] = sum
        out[j * n + i] = sum
      }
    }
  }

  /// `Ξ` at a part `θ` of the step, row after row.
  func value(at θ: Double) -> [Double] {
    let rest = 1 - θ
    let (cube, back) = (θ * θ * θ, rest * rest * rest)
    let (w0, w1) = (back * (1 + 3 * θ + 6 * θ * θ), cube * (1 + 3 * rest + 6 * rest * rest))
    let (s0, s1) = (back * θ * (1 + 3 * θ), -cube * rest * (1 + 3 * rest))
    let (b0, b1) = (0.5 * back * θ * θ, 0.5 * cube * rest * rest)
    return Array(unsafeUninitializedCapacity: n * n) { out, count in
      for i in 0..<(n * n) {
        let value = w0 * start.X[i] + w1 * end.X[i]
        let slopes = s0 * start.slope[i] + s1 * end.slope[i]
        out[i] = value + slopes + (b0 * start.bend[i] + b1 * end.bend[i])
      }
      count = n * n
    }
  }
}
