import LinearVAE
import NumericKit

/// Latents that are correlated with each other and with no other one: the closed form of the
/// small-rate limit without weight decay, (mixed).
///
/// All `n` have one norm `q` and one variance `D`. Their decoders lie along `r ≤ n` directions of
/// variance `Λ_i`, with the strengths `s_i² = √Λ_i g − β` for which `g² = q + β`. Where several frames
/// give them one norm, one stands for all.
struct CorrelatedGroup {
  /// A direction of the data: the index of its factor, or `nil` for noise.
  typealias Direction = Int?

  /// `n ≥ 2`.
  let count: Int
  let directions: [Direction]
  /// `s_i²` along each direction.
  let strengths: [Double]
  let beta: Double

  /// The group on the given directions; `nil` where there is none, or where its latents are not
  /// correlated at all.
  init?(count: Int, on directions: [Direction], data: SpikedData, beta: Double) {
    precondition(count >= 2 && !directions.isEmpty && directions.count <= count)
    let variances = directions.map { data.noise + ($0.map { data.signals[$0] } ?? 0) }
    // As many directions as latents, all of one variance: each latent can have one of its own.
    if directions.count == count, Set(variances).count == 1 { return nil }
    let roots = variances.map { $0.squareRoot() }
    let (n, sum) = (Double(count), roots.reduce(0, +))
    // n g² − g Σ √Λ_i − (n − r) β = 0, the trace of O S² Oᵀ, has one positive root.
    let g = (sum + (sum * sum + 4 * n * (n - Double(roots.count)) * beta).squareRoot()) / (2 * n)
    strengths = roots.map { $0 * g - beta }
    guard strengths.allSatisfy({ $0 > 0 }) else { return nil }
    self.count = count
    self.directions = directions
    self.beta = beta
  }

  /// The `β` below which there is such a group: where `√Λ g = β` for the smallest variance,
  /// `√Λ (Σ √Λ_i + (n − r) √Λ)/n`.
  static func onset(count: Int, on directions: [Direction], data: SpikedData) -> Double {
    let roots = directions.map { (data.noise + ($0.map { data.signals[$0] } ?? 0)).squareRoot() }
    let smallest = roots.min() ?? 0
    let sum = roots.reduce(0, +) + Double(count - roots.count) * smallest
    return smallest * sum / Double(count)
  }

  /// Writes the group into a state that has nothing yet at its latents, from one latent on.
  func write(into state: inout OrderParameters, from first: Int) {
    let frame = EqualNormFrame.columns(strengths: strengths, count: count)
    for (i, strength) in strengths.enumerated() {
      let share = 1 / (strength + beta)  // v = share · w along each direction
      let decoders = (0..<count).map { frame[$0, i] * strength.squareRoot() }
      for k in 0..<count {
        if let factor = directions[i] {
          state.m[first + k, factor] = decoders[k]
          state.d[first + k, factor] = share * decoders[k]
        }
        for l in 0..<count {
          let product = decoders[k] * decoders[l]
          state.Q[first + k, first + l] += product
          state.E[first + k, first + l] += share * share * product
          state.R[first + k, first + l] += share * product
        }
      }
    }
    for k in first..<(first + count) { state.D[k] = beta / (state.Q[k, k] + beta) }
  }
}

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
