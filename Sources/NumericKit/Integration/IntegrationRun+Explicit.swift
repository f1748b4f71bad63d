import RealModule

extension IntegrationRun {
  /// Steps with the explicit pair until the end, or until the stiff method, or those stabilised, would be
  /// cheaper.
  @inlinable mutating func explicitPhase(
    mayChange: Bool, toStabilized: Bool = false
  ) throws -> Outcome {
    let work = TsitourasWorkspace<Scalar>(for: system, tolerance: tolerance)
    defer { work.deallocate() }
    let start = state
    controller = StepController()
    var watch = StiffnessWatch()
    try enterStretch(work)
    while true {
      let (h, reachesEnd) = try nextStep()
      let error = work.attempt(system, from: start, at: time, step: h)
      statistics.evaluations += 6
      guard error <= 1 else {
        if !error.isFinite { watch.stepLeftDomain(step: h) }
        try reject(step: h, error: error, lane: work.worstLane(from: start, step: h))
        continue
      }
      guard
        try accept(
          step: h, reachesEnd: reachesEnd, error: error, by: .tsitouras, final: work.next,
          stages: work.stages)
      else { return .finished }
      if mayChange && (watch.isAlert || statistics.steps % 4 == 0) {
        watch.accepted(step: h, stiffness: work.stiffness(step: h))
      }
      if reachesEnd {
        if time >= end { return .finished }
        try enterStretch(work)
      } else {
        work.stages.update(from: work.stages + 6 * system.dimension, count: system.dimension)
      }
      if watch.isLimited {
        if toStabilized || stiffPays { return .change }
        watch = StiffnessWatch()
      }
    }
  }

  /// Enters the stretch that starts here: `k_1`, and a first step if there is none yet.
  @inlinable mutating func enterStretch(_ work: TsitourasWorkspace<Scalar>) throws {
    try beginStretch()
    system.evaluate(state, at: time, into: work.stages, scratch: work.scratch)
    statistics.evaluations += 1
    for lane in 0..<Scalar.laneCount {
      guard (0..<system.dimension).allSatisfy({ work.stages[$0].lane(lane).isFinite }) else {
        throw failure(.notFinite, lane: lane)
      }
    }
    if proposedStep == nil { proposedStep = guessStep(work) }
  }

  /// A first step from the sizes of the first two derivatives (Hairer, Nørsett and Wanner, *Solving
  /// Ordinary Differential Equations I*, section II.4).
  @inlinable mutating func guessStep(_ work: TsitourasWorkspace<Scalar>) -> Double {
    let n = system.dimension
    let slope = work.stages
    func size(_ component: (Int) -> Scalar) -> Double {
      (0..<n).map { i in
        let scale = work.scales[i](state[i].magnitude)
        return (component(i).magnitude / (work.relative * scale)).largestLane
      }.max() ?? 0
    }
    let stateSize = size { state[$0] }
    let slopeSize = size { slope[$0] }
    var h = stateSize > 1e-5 && slopeSize > 1e-5 ? 0.01 * stateSize / slopeSize : 1e-6
    h = min(h, end - time)
    for i in 0..<n { work.next[i] = state[i] + h * slope[i] }
    let probe = time + min(h, stretchEnd - time)
    system.evaluate(work.next, at: probe, into: work.sixth, scratch: work.scratch)
    statistics.evaluations += 1
    let bend = size { work.sixth[$0] - slope[$0] } / h
    let largest = max(slopeSize, bend)
    guard largest.isFinite else { return 0.01 * h }
    let second = largest > 1e-15 ? Double.pow(0.01 / largest, 0.2) : max(1e-6, h * 1e-3)
    return min(100 * h, second, end - time)
  }

  /// Whether some forty stiff steps cost less than going on with explicit ones to the end, and their
  /// matrices of order `n` fit into a gigabyte.
  @inlinable var stiffPays: Bool {
    guard system.dimension <= 8192 else { return false }
    let n = Double(system.dimension)
    let evaluation = system.evaluationCost
    let jacobian = 2.5 * evaluation * (n / Double(Dual.directions)).rounded(.up)
    let stiffStep = jacobian + 2 * n * n * n / 3 + 8 * (evaluation + 4 * n * n)
    let explicitSteps = (end - time) / representable(proposedStep ?? 0)
    return explicitSteps * 6 * (evaluation + 10 * n) > 40 * stiffStep
  }
}
