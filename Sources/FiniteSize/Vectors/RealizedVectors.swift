import LinearVAE
import NumericKit

/// `N`-vectors with given overlaps: factors, decoder and encoder, one vector after the other.
enum RealizedVectors {
  /// Draws vectors whose Gram matrix over `N` is exactly `Γ`, up to rounding, in a random direction.
  ///
  /// Normal vectors are made orthonormal and combined by the rows of a Cholesky factor of `Γ`.
  ///
  /// - Returns: `M* + 2M` vectors of `N` numbers: `W*`, `W`, `V`.
  /// - Throws: `LinearAlgebraError` for a state that no vectors have.
  static func draw(
    _ state: OrderParameters, data: SpikedData, dimension: Int, from stream: inout RandomStream
  ) throws(LinearAlgebraError) -> [Double] {
    let lower = try CholeskyFactorization(
      state.gramMatrix(overlap: data.overlap), tolerance: OrderParameters.realizabilityTolerance
    ).lower
    var basis = stream.normals(lower.columns * dimension)
    // Once leaves the error of an ill-conditioned draw, which is rare; twice is enough for any.
    for _ in 0..<2 { orthonormalize(&basis, count: lower.columns, dimension: dimension) }
    var vectors = [Double](repeating: 0, count: lower.rows * dimension)
    combine(basis, by: lower, dimension: dimension, into: &vectors)
    return vectors
  }

  /// Makes vectors orthogonal with squared length `N`, by modified Gram–Schmidt.
  static func orthonormalize(
    _ basis: UnsafeMutablePointer<Double>, count: Int, dimension: Int
  ) {
    let N = Double(dimension)
    for i in 0..<count {
      let vector = basis + i * dimension
      for j in 0..<i {
        let other = basis + j * dimension
        let overlap = BlockArithmetic.dot(vector, other, count: dimension) / N
        BlockArithmetic.combine(vector, times: 1, plus: other, times: -overlap, count: dimension)
      }
      let norm = BlockArithmetic.dot(vector, vector, count: dimension) / N
      let scale = 1 / norm.squareRoot()
      for p in 0..<dimension { vector[p] *= scale }
    }
  }

  /// Adds `Σ_j L_ij e_j` to vector `i`.
  private static func combine(
    _ basis: UnsafePointer<Double>, by lower: Matrix, dimension: Int,
    into vectors: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<lower.rows {
      for j in 0..<lower.columns where lower[i, j] != 0 {
        BlockArithmetic.combine(
          vectors + i * dimension, times: 1, plus: basis + j * dimension, times: lower[i, j],
          count: dimension)
      }
    }
  }
}
