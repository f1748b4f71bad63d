/// What symmetries that leave a state alone do to deviations from it.
extension StateSymmetry {
  /// Numbers below this share of the largest count as zero.
  private static var tolerance: Double { 1e-6 }

  private func support(_ values: [Double], atLeast floor: Double) -> [Int] {
    let largest = values.reduce(floor) { max($0, abs($1)) }
    return values.indices.filter { abs(values[$0]) > Self.tolerance * largest }
  }

  /// Whether some choice of signs for latents and factors leaves the state alone and turns every one of
  /// the deviations into its negative.
  ///
  /// Vectors that overlap in the state share a sign. The deviations must then only correlate vectors
  /// of opposite signs: the graph of what they correlate has two colours.
  func signsReverse(_ deviations: [[Double]], at point: [Double]) -> Bool {
    let count = layout.latents + layout.factors
    var group = Array(0..<count)
    for i in support(point, atLeast: 1) {
      let (old, new) = (group[ends[i].1], group[ends[i].0])
      if old != new { group = group.map { $0 == old ? new : $0 } }
    }
    let links = deviations.flatMap { deviation in
      support(deviation, atLeast: 0).map { (group[ends[$0].0], group[ends[$0].1]) }
    }
    var sign = [Int](repeating: 0, count: count)
    for first in Set(links.map(\.0)).sorted() where sign[first] == 0 {
      sign[first] = 1
      var reached = [first]
      while let here = reached.popLast() {
        for (a, b) in links where a == here || b == here {
          let there = a == here ? b : a
          if sign[there] == 0 {
            sign[there] = -sign[here]
            reached.append(there)
          }
        }
      }
    }
    return !links.isEmpty && links.allSatisfy { sign[$0.0] == -sign[$0.1] }
  }

  /// Whether exchanging two latents, with some choice of signs, leaves the state alone and turns every
  /// one of the deviations into its negative.
  func exchangesReverse(_ deviations: [[Double]], at point: [Double]) -> Bool {
    let vectors = layout.latents + layout.factors
    for k in 0..<layout.latents {
      for l in 0..<k {
        // All signs of a small model; of a large one those of the two latents.
        let owners = vectors <= 10 ? Array(0..<vectors) : [k, l]
        var change = Relabelling(order: Array(0..<vectors))
        change.order.swapAt(k, l)
        for bits in 0..<(1 << owners.count) {
          change.flips = owners.enumerated().reduce(0) {
            $0 | (bits >> $1.offset & 1) << $1.element
          }
          if differ(image(of: point, change), point, sign: 1, atLeast: 1) { continue }
          let isReversed = deviations.allSatisfy {
            !differ(image(of: $0, change), $0, sign: -1, atLeast: 0)
          }
          if isReversed { return true }
        }
      }
    }
    return false
  }

  private func differ(
    _ a: [Double], _ b: [Double], sign: Double, atLeast floor: Double
  ) -> Bool {
    let largest = b.reduce(floor) { max($0, abs($1)) }
    return zip(a, b).contains { abs($0 - sign * $1) > Self.tolerance * largest }
  }
}
