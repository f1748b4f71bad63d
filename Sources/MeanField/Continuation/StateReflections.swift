import LinearVAE
import NumericKit

/// Changes of sign and exchanges of latents that leave a state alone, and what they do to deviations
/// from it; in terms of orthogonal factors.
struct StateReflections {
  let layout: StateLayout
  /// For each coordinate the two vectors it correlates: latents first, then factors.
  private let ends: [(Int, Int)]

  init(layout: StateLayout) {
    self.layout = layout
    let (M, F) = (layout.latents, layout.factors)
    let overlaps = (0..<M).flatMap { k in (0..<F).map { (k, M + $0) } }
    let triangle = (0..<M).flatMap { k in (k..<M).map { (k, $0) } }
    let square = (0..<M).flatMap { k in (0..<M).map { (k, $0) } }
    ends = overlaps + overlaps + triangle + triangle + square + (0..<M).map { ($0, $0) }
  }

  /// Numbers below this share of the largest count as zero.
  private static let tolerance = 1e-6

  private static func support(_ values: [Double], atLeast floor: Double) -> [Int] {
    let largest = values.reduce(floor) { max($0, abs($1)) }
    return values.indices.filter { abs(values[$0]) > tolerance * largest }
  }

  /// Whether some choice of signs for latents and factors leaves the state alone and turns every one of
  /// the deviations into its negative.
  ///
  /// Vectors that overlap in the state share a sign. The deviations must then only correlate vectors
  /// of opposite signs: the graph of what they correlate has two colours.
  func signsReverse(_ deviations: [[Double]], at point: [Double]) -> Bool {
    let count = layout.latents + layout.factors
    var group = Array(0..<count)
    for i in Self.support(point, atLeast: 1) {
      let (old, new) = (group[ends[i].1], group[ends[i].0])
      if old != new { group = group.map { $0 == old ? new : $0 } }
    }
    let links = deviations.flatMap { deviation in
      Self.support(deviation, atLeast: 0).map { (group[ends[$0].0], group[ends[$0].1]) }
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
    let M = layout.latents
    let signed = M + layout.factors <= 10 ? M + layout.factors : 2
    for k in 0..<M {
      for l in 0..<k {
        // All signs of a small model; of a large one those of the two latents.
        let owners = signed == 2 ? [k, l] : Array(0..<signed)
        for bits in 0..<(1 << signed) {
          var signs = [Double](repeating: 1, count: M + layout.factors)
          for (bit, owner) in owners.enumerated() where bits >> bit & 1 == 1 { signs[owner] = -1 }
          let image = { exchanged($0, k, l, signs) }
          if Self.differ(image(point), point, sign: 1, atLeast: 1) { continue }
          if deviations.allSatisfy({ !Self.differ(image($0), $0, sign: -1, atLeast: 0) }) {
            return true
          }
        }
      }
    }
    return false
  }

  private static func differ(
    _ a: [Double], _ b: [Double], sign: Double, atLeast floor: Double
  ) -> Bool {
    let largest = b.reduce(floor) { max($0, abs($1)) }
    return zip(a, b).contains { abs($0 - sign * $1) > tolerance * largest }
  }

  private func exchanged(
    _ coordinates: [Double], _ first: Int, _ second: Int, _ signs: [Double]
  ) -> [Double] {
    let state = layout.state(of: coordinates)
    var order = Array(0..<layout.latents)
    order.swapAt(first, second)
    func moved(_ matrix: Matrix, columns: [Int], offset: Int) -> Matrix {
      var result = matrix
      for k in 0..<matrix.rows {
        for c in 0..<matrix.columns {
          result[k, c] = signs[k] * signs[offset + c] * matrix[order[k], columns[c]]
        }
      }
      return result
    }
    let factors = Array(0..<layout.factors)
    return layout.coordinates(
      of: OrderParameters(
        m: moved(state.m, columns: factors, offset: layout.latents),
        d: moved(state.d, columns: factors, offset: layout.latents),
        Q: moved(state.Q, columns: order, offset: 0), E: moved(state.E, columns: order, offset: 0),
        R: moved(state.R, columns: order, offset: 0), D: order.map { state.D[$0] }))
  }
}
