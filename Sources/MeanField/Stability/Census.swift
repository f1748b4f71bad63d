import ComplexModule
import LinearVAE
import NumericKit

/// The classes of fixed points of one problem, with the spectra of their common blocks.
final class Census {
  let analysis: FixedPointAnalysis
  let inventory: LatentInventory
  private let spectra: BlockSpectrum
  private let latents: Int

  init(_ analysis: FixedPointAnalysis) {
    self.analysis = analysis
    latents = analysis.problem.latents
    let (data, training) = (analysis.orthogonal.data, analysis.problem.training)
    inventory = LatentInventory(data: data, training: training, beta: analysis.beta)
    spectra = BlockSpectrum(data: data, training: training, beta: analysis.beta)
  }

  var collapsedClass: LatentClass {
    inventory.types.indices.map { $0 == inventory.types.count - 1 ? latents : 0 }
  }

  /// Calls `body` with each block of a class and how often it occurs.
  private func forEachBlock(
    _ of: LatentClass, _ body: (BlockSpectrum.Block, Int) throws -> Void
  ) throws {
    let present = of.indices.filter { of[$0] > 0 }
    let free = inventory.freeSignals(of)
    for (position, index) in present.enumerated() {
      let (type, count) = (inventory.types[index], of[index])
      try body(try spectra.own(type), count)
      for (signal, number) in free {
        try body(try spectra.free(type, signal: signal), count * number)
      }
      if count > 1 { try body(try spectra.pair(type, type), count * (count - 1) / 2) }
      for other in present[(position + 1)...] {
        let pair = try spectra.pair(type, inventory.types[other])
        try body(pair, count * of[other])
      }
    }
  }

  /// How many directions around a class grow, and how fast.
  func directions(_ of: LatentClass) throws -> SpectralDirections {
    var directions = SpectralDirections()
    try forEachBlock(of) { block, count in directions.add(block.directions, times: count) }
    return directions
  }

  /// The classes that attract, those with most active latents first.
  func attractingClasses() throws -> [LatentClass] {
    let greedy = inventory.greedyClass(latents: latents)
    let isUnique = analysis.problem.training.weightDecay == 0
    if isUnique, try directions(greedy).isAttracting { return [greedy] }
    var candidates = [greedy, collapsedClass] + inventory.neighbours(of: greedy)
    let limit = FixedPointAnalysis.classLimit
    if let all = inventory.allClasses(latents: latents, limit: limit) { candidates = all }
    let attracting = try Set(candidates).filter { try directions($0).isAttracting }
    // The collapsed type is the last: first the classes with most active latents.
    return attracting.sorted { a, b in
      a.reversed().lexicographicallyPrecedes(b.reversed())
    }
  }

  /// The fixed point of a class.
  func fixedPoint(_ of: LatentClass) throws -> FixedPoint {
    try fixedPoint(of, members: inventory.members(of))
  }

  /// The fixed point with the latents in the order of the roles, or `nil` where there is none.
  func fixedPoint(_ roles: [LatentRole]) throws -> FixedPoint? {
    var counts = Array(repeating: 0, count: inventory.types.count)
    var members: [LatentInventory.Member] = []
    for role in roles {
      guard let index = typeIndex(of: role) else { return nil }
      counts[index] += 1
      let factor: Int? = if case .factor(let factor) = role { factor } else { nil }
      precondition(
        factor == nil || !members.contains { $0.factor == factor },
        "two latents cannot both have factor \(factor ?? 0)")
      members.append((inventory.types[index], factor))
    }
    return try fixedPoint(counts, members: members)
  }

  private func typeIndex(of role: LatentRole) -> Int? {
    switch role {
    case .collapsed: return inventory.types.count - 1
    case .noise: return inventory.types.firstIndex { $0.direction == .noise }
    case .factor(let factor):
      precondition(
        inventory.signals.indices.contains(factor), "there is no factor with index \(factor)")
      let signal = inventory.signals[factor]
      return inventory.types.firstIndex { $0.signal == signal }
    }
  }

  private func fixedPoint(
    _ of: LatentClass, members: [LatentInventory.Member]
  ) throws -> FixedPoint {
    try RunContext.current.checkCancellation()
    var eigenvalues: [Complex<Double>] = []
    var directions = SpectralDirections()
    try forEachBlock(of) { block, count in
      for _ in 0..<count { eigenvalues += block.eigenvalues }
      directions.add(block.directions, times: count)
    }
    let state = state(members)
    let roles = members.map { member -> LatentRole in
      switch member.type.direction {
      case .none: .collapsed
      case .noise: .noise
      case .factor: member.factor.map(LatentRole.factor) ?? .collapsed
      }
    }
    let flow = StationaryFlow(analysis.problem, beta: analysis.beta)
    let rates = flow.rates(at: flow.layout.coordinates(of: state))
    let isCollapsed = roles.allSatisfy { $0 == .collapsed }
    return FixedPoint(
      kind: roles.contains(.noise) ? .overfit : isCollapsed ? .collapsed : .learned, roles: roles,
      parts: roles.map { [$0] }, state: state, residual: rates.map(\.magnitude).max() ?? 0,
      eigenvalues: eigenvalues.descending, multiplicity: inventory.multiplicity(of),
      directions: directions)
  }

  /// The order parameters of a class, in terms of the problem's own factors.
  func state(_ of: LatentClass) -> OrderParameters { state(inventory.members(of)) }

  private func state(_ members: [LatentInventory.Member]) -> OrderParameters {
    analysis.principal.restored(
      OrderParameters(
        members.map(\.type.state), columns: members.map(\.factor),
        factors: inventory.signals.count))
  }
}
