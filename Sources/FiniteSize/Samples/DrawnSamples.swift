import LinearVAE
import NumericKit
import RealModule

/// `P` samples of `N` variables that are used again and again: what their covariance does to vectors.
struct DrawnSamples: Sendable {
  /// `N`.
  let dimension: Int
  /// The samples, a row each; or their covariance where that has fewer numbers.
  private let matrix: Matrix
  private let isCovariance: Bool
  /// `1/P`.
  private let scale: Double

  /// Draws `x = W* Λ^½ c/√N + √η n`, definition (data).
  ///
  /// - Parameters:
  ///   - count: `P`.
  ///   - factors: `W*`, a row of `N` numbers per factor.
  ///   - data: Signals, noise, and the distribution of `c` and `n`.
  ///   - stream: Where the numbers come from: the noise of all samples, then their signals.
  init(_ count: Int, factors: Matrix, data: SpikedData, from stream: inout RandomStream) {
    let N = factors.columns
    dimension = N
    let noise = data.noise.squareRoot()
    var (samples, signals) = (
      Matrix(rows: count, columns: N), Matrix(rows: count, columns: factors.rows)
    )
    data.distribution.fill(&samples.elements, count: samples.elements.count, from: &stream)
    data.distribution.fill(&signals.elements, count: signals.elements.count, from: &stream)
    let scales = data.signals.map { ($0 / Double(N)).squareRoot() }
    for i in signals.elements.indices { signals.elements[i] *= scales[i % factors.rows] }
    let shares = signals * factors
    for i in samples.elements.indices {
      samples.elements[i] = noise * samples.elements[i] + shares.elements[i]
    }
    isCovariance = count > dimension
    matrix = count > dimension ? samples.transposed * samples : samples
    scale = 1 / Double(count)
  }

  /// `vΣ` of each row `v`, with the covariance `Σ = Σ_p x_p x_pᵀ/P` of the samples.
  func image(of vectors: Matrix) -> Matrix {
    scale * (isCovariance ? vectors * matrix : vectors.times(transposed: matrix) * matrix)
  }
}
