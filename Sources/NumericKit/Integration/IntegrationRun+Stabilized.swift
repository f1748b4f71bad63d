extension IntegrationRun where System: DifferentiableSystem {
  /// Runs the explicit pair, and the stabilised methods wherever stability limits its steps.
  @inlinable mutating func runStabilized() throws {
    while try explicitPhase(mayChange: true, toStabilized: true) == .change {
      statistics.switches += 1
      guard try stabilizedPhase() == .change else { return }
      statistics.switches += 1
    }
  }

  /// Steps in a row that the explicit pair could take at less cost before it is tried again.
  @inlinable static var costlyStepsBeforeChange: Int { 5 }

  /// Steps with the stabilised methods until the end, or until the explicit pair would do.
  ///
  /// The phase starts where stability limits the explicit step, which tells how fast the fastest mode is;
  /// should that change, steps are rejected, and the explicit pair finds out anew.
  @inlinable mutating func stabilizedPhase() throws -> Outcome {
    let work = StabilizedWorkspace<Scalar>(for: system, tolerance: tolerance)
    defer { work.deallocate() }
    controller = StepController()
    let explicitStep = representable(proposedStep ?? 0)
    let rate = TsitourasTableau.stabilityLimit / explicitStep
    var costlySteps = 0
    try beginStretch()
    system.evaluate(state, at: time, into: work.ends, scratch: work.scratch)
    statistics.evaluations += 1
    while true {
      let target = nextStop ?? stretchEnd
      proposedStep = min(proposedStep ?? 0, StabilizedTableau.longestReach / rate)
      let free = try nextStep()
      let isCut = target < stretchEnd && time + free.step >= target
      let (h, reachesEnd) = isCut ? (target - time, false) : free
      let method = StabilizedTableau.cheapest(reaching: h * rate)
      let error = work.attempt(system, by: method, from: state, at: time, step: h)
      statistics.evaluations += method.stages
      costlySteps = h < method.explicitSteps * explicitStep ? costlySteps + 1 : 0
      guard error <= 1 else {
        try reject(step: h, error: error)
        if costlySteps >= Self.costlyStepsBeforeChange { return .change }
        continue
      }
      let proposed = proposedStep
      guard
        try accept(
          step: h, reachesEnd: reachesEnd, error: error, by: .stabilized, final: work.next,
          stages: work.ends, end: isCut ? target : nil)
      else { return .finished }
      if isCut { proposedStep = max(proposedStep ?? 0, proposed ?? 0) }
      if reachesEnd {
        if time >= end { return .finished }
        try beginStretch()
        system.evaluate(state, at: time, into: work.ends, scratch: work.scratch)
        statistics.evaluations += 1
      } else {
        work.ends.update(from: work.ends + system.dimension, count: system.dimension)
      }
      if costlySteps >= Self.costlyStepsBeforeChange { return .change }
    }
  }

  /// The first requested time after the current one, if it comes before the end of the stretch.
  @inlinable var nextStop: Double? {
    var (low, high) = (0, stops.count)
    while low < high {
      let middle = (low + high) / 2
      if stops[middle] > time { high = middle } else { low = middle + 1 }
    }
    return low < stops.count && stops[low] < stretchEnd ? stops[low] : nil
  }
}
