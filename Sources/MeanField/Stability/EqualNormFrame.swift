import NumericKit

/// Orthonormal columns that give latents of unequal principal strengths one norm.
///
/// For `r ≤ n` strengths `s_i²`, an `n × r` matrix `O` with `OᵀO = 1` for which `O S² Oᵀ` has the
/// diagonal `Σ s_i²/n` throughout. One always exists (I. Schur, A. Horn); `n − 1` plane rotations
/// find it, each of which gives one latent its norm (N. N. Chan and K.-H. Li, 1983).
enum EqualNormFrame {
  /// Such a matrix.
  ///
  /// - Parameters:
  ///   - strengths: `s_i²`, positive.
  ///   - count: `n`.
  /// - Returns: `O`, a row for each latent.
  static func columns(strengths: [Double], count: Int) -> Matrix {
    precondition(strengths.count <= count, "\(strengths.count) strengths for \(count) latents")
    var frame = Matrix.identity(count)
    var product = Matrix.diagonal(strengths + Array(repeating: 0, count: count - strengths.count))
    /// Turns latents `k` and `l` by the angle of tangent `t`.
    func turn(_ k: Int, _ l: Int, tangent t: Double) {
      let c = 1 / (1 + t * t).squareRoot()
      let rotation = (c, c * t)
      for j in 0..<count {
        frame.mixRows(k, l, j, rotation)
        product.mixRows(k, l, j, rotation)
      }
      for i in 0..<count { product.mixColumns(k, l, i, rotation) }
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
    var columns = Matrix(rows: count, columns: strengths.count)
    for k in 0..<count { for i in strengths.indices { columns[k, i] = frame[k, i] } }
    return columns
  }
}

extension Matrix {
  fileprivate mutating func mixRows(
    _ k: Int, _ l: Int, _ column: Int, _ rotation: (cosine: Double, sine: Double)
  ) {
    let (a, b) = (self[k, column], self[l, column])
    self[k, column] = rotation.cosine * a - rotation.sine * b
    self[l, column] = rotation.sine * a + rotation.cosine * b
  }

  fileprivate mutating func mixColumns(
    _ k: Int, _ l: Int, _ row: Int, _ rotation: (cosine: Double, sine: Double)
  ) {
    let (a, b) = (self[row, k], self[row, l])
    self[row, k] = rotation.cosine * a - rotation.sine * b
    self[row, l] = rotation.sine * a + rotation.cosine * b
  }
}
