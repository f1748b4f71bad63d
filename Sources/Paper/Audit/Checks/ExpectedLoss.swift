import NumericKit
import RealModule

/// The expected loss of explicit vectors in a few dimensions, minimised without the flow.
///
/// Decoder, encoder and variances have an exact minimiser each while the others rest: taking turns never
/// raises the loss. Vectors here have length `O(1)`: `W/√N` of the paper.
struct ExpectedLoss {
  let covariance: Matrix
  let beta: Double

  /// A minimum, with the losses on the way there.
  struct Minimum {
    /// `W`, `N × M`.
    let decoder: Matrix
    let losses: [Double]

    var loss: Double { losses[losses.count - 1] }

    /// `ε_g` for one factor along a direction of length 1, up to the sign of a latent: the latent that
    /// overlaps most with the factor stands for it.
    func error(signal: Double, along direction: Matrix) -> Double {
      let overlap = (decoder.transposed * direction).elements.map(abs).max() ?? 0
      let norm = decoder.elements.reduce(0) { $0 + $1 * $1 }
      return signal - 2 * signal.squareRoot() * overlap + norm
    }
  }

  /// Descends from a decoder, which is the first encoder too.
  func minimum(from start: Matrix) throws -> Minimum {
    var (W, V, D) = (start, start, Array(repeating: 1.0, count: start.columns))
    var losses = [value(W, V, D)]
    for step in 0..<200_000 {
      W = try divide(covariance * V, by: V.transposed * (covariance * V) + .diagonal(D))
      let Q = W.transposed * W
      V = try divide(W, by: Q + beta * .identity(D.count))
      D = Q.diagonal.map { beta / ($0 + beta) }
      losses.append(value(W, V, D))
      if losses[step] - losses[step + 1] < 1e-15 { break }
    }
    return Minimum(decoder: W, losses: losses)
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
