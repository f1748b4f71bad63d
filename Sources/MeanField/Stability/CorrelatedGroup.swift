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

  /// The `β` below which there is such a group: where `√Λ g = β` for the smallest variance.
  ///
  /// - Returns: `√Λ (Σ √Λ_i + (n − r) √Λ)/n`.
  static func onset(count: Int, on directions: [Direction], data: SpikedData) -> Double {
    let roots = directions.map { (data.noise + ($0.map { data.signals[$0] } ?? 0)).squareRoot() }
    let smallest = roots.min() ?? 0
    let sum = roots.reduce(0, +) + Double(count - roots.count) * smallest
    return smallest * sum / Double(count)
  }

  /// Writes the group into a state, from one latent on.
  ///
  /// - Parameters:
  ///   - state: The state, with nothing at the latents of the group.
  ///   - first: The first of them.
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
