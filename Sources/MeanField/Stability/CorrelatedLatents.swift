import LinearVAE
import NumericKit

/// `n` latents that are correlated with each other and with no other one: closed forms of the
/// small-rate limit without weight decay, (mixed).
///
/// All have the norm `q`:
/// - any number on one direction of variance `Λ`, with `(β + nq)² = Λ(β + q)`;
/// - two with decoders `(s_1 u_1 ± s_2 u_2)/√2` along directions of different variance `Λ_i`, with
///   `s_i² + β = √Λ_i (√Λ_1 + √Λ_2)/2`.
struct CorrelatedLatents {
  /// `n ≥ 2`.
  let count: Int
  let data: SpikedData
  let beta: Double

  /// One direction: the index of its factor, or `nil` for noise.
  private typealias Direction = Int?

  /// The states with a set of single latents beside the correlated ones.
  ///
  /// - Parameter others: States of the other latents, with the factor of each; correlated latents on
  ///   the same factors are left out.
  /// - Returns: States in which the correlated latents come first.
  func states(beside others: [(state: LatentState, factor: Int?)]) -> [OrderParameters] {
    let taken = Set(others.compactMap(\.factor))
    let factors = data.signals.indices.filter { data.signals[$0] > 0 && !taken.contains($0) }
    let directions = factors.map { Direction.some($0) } + (data.noise > 0 ? [nil] : [])
    var states: [OrderParameters] = []
    for (index, first) in directions.enumerated() {
      let Λ = variance(first)
      if let square = sharedSquare(Λ) { states.append(state([(first, square)], others)) }
      guard count == 2 else { continue }
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

  /// `s² = nq` of latents on one direction, if `β` is below its variance.
  private func sharedSquare(_ Λ: Double) -> Double? {
    guard Λ > beta else { return nil }
    // n²q² + (2nβ − Λ)q + β² − Λβ = 0 has one positive root.
    let n = Double(count)
    let b = 2 * n * beta - Λ
    return (-b + (b * b + 4 * n * n * beta * (Λ - beta)).squareRoot()) / (2 * n)
  }

  private func state(
    _ parts: [(direction: Direction, square: Double)],
    _ others: [(state: LatentState, factor: Int?)]
  ) -> OrderParameters {
    let columns = Array(repeating: Int?.none, count: count) + others.map(\.factor)
    let alone = Array(repeating: LatentState.collapsed, count: count) + others.map(\.state)
    var state = OrderParameters(alone, columns: columns, factors: data.factors)
    for (index, (direction, square)) in parts.enumerated() {
      let share = 1 / (square + beta)  // v = share · w along each direction
      let part = square / Double(count)
      for k in 0..<count {
        let sign: Double = index == 1 && k == 1 ? -1 : 1
        if let factor = direction {
          state.m[k, factor] = sign * part.squareRoot()
          state.d[k, factor] = sign * share * part.squareRoot()
        }
        for l in 0..<count {
          let product = k == l || index == 0 ? part : -part
          state.Q[k, l] += product
          state.E[k, l] += share * share * product
          state.R[k, l] += share * product
        }
      }
    }
    for k in 0..<count { state.D[k] = beta / (state.Q[k, k] + beta) }
    return state
  }
}
