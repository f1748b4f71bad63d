import LinearVAE
import NumericKit
import RealModule

/// The expected loss of explicit vectors in a few dimensions, minimised without the flow.
///
/// Decoder, encoder and variances have an exact minimiser each while the others rest: taking turns never
/// raises the loss. Vectors here have length `O(1)`: `W/√N` of the paper.
struct ExpectedLoss {
  private let data: SpikedData
  private let covariance: Matrix
  private let beta: Double

  /// Data with one factor along the first axis.
  init(data: SpikedData, dimension: Int, beta: Double) {
    self.data = data
    self.beta = beta
    var covariance = data.noise * Matrix.identity(dimension)
    covariance[0, 0] += data.signals[0]
    self.covariance = covariance
  }

  /// A minimum, and `ε_g` there, up to the sign of a latent.
  struct Minimum {
    let loss, error: Double
  }

  /// Descends from a random decoder.
  func minimum(latents: Int, random: inout AuditRandom) throws -> Minimum {
    var W = random.normals(covariance.rows, latents)
    var (V, D) = (W, Array(repeating: 1.0, count: latents))
    var loss = value(W, V, D)
    for _ in 0..<50_000 {
      let A = V.transposed * (covariance * V)
      W = try divide(covariance * V, by: A + .diagonal(D))
      let Q = W.transposed * W
      V = try divide(W, by: Q + beta * .identity(latents))
      D = Q.diagonal.map { beta / ($0 + beta) }
      let next = value(W, V, D)
      if loss - next < 1e-15 { break }
      loss = next
    }
    let overlap = (0..<latents).map { abs(W[0, $0]) }.max() ?? 0
    let norm = W.elements.reduce(0) { $0 + $1 * $1 }
    let ρ = data.signals[0]
    return Minimum(loss: loss, error: ρ - 2 * ρ.squareRoot() * overlap + norm)
  }

  private func value(_ W: Matrix, _ V: Matrix, _ D: [Double]) -> Double {
    let A = V.transposed * (covariance * V)
    let Q = W.transposed * W
    var loss = 0.5 * covariance.trace - (V.transposed * (covariance * W)).trace
    loss += 0.5 * (Q * (A + .diagonal(D))).trace
    for k in D.indices { loss += 0.5 * beta * (A[k, k] + D[k] - 1 - Double.log(D[k])) }
    return loss
  }

  /// `numerator · matrix⁻¹` for a symmetric matrix.
  private func divide(_ numerator: Matrix, by matrix: Matrix) throws -> Matrix {
    let factors = try LUFactorization(matrix)
    return Matrix(
      rows: numerator.rows, columns: numerator.columns,
      elements: numerator.rowArrays.flatMap { factors.solve($0) })
  }
}
