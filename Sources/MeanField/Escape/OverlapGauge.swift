import LinearVAE
import NumericKit
import RealModule

/// How far latents have learned the factors in a state of the flow.
struct OverlapGauge {
  /// The coordinates of a state of the flow.
  typealias State = UnsafeBufferPointer<Double>

  let groups: [EscapeProblem.Group]
  let flow: AlikeFlow
  /// `m²` of a latent that has learned one factor of each group; infinite where that is not known.
  let squares: [Double]

  private var layout: StateLayout { flow.layout }

  /// The squared overlap of all latents with a group.
  func square(_ index: Int, _ state: State) -> Double {
    groups[index].factors.reduce(0) { $0 + inner($1, $1, state) }
  }

  /// `m_s · m_t`, summed over latents.
  private func inner(_ s: Int, _ t: Int, _ state: State) -> Double {
    (0..<layout.latents).reduce(0) { sum, k in
      let row = layout.m + k * layout.factors
      return sum + state[row + s] * state[row + t]
    }
  }

  /// `m_sᵀ Q m_s`: the squared decoder of the combination of latents that overlaps with a factor.
  private func decoder(_ s: Int, _ state: State) -> Double {
    var (sum, next) = (0.0, layout.Q)
    for k in 0..<layout.latents {
      let m = state[layout.m + k * layout.factors + s]
      for l in k..<layout.latents {
        let product = m * state[layout.m + l * layout.factors + s] * state[next]
        sum += k == l ? product : 2 * product
        next += 1
      }
    }
    return sum
  }

  /// By how much the combination of latents that overlaps with some groups consists of them rather
  /// than of anything outside of the factors: the difference of the squared parts of its decoder, a
  /// mean over the factors of the groups. Negative for a large decoder at random that no factor has
  /// shaped yet.
  ///
  /// What a decoder fits of the noise at rest, or before `β` has reached `η`, does not count as outside.
  func purity(_ indices: [Int], _ state: State, beta: Double, noise: Double) -> Double {
    let fitted = indices.reduce(max(0, noise - beta)) { max($0, groups[$1].background) }
    let own = indices.flatMap { groups[$0].factors }
    let total = own.reduce(0) { $0 + inner($1, $1, state) }
    guard total > 0 else { return -.infinity }
    func squares(_ s: Int, _ others: some Sequence<Int>) -> Double {
      others.reduce(0) { sum, t in
        let product = inner(s, t, state)
        return sum + product * product
      }
    }
    let inside = own.reduce(0) { $0 + squares($1, own) }
    let outside = own.reduce(0) { $0 + decoder($1, state) - squares($1, 0..<layout.factors) }
    return (inside - max(0, outside - fitted * total)) / total
  }

  /// How far one combination of latents has learned one combination of factors: the largest squared
  /// singular value of the overlaps, each relative to its learned value.
  ///
  /// A latent may learn a mixture of nearly equal factors, none of which reaches half of its own
  /// learned value. The plain sum of squares would count the overlaps of many latents with many
  /// factors at a random start. Where factors outnumber the latents, those that none is left for are
  /// measured by the last that one is left for: the overlap with a factor next to its threshold, of
  /// which hardly anything can be learned, would else outweigh all others.
  func captured(_ indices: [Int], _ state: State) -> Double {
    let factors = indices.flatMap { index in
      groups[index].factors.map { (factor: $0, square: squares[index]) }
    }
    let held = factors.prefix(flow.sizes.count)
    let least = held.last?.square ?? 1
    let scales = factors.enumerated().map { j, column in
      1 / (j < held.count ? column.square : max(column.square, least)).squareRoot()
    }
    let relative = Matrix(rows: layout.latents, columns: factors.count) { k, j in
      scales[j] * state[layout.m + k * layout.factors + factors[j].factor]
    }
    guard layout.latents > 1 && factors.count > 1 else {
      return relative.elements.reduce(0) { $0 + $1 * $1 }
    }
    let gram =
      factors.count < layout.latents
      ? relative.transposed * relative : relative * relative.transposed
    return (try? gram.symmetricEigenvalues().last) ?? 0
  }
}
