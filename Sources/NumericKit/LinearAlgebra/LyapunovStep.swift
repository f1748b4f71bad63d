/// Steps of the linear equation `Ẋ = J X + X Jᵀ + B` of a covariance, exact for constant `J` and `B`.
///
/// With `Φ = exp(hJ)` a step is `X ← Φ X Φᵀ + G`, `G = ∫₀ʰ exp(sJ) B exp(sJᵀ) ds`; both come from Taylor
/// series over a small part of the step, doubled until they cover it, so that a step of any length in a
/// stiff problem costs `log₂(h‖J‖)` doublings. Accurate to some 10⁻⁵ of `X`.
///
/// An object is working memory: one for each thread.
package final class LyapunovStep {
  private let n: Int
  /// All memory in one block; the other pointers lead into it.
  private let block: UnsafeMutablePointer<Double>
  /// `hJ`, its square and fourth power; `Φ`; `G` and a term of its series; a product.
  private let X, square, fourth, Φ, G, term, product: UnsafeMutablePointer<Double>

  /// Memory for covariances of the given order.
  package init(order: Int) {
    n = order
    let size = n * n
    block = .allocate(capacity: 7 * size)
    block.initialize(repeating: 0, count: 7 * size)
    (X, square, fourth) = (block, block + size, block + 2 * size)
    (Φ, G) = (block + 3 * size, block + 4 * size)
    (term, product) = (block + 5 * size, block + 6 * size)
  }

  deinit { block.deallocate() }

  /// The size of `hJ`, and half that of the generator of `X`, over which the series are summed.
  private static let seriesNorm = 0.5

  /// Makes ready to take a step, once or more often.
  ///
  /// - Parameters:
  ///   - step: `h ≥ 0`.
  ///   - drift: `J`, row after row.
  ///   - source: `B`, symmetric.
  /// - Returns: Whether the drift is finite.
  /// - Complexity: O(n³ log(h‖J‖)).
  package func prepare(
    _ step: Double, drift: UnsafePointer<Double>, source: UnsafePointer<Double>
  ) -> Bool {
    let norm = step * Self.norm(drift, n)
    guard norm.isFinite else { return false }
    let doublings = norm > Self.seriesNorm ? Int((norm / Self.seriesNorm).exponent) + 1 : 0
    let part = Double(sign: .plus, exponent: -doublings, significand: step)
    for i in 0..<(n * n) { X[i] = part * drift[i] }
    formPropagator()
    formSource(source, part)
    for _ in 0..<doublings {
      carry(G, adding: G)
      multiply(Φ, Φ, into: product)
      Φ.update(from: product, count: n * n)
    }
    return true
  }

  /// Advances a covariance, symmetric and row after row, by the step that was prepared.
  ///
  /// - Complexity: O(n³).
  package func advance(_ covariance: UnsafeMutablePointer<Double>) {
    carry(covariance, adding: G)
  }

  /// The largest sum of magnitudes in a row.
  package static func norm(_ matrix: UnsafePointer<Double>, _ n: Int) -> Double {
    var largest = 0.0
    for i in 0..<n {
      var sum = 0.0
      for j in 0..<n { sum += matrix[i * n + j].magnitude }
      // A sum that is not a number must not be passed over.
      if !(sum <= largest) { largest = sum }
    }
    return largest
  }

  /// `Φ = exp X` to order 8 by three products (Bader, Blanes and Casas, Mathematics 7, 1174, 2019).
  private func formPropagator() {
    multiply(X, X, into: square)
    for i in 0..<(n * n) { term[i] = Self.inner.0 * X[i] + Self.inner.1 * square[i] }
    multiply(square, term, into: fourth)
    for i in 0..<(n * n) {
      term[i] = Self.right.1 * X[i] + Self.right.2 * square[i] + Self.right.3 * fourth[i]
      Φ[i] = X[i] + Self.outer * square[i]
      square[i] = 2 / 3 * square[i] + fourth[i]
    }
    for i in 0..<n { term[i * (n + 1)] += Self.right.0 }
    multiply(square, term, into: product)
    for i in 0..<(n * n) { Φ[i] += product[i] }
    for i in 0..<n { Φ[i * (n + 1)] += 1 }
  }

  /// `exp X = 1 + X + outer X² + (⅔X² + X₄)(right · (1, X, X², X₄))`, `X₄ = X²(inner · (X, X²))`, to order 8.
  private static let root = 177.0.squareRoot()
  private static let inner = ((1 + root) / 132, (1 + root) / 528)
  private static let right = (
    (-271 + 29 * root) / 210, 11 * (-1 + root) / 840, 11 * (-9 + root) / 3360,
    (89 - root) / 2240
  )
  private static let outer = (857 - 58 * root) / 630

  /// `G = h Σ_k (h𝓛)ᵏ B/(k+1)!`, `𝓛 B = J B + B Jᵀ`, to order 7.
  private func formSource(_ source: UnsafePointer<Double>, _ step: Double) {
    for i in 0..<(n * n) {
      term[i] = step * source[i]
      G[i] = term[i]
    }
    for k in 2...7 {
      multiply(X, term, into: product)
      symmetrize(product, by: 1 / Double(k))
      for i in 0..<(n * n) { G[i] += term[i] }
    }
  }

  /// `target ← Φ target Φᵀ + addend`, symmetric to the last bit.
  private func carry(
    _ target: UnsafeMutablePointer<Double>, adding addend: UnsafeMutablePointer<Double>
  ) {
    multiply(Φ, target, into: product)
    // (Φ X)ᵀ is cheaper to write than a product with a transposed factor is to form.
    for i in 0..<n {
      for j in 0..<n { term[j * n + i] = product[i * n + j] }
    }
    multiply(Φ, term, into: product)
    if target != addend { target.update(from: addend, count: n * n) }
    symmetrize(product, by: 0.5)
    for i in 0..<(n * n) { target[i] += term[i] }
  }

  /// Writes `factor (A + Aᵀ)` into ``term``.
  private func symmetrize(_ a: UnsafePointer<Double>, by factor: Double) {
    for i in 0..<n {
      for j in 0...i {
        let sum = factor * (a[i * n + j] + a[j * n + i])
        term[i * n + j] = sum
        term[j * n + i] = sum
      }
    }
  }

  private func multiply(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, into c: UnsafeMutablePointer<Double>
  ) {
    DenseProduct.multiply(a, b, rows: n, inner: n, columns: n, into: c)
  }
}
