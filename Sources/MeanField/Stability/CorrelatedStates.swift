import LinearVAE
import NumericKit
import RealModule

/// Every way for latents to be at rest while some are correlated, in the small-rate limit without
/// weight decay, (mixed): groups of correlated latents beside single ones.
///
/// One for each class: latents of one kind and factors of one signal are not told apart.
struct CorrelatedStates {
  let data: SpikedData
  let inventory: LatentInventory
  let beta: Double
  /// Beyond so many classes the list ends.
  let limit: Int
  /// Whether to list guesses at states next to the `β` at which theirs arise, in place of the closed forms:
  /// at finite rates that `β` is another, and decoders next to it have another length.
  let isNextToOnset: Bool

  /// A state of each class, in which the correlated latents come first, and whether these are all.
  func states(latents: Int) -> (states: [OrderParameters], isComplete: Bool) {
    var states: [OrderParameters] = []
    for alone in stride(from: latents - 2, through: 0, by: -1) {
      guard let classes = inventory.allClasses(latents: alone, limit: limit) else {
        return (states, false)
      }
      for singles in classes.map(inventory.members) {
        let taken = Set(singles.compactMap(\.factor))
        let free = inventory.groups.map { $0.factors.filter { !taken.contains($0) } }
        for groups in groupings(latents - alone, free: free) {
          guard states.count < limit else { return (states, false) }
          states.append(state(groups, singles))
        }
      }
    }
    return (states, true)
  }

  private func state(
    _ groups: [CorrelatedGroup], _ singles: [LatentInventory.Member]
  ) -> OrderParameters {
    let correlated = groups.reduce(0) { $0 + $1.count }
    var state = OrderParameters(
      Array(repeating: .collapsed, count: correlated) + singles.map(\.type.state),
      columns: Array(repeating: nil, count: correlated) + singles.map(\.factor),
      factors: data.factors)
    var first = 0
    for group in groups {
      group.write(into: &state, from: first)
      first += group.count
    }
    return state
  }

  /// The ways to divide all of so many latents into correlated groups, in descending order, on noise and the
  /// factors of each signal that are free.
  private func groupings(
    _ count: Int, after previous: (size: Int, taken: [Int])? = nil, free: [[Int]]
  ) -> [[CorrelatedGroup]] {
    guard count > 0 else { return [[]] }
    let largest = min(count, previous?.size ?? count)
    return stride(from: largest, through: 2, by: -1).flatMap { size in
      choices(upTo: size, free[...]).flatMap { taken -> [[CorrelatedGroup]] in
        if let previous, previous.size == size,
          previous.taken.lexicographicallyPrecedes(taken)
        {
          return []
        }
        let directions = zip(free, taken).flatMap { $0.prefix($1).map(Optional.some) }
        let noise = Array(repeating: Int?.none, count: taken[free.count])
        let found = groups(size, on: directions + noise)
        guard !found.isEmpty else { return [] }
        let left = zip(free, taken).map { Array($0.dropFirst($1)) }
        return groupings(count - size, after: (size, taken), free: left).flatMap { others in
          found.map { [$0] + others }
        }
      }
    }
  }

  /// The closed form of a group, or guesses next to its onset, weakest last.
  private func groups(
    _ count: Int, on directions: [CorrelatedGroup.Direction]
  ) -> [CorrelatedGroup] {
    guard isNextToOnset else {
      return CorrelatedGroup(count: count, on: directions, data: data, beta: beta).map { [$0] }
        ?? []
    }
    let onset = CorrelatedGroup.onset(count: count, on: directions, data: data)
    guard Self.nearOnset.contains(beta / onset) else { return [] }
    return Self.distances.compactMap {
      CorrelatedGroup(count: count, on: directions, data: data, beta: onset * (1 - $0))
    }
  }

  /// Values of `β` over that of the onset at which finite rates may have moved it past `β`.
  private static let nearOnset = 0.5...2.0
  /// Relative distances from the onset of which one suits decoders of whatever length: Newton's method
  /// needs the order of magnitude.
  private static let distances = (1...10).map { 0.5 * Double.pow(4, Double(1 - $0)) }

  /// How many directions of each signal, and lastly of noise, up to so many altogether and at least
  /// one.
  private func choices(upTo most: Int, _ free: ArraySlice<[Int]>) -> [[Int]] {
    func extend(_ left: Int, _ free: ArraySlice<[Int]>) -> [[Int]] {
      guard let first = free.first else {
        return (0...(data.noise > 0 ? left : 0)).map { [$0] }
      }
      return (0...min(left, first.count)).flatMap { number in
        extend(left - number, free.dropFirst()).map { [number] + $0 }
      }
    }
    return extend(most, free).filter { $0.contains { $0 > 0 } }
  }
}
