import LinearVAE

/// A class of equivalent fixed points of uncorrelated latents: how many of them are of each type, in the
/// order of ``LatentInventory/types``.
typealias LatentClass = [Int]

/// All ways for a latent to be at rest in one problem, and the factors that they can take.
struct LatentInventory {
  /// Factors of one signal; each can be taken by one latent.
  struct Group {
    let signal: Double
    /// Indices of the principal factors.
    let factors: [Int]
  }

  typealias Member = (type: LatentType, factor: Int?)

  /// Factors of positive signal, by descending signal.
  let groups: [Group]
  /// By descending eigenvalue; along one direction those that are stable alone come first, then those
  /// of larger `Q`. The collapsed type comes last.
  let types: [LatentType]
  /// The group whose factors each type takes; `nil` for noise and collapse.
  let group: [Int?]
  /// All signals, of which ``groups`` leaves out those that vanish.
  let signals: [Double]
  /// Eigenvalues towards which a collapsed latent leaves although no state there was found.
  let unresolved: [Double]

  init(data: SpikedData, training: Training, beta: Double) {
    signals = data.signals
    let distinct = Set(data.signals).subtracting([0]).sorted(by: >)
    groups = distinct.map { signal in
      Group(signal: signal, factors: data.signals.indices.filter { data.signals[$0] == signal })
    }
    var (types, group, unresolved) = ([LatentType](), [Int?](), [Double]())
    func add(_ direction: LatentType.Direction, group index: Int?) {
      let found = LatentTypes(data: data, training: training, beta: beta, along: direction)
      types += found.types
      group += found.types.map { _ in index }
      if found.isUnresolved { unresolved.append((direction.signal ?? 0) + data.noise) }
    }
    for (index, entry) in groups.enumerated() { add(.factor(signal: entry.signal), group: index) }
    if data.noise > 0 { add(.noise, group: nil) }
    self.types = types + [.collapsed]
    self.group = group + [nil]
    self.unresolved = unresolved
  }

  /// The class in which the latents take the largest eigenvalues that can be taken, each in its
  /// strongest form.
  func greedyClass(latents: Int) -> LatentClass {
    var counts = Array(repeating: 0, count: types.count)
    var left = latents
    var served: Set<Int> = []
    for index in types.indices where left > 0 {
      let taken: Int
      if let group = group[index] {
        taken = served.insert(group).inserted ? min(left, groups[group].factors.count) : 0
      } else {
        taken = left  // the strongest form of noise, or else the collapsed type, takes all others
      }
      counts[index] = taken
      left -= taken
    }
    return counts
  }

  /// Every class, or `nil` when there are more than `limit`.
  func allClasses(latents: Int, limit: Int) -> [LatentClass]? {
    var classes: [LatentClass] = []
    var counts = Array(repeating: 0, count: types.count)
    var free = groups.map(\.factors.count)
    func place(_ index: Int, _ left: Int) -> Bool {
      guard index < types.count - 1 else {
        counts[index] = left
        classes.append(counts)
        return classes.count <= limit
      }
      let most = group[index].map { min(left, free[$0]) } ?? left
      for taken in stride(from: most, through: 0, by: -1) {
        counts[index] = taken
        if let group = group[index] { free[group] -= taken }
        defer { if let group = group[index] { free[group] += taken } }
        guard place(index + 1, left - taken) else { return false }
      }
      counts[index] = 0
      return true
    }
    return place(0, latents) ? classes : nil
  }

  /// The classes that differ from one by what a single latent does.
  func neighbours(of base: LatentClass) -> [LatentClass] {
    types.indices.filter { base[$0] > 0 }.flatMap { from in
      types.indices.filter { $0 != from }.map { to in
        var counts = base
        counts[from] -= 1
        counts[to] += 1
        return counts
      }
    }.filter { counts in
      groups.indices.allSatisfy { taken(counts, from: $0) <= groups[$0].factors.count }
    }
  }

  /// How many factors of a group are taken.
  private func taken(_ of: LatentClass, from index: Int) -> Int {
    zip(of, group).reduce(0) { $0 + ($1.1 == index ? $1.0 : 0) }
  }

  /// The signals of the factors that no latent has taken, each with how many there are.
  func freeSignals(_ of: LatentClass) -> [(signal: Double, count: Int)] {
    let left = groups.indices.map { index in
      (groups[index].signal, groups[index].factors.count - taken(of, from: index))
    }
    return (left + [(0, signals.count { $0 == 0 })]).filter { $0.1 > 0 }
  }

  /// How many states a class has: the ways to hand out the types, and to each latent on a factor which
  /// one and its sign. Infinite beyond the range of `Double`.
  func multiplicity(_ of: LatentClass) -> Double {
    var (count, left) = (1.0, of.reduce(0, +))
    for number in of {
      for taken in 0..<min(number, left - number) {
        // A product of binomial coefficients at each step, hence whole.
        count = (count * Double(left - taken) / Double(taken + 1)).rounded()
      }
      left -= number
    }
    for index in groups.indices {
      let all = groups[index].factors.count
      for used in 0..<taken(of, from: index) { count *= Double(2 * (all - used)) }
    }
    return count
  }

  /// Types and factors of the latents one by one: those with factors first, collapsed ones last.
  func members(_ of: LatentClass) -> [Member] {
    var free = groups.map { $0.factors[...] }
    return of.indices.flatMap { index in
      (0..<of[index]).map { _ in
        (types[index], group[index].flatMap { free[$0].popFirst() })
      }
    }
  }
}
