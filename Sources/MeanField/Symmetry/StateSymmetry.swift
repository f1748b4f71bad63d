import NumericKit

/// What changes a state into an equivalent one: exchanging latents, exchanging factors of one signal,
/// changing the signs of either. In terms of orthogonal factors, on the coordinates of the flow.
struct StateSymmetry: Sendable {
  /// One such change. Vectors are counted from 0, latents first, then factors.
  struct Relabelling {
    /// The old vector that each new one is, but for its sign.
    var order: [Int]
    /// Bit `i` changes the sign of new vector `i`.
    var flips = 0

    func sign(_ vector: Int) -> Double { flips >> vector & 1 == 0 ? 1 : -1 }
  }

  let layout: StateLayout
  /// For each coordinate the two vectors it correlates.
  let ends: [(Int, Int)]
  /// For each coordinate the number of its order parameter, from `m` to `D`.
  private let block: [Int]
  /// For each order parameter the coordinate between any two vectors.
  private let places: [[Int]]

  init(layout: StateLayout) {
    self.layout = layout
    let (M, F) = (layout.latents, layout.factors)
    let overlaps = (0..<M).flatMap { k in (0..<F).map { (k, M + $0) } }
    let triangle = (0..<M).flatMap { k in (k..<M).map { (k, $0) } }
    let square = (0..<M).flatMap { k in (0..<M).map { (k, $0) } }
    let blocks = [overlaps, overlaps, triangle, triangle, square, (0..<M).map { ($0, $0) }]
    ends = blocks.flatMap { $0 }
    block = blocks.enumerated().flatMap { index, pairs in pairs.map { _ in index } }
    var next = 0
    places = blocks.map { pairs in
      var places = [Int](repeating: -1, count: (M + F) * (M + F))
      for (a, b) in pairs {
        places[a * (M + F) + b] = next
        // Symmetric unless the transposed element has a coordinate of its own, which comes later.
        if places[b * (M + F) + a] < 0 { places[b * (M + F) + a] = next }
        next += 1
      }
      return places
    }
  }

  private func element(_ index: Int, of point: [Double], _ change: Relabelling) -> Double {
    let (a, b) = ends[index]
    let old = change.order[a] * (layout.latents + layout.factors) + change.order[b]
    return change.sign(a) * change.sign(b) * point[places[block[index]][old]]
  }

  /// What a change makes of a point.
  func image(of point: [Double], _ change: Relabelling) -> [Double] {
    point.indices.map { element($0, of: point, change) }
  }

  /// Symmetries of more elements are not gone through.
  private static let elementLimit = 400_000.0
  /// States are not listed for symmetries of more elements.
  private static let imageLimit = 384.0

  private static func factorGroups(_ signals: [Double]) -> [[Int]] {
    Set(signals).sorted().map { signal in signals.indices.filter { signals[$0] == signal } }
  }

  /// How many changes there are among factors of the given signals.
  private func elementCount(_ signals: [Double]) -> Double {
    let exchanges = ([layout.latents] + Self.factorGroups(signals).map(\.count)).map { count in
      (1...count).reduce(1) { $0 * Double($1) }
    }
    let signs = Double(sign: .plus, exponent: layout.latents + signals.count, significand: 1)
    return exchanges.reduce(signs, *)
  }

  private func forEachElement(_ signals: [Double], _ body: (Relabelling) -> Void) {
    let M = layout.latents
    let groups = Self.factorGroups(signals).map { group in group.map { M + $0 } }
    let identity = Array(0..<(M + signals.count))
    let orders = (groups + [Array(0..<M)]).reduce([identity]) { orders, group in
      Self.permutations(group.count).flatMap { permutation in
        orders.map { order in
          var order = order
          for (index, vector) in group.enumerated() { order[vector] = group[permutation[index]] }
          return order
        }
      }
    }
    for order in orders {
      for flips in 0..<(1 << order.count) { body(Relabelling(order: order, flips: flips)) }
    }
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

  /// Differences of coordinates below which they are the same: a small share of the largest of their
  /// order parameter.
  private func tolerances(_ point: [Double]) -> [Double] {
    var largest = [Double](repeating: 0, count: places.count)
    for (index, value) in point.enumerated() {
      largest[block[index]] = max(largest[block[index]], value.magnitude)
    }
    return block.map { 1e-7 * largest[$0] }
  }

  /// The different points equivalent to one; only itself where these are too many.
  func images(of point: [Double], signals: [Double]) -> [[Double]] {
    guard elementCount(signals) <= Self.imageLimit else { return [point] }
    let tolerances = tolerances(point)
    var found: [[Double]] = []
    forEachElement(signals) { change in
      let image = image(of: point, change)
      let isKnown = found.contains { known in
        known.indices.allSatisfy { abs(known[$0] - image[$0]) <= tolerances[$0] }
      }
      if !isKnown { found.append(image) }
    }
    return found
  }

  /// How many different points are equivalent to one; not a number where these are too many to count.
  func multiplicity(of point: [Double], signals: [Double]) -> Double {
    guard elementCount(signals) <= Self.elementLimit else { return .nan }
    // The orbit of a point has as many members as there are changes for each that does nothing.
    let tolerances = tolerances(point)
    var (all, fixing) = (0, 0)
    forEachElement(signals) { change in
      all += 1
      let isFixed = point.indices.allSatisfy { index in
        abs(element(index, of: point, change) - point[index]) <= tolerances[index]
      }
      if isFixed { fixing += 1 }
    }
    return Double(all / fixing)
  }
}
