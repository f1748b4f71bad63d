import LinearVAE
import NumericKit

/// What changes a state into an equivalent one: exchanging latents, exchanging factors of one signal,
/// changing the signs of either. In terms of orthogonal factors.
struct StateSymmetry {
  private let latents: Int
  private let signals: [Double]

  /// The symmetry of so many latents and of factors of the given signals.
  init(latents: Int, signals: [Double]) {
    self.latents = latents
    self.signals = signals
  }

  /// One such change: new latent `k` is `±` old latent `order[k]`, and factors likewise.
  private struct Element {
    let order: [Int]
    let factorOrder: [Int]
    /// Bit `k` changes the sign of new latent `k`.
    let latentSigns: Int
    let factorSigns: Int

    private func sign(_ bits: Int, _ index: Int) -> Double { bits >> index & 1 == 0 ? 1 : -1 }

    func overlap(_ matrix: Matrix, _ k: Int, _ s: Int) -> Double {
      sign(latentSigns, k) * sign(factorSigns, s) * matrix[order[k], factorOrder[s]]
    }

    func product(_ matrix: Matrix, _ k: Int, _ l: Int) -> Double {
      sign(latentSigns, k) * sign(latentSigns, l) * matrix[order[k], order[l]]
    }

    func image(of state: OrderParameters) -> OrderParameters {
      var image = state
      for k in 0..<state.latents {
        for s in 0..<state.m.columns {
          image.m[k, s] = overlap(state.m, k, s)
          image.d[k, s] = overlap(state.d, k, s)
        }
        for l in 0..<state.latents {
          image.Q[k, l] = product(state.Q, k, l)
          image.E[k, l] = product(state.E, k, l)
          image.R[k, l] = product(state.R, k, l)
        }
        image.D[k] = state.D[order[k]]
      }
      return image
    }

    /// Whether the state is its own image, up to `tolerance`.
    func fixes(_ state: OrderParameters, tolerance: Double) -> Bool {
      func agree(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= tolerance }
      return (0..<state.latents).allSatisfy { k in
        agree(state.D[order[k]], state.D[k])
          && (0..<state.m.columns).allSatisfy { s in
            agree(overlap(state.m, k, s), state.m[k, s])
              && agree(overlap(state.d, k, s), state.d[k, s])
          }
          && (0..<state.latents).allSatisfy { l in
            agree(product(state.Q, k, l), state.Q[k, l])
              && agree(product(state.E, k, l), state.E[k, l])
              && agree(product(state.R, k, l), state.R[k, l])
          }
      }
    }
  }

  /// Numbers that differ by less are the same.
  private static let tolerance = 1e-7
  /// Symmetries of more elements are not gone through.
  private static let elementLimit = 400_000
  /// States are not listed for symmetries of more elements.
  private static let imageLimit = 384

  /// Factors of each signal.
  private var factorGroups: [[Int]] {
    Array(Dictionary(grouping: signals.indices) { signals[$0] }.values)
  }

  /// How many changes there are.
  private var elementCount: Double {
    let exchanges = ([latents] + factorGroups.map(\.count)).map { count in
      (1...count).reduce(1) { $0 * Double($1) }
    }
    let signs = Double(sign: .plus, exponent: latents + signals.count, significand: 1)
    return exchanges.reduce(signs, *)
  }

  private func forEachElement(_ body: (Element) -> Void) {
    let factorOrders = factorGroups.reduce([Array(signals.indices)]) { orders, group in
      Self.permutations(group.count).flatMap { permutation in
        orders.map { order in
          var order = order
          for (index, factor) in group.enumerated() { order[factor] = group[permutation[index]] }
          return order
        }
      }
    }
    for order in Self.permutations(latents) {
      for factorOrder in factorOrders {
        for signs in 0..<(1 << (latents + signals.count)) {
          body(
            Element(
              order: order, factorOrder: factorOrder, latentSigns: signs & (1 << latents - 1),
              factorSigns: signs >> latents))
        }
      }
    }
  }

  /// The different states equivalent to one; only itself where these are too many.
  func images(of state: OrderParameters) -> [OrderParameters] {
    guard elementCount <= Double(Self.imageLimit) else { return [state] }
    var found: [OrderParameters] = []
    forEachElement { element in
      let image = element.image(of: state)
      if !found.contains(where: { $0.isNear(image, within: Self.tolerance) }) {
        found.append(image)
      }
    }
    return found
  }

  /// How many different states are equivalent to one; not a number where these are too many to count.
  func multiplicity(of state: OrderParameters) -> Double {
    guard elementCount <= Double(Self.elementLimit) else { return .nan }
    // The orbit of a state has as many members as there are changes for each that does nothing.
    var (all, fixing) = (0, 0)
    forEachElement { element in
      all += 1
      if element.fixes(state, tolerance: Self.tolerance) { fixing += 1 }
    }
    return Double(all / fixing)
  }

  private static func permutations(_ n: Int) -> [[Int]] {
    guard n > 1 else { return [Array(0..<n)] }
    return permutations(n - 1).flatMap { shorter in
      (0..<n).map { position in
        var longer = shorter
        longer.insert(n - 1, at: position)
        return longer
      }
    }
  }
}

extension OrderParameters {
  /// Whether no number differs by more from that of another state.
  fileprivate func isNear(_ other: OrderParameters, within tolerance: Double) -> Bool {
    func agree(_ a: Matrix, _ b: Matrix) -> Bool {
      zip(a.elements, b.elements).allSatisfy { abs($0 - $1) <= tolerance }
    }
    return agree(m, other.m) && agree(d, other.d) && agree(Q, other.Q) && agree(E, other.E)
      && agree(R, other.R) && zip(D, other.D).allSatisfy { abs($0 - $1) <= tolerance }
  }
}
