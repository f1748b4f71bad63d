import LinearVAE
import NumericKit

/// Two latents that are correlated with each other and with no third one: the closed forms of the
/// small-rate limit without weight decay, (mixed).
///
/// Both have the norm `q`, and their decoders are `(s_1 u_1 ± s_2 u_2)/√2` along directions of
/// variance `Λ_i`, with `s_i² + β = √Λ_i g`:
/// - on one direction `s² = 2q` and `(β + 2q)² = Λ(β + q)`;
/// - on two of different variance `g = (√Λ_1 + √Λ_2)/2`.
struct PairedLatents {
  let data: SpikedData
  let beta: Double

  /// One direction: the index of its factor, or `nil` for noise.
  private typealias Direction = Int?

  /// The pairs with each set of single latents beside them.
  ///
  /// - Parameter others: States of the other latents, with the factor of each; pairs on the same
  ///   factors are left out.
  /// - Returns: States in which the pair comes first.
  func states(beside others: [(state: LatentState, factor: Int?)]) -> [OrderParameters] {
    let taken = Set(others.compactMap(\.factor))
    let factors = data.signals.indices.filter { data.signals[$0] > 0 && !taken.contains($0) }
    let directions = factors.map { Direction.some($0) } + (data.noise > 0 ? [nil] : [])
    var states: [OrderParameters] = []
    for (index, first) in directions.enumerated() {
      let Λ = variance(first)
      if let square = sharedSquare(Λ) { states.append(state([(first, square)], others)) }
      for second in directions[(index + 1)...] where variance(second) != Λ {
        let g = 0.5 * (Λ.squareRoot() + variance(second).squareRoot())
        let squares = [Λ, variance(second)].map { $0.squareRoot() * g - beta }
        if squares.allSatisfy({ $0 > 0 }) {
          states.append(state([(first, squares[0]), (second, squares[1])], others))
        }
      }
    }
    return states
  }

  private func variance(_ direction: Direction) -> Double {
    data.noise + (direction.map { data.signals[$0] } ?? 0)
  }

  /// `s² = 2q` of two latents on one direction, if `β` is below its variance.
  private func sharedSquare(_ Λ: Double) -> Double? {
    guard Λ > beta else { return nil }
    // 4q² + (4β − Λ)q + β² − Λβ = 0 has one positive root.
    let b = 4 * beta - Λ
    return (-b + (b * b + 16 * beta * (Λ - beta)).squareRoot()) / 4
  }

  private func state(
    _ pair: [(direction: Direction, square: Double)],
    _ others: [(state: LatentState, factor: Int?)]
  ) -> OrderParameters {
    let columns: [Int?] = [nil, nil] + others.map(\.factor)
    let alone = [LatentState.collapsed, .collapsed] + others.map(\.state)
    var state = OrderParameters(alone, columns: columns, factors: data.factors)
    for (index, (direction, square)) in pair.enumerated() {
      let share = 1 / (square + beta)  // v = share · w along each direction
      let half = 0.5 * square
      for k in 0..<2 {
        let sign: Double = index == 1 && k == 1 ? -1 : 1
        if let factor = direction {
          state.m[k, factor] = sign * half.squareRoot()
          state.d[k, factor] = sign * share * half.squareRoot()
        }
        for l in 0..<2 {
          let product = k == l || index == 0 ? half : -half
          state.Q[k, l] += product
          state.E[k, l] += share * share * product
          state.R[k, l] += share * product
        }
      }
    }
    for k in 0..<2 { state.D[k] = beta / (state.Q[k, k] + beta) }
    return state
  }
}
