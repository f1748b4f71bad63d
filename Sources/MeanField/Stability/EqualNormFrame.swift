import NumericKit

/// Orthonormal columns that give latents of unequal principal strengths one norm.
///
/// For `r ≤ n` strengths `s_i²`, an `n × r` matrix `O` with `OᵀO = 1` for which `O S² Oᵀ` has the
/// diagonal `Σ s_i²/n` throughout. One always exists (I. Schur, A. Horn); `n − 1` plane rotations
/// find it, each of which gives one latent its norm (N. N. Chan and K.-H. Li, 1983).
enum EqualNormFrame {
  /// `O`, a row for each of `n` latents.
  static func columns(strengths: [Double], count: Int) -> Matrix {
    precondition(strengths.count <= count, "\(strengths.count) strengths for \(count) latents")
    var frame = Matrix.identity(count)
    var product = Matrix.diagonal(strengths + Array(repeating: 0, count: count - strengths.count))
    /// Turns latents `k` and `l` by the angle of tangent `t`.
    func turn(_ k: Int, _ l: Int, tangent t: Double) {
      let cosine = 1 / (1 + t * t).squareRoot()
      let sine = cosine * t
      func mix(_ matrix: inout Matrix, _ first: (Int, Int), _ second: (Int, Int)) {
        let (a, b) = (matrix[first.0, first.1], matrix[second.0, second.1])
        matrix[first.0, first.1] = cosine * a - sine * b
        matrix[second.0, second.1] = sine * a + cosine * b
      }
      for j in 0..<count {
        mix(&frame, (k, j), (l, j))
        mix(&product, (k, j), (l, j))
      }
      for i in 0..<count { mix(&product, (i, k), (i, l)) }
    }
    let norm = strengths.reduce(0, +) / Double(count)
    var open = Array(0..<count)
    while open.count > 1 {
      let byNorm = open.sorted { product[$0, $0] < product[$1, $1] }
      let (k, l) = (byNorm[0], byNorm[open.count - 1])
      let (below, above) = (product[k, k] - norm, product[l, l] - norm)
      if above > 0 && below < 0 {
        // The new norm of latent k: (Q_kk − 2t Q_kl + t² Q_ll)/(1 + t²).
        let b = product[k, l]
        turn(k, l, tangent: (b + (b * b - above * below).squareRoot()) / above)
      }
      open.removeAll { $0 == k }
    }
    return Matrix(rows: count, columns: strengths.count) { frame[$0, $1] }
  }
}
