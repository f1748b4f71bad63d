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

    /// Whether the state is its own image.
    func fixes(_ state: OrderParameters, _ tolerance: Tolerance) -> Bool {
      (0..<state.latents).allSatisfy { k in
        abs(state.D[order[k]] - state.D[k]) <= tolerance.D
          && (0..<state.m.columns).allSatisfy { s in
            abs(overlap(state.m, k, s) - state.m[k, s]) <= tolerance.m
              && abs(overlap(state.d, k, s) - state.d[k, s]) <= tolerance.d
          }
          && (0..<state.latents).allSatisfy { l in
            abs(product(state.Q, k, l) - state.Q[k, l]) <= tolerance.Q
              && abs(product(state.E, k, l) - state.E[k, l]) <= tolerance.E
              && abs(product(state.R, k, l) - state.R[k, l]) <= tolerance.R
          }
      }
    }
  }

  /// Differences below which numbers are the same: a small share of the largest of their kind.
  private struct Tolerance {
    let m, d, Q, E, R, D: Double

    init(_ state: OrderParameters) {
      func share(_ values: [Double]) -> Double { 1e-7 * (values.map(\.magnitude).max() ?? 0) }
      (m, d) = (share(state.m.elements), share(state.d.elements))
      (Q, E, R) = (share(state.Q.elements), share(state.E.elements), share(state.R.elements))
      D = share(state.D)
    }
  }

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
    let tolerance = Tolerance(state)
    var found: [OrderParameters] = []
    forEachElement { element in
      let image = element.image(of: state)
      if !found.contains(where: { Self.agree($0, image, tolerance) }) { found.append(image) }
    }
    return found
  }

  /// How many different states are equivalent to one; not a number where these are too many to count.
  func multiplicity(of state: OrderParameters) -> Double {
    guard elementCount <= Double(Self.elementLimit) else { return .nan }
    // The orbit of a state has as many members as there are changes for each that does nothing.
    let tolerance = Tolerance(state)
    var (all, fixing) = (0, 0)
    forEachElement { element in
      all += 1
      if element.fixes(state, tolerance) { fixing += 1 }
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

  private static func agree(
    _ a: OrderParameters, _ b: OrderParameters, _ tolerance: Tolerance
  ) -> Bool {
    func agree(_ a: [Double], _ b: [Double], _ margin: Double) -> Bool {
      zip(a, b).allSatisfy { abs($0 - $1) <= margin }
    }
    return agree(a.m.elements, b.m.elements, tolerance.m)
      && agree(a.d.elements, b.d.elements, tolerance.d)
      && agree(a.Q.elements, b.Q.elements, tolerance.Q)
      && agree(a.E.elements, b.E.elements, tolerance.E)
      && agree(a.R.elements, b.R.elements, tolerance.R) && agree(a.D, b.D, tolerance.D)
  }
}
