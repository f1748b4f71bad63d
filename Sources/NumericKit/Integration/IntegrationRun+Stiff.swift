extension IntegrationRun where System: DifferentiableSystem {
  /// Steps in a row that the explicit method could take as well before it is tried again.
  @inlinable static var easyStepsBeforeChange: Int { 5 }

  /// Runs the method asked for, or both in turn, until the end.
  @inlinable mutating func run(method: IntegrationMethod) throws {
    if method == .stabilized { return try runStabilized() }
    var useStiff = method == .stiff
    let mayChange = method == .automatic
    while try (useStiff ? stiffPhase(mayChange: mayChange) : explicitPhase(mayChange: mayChange))
      == .change
    {
      useStiff.toggle()
      statistics.switches += 1
    }
  }

  /// Steps with the stiff method until the end, or until the explicit one would do.
  @inlinable mutating func stiffPhase(mayChange: Bool) throws -> Outcome {
    let work = RosenbrockWorkspace(for: system, tolerance: tolerance)
    defer { work.deallocate() }
    controller = StepController()
    var easySteps = 0
    try beginStretch()
    try prepareStep(work)
    if proposedStep == nil { proposedStep = guessStiffStep(work) }
    while true {
      let (h, reachesEnd) = try nextStep()
      let error = work.attempt(system, from: state, at: time, step: h)
      statistics.evaluations += RosenbrockTableau.stages - 1
      statistics.factorizations += 1
      guard error <= 1 else {
        try reject(step: h, error: error)
        continue
      }
      guard
        try accept(
          step: h, reachesEnd: reachesEnd, error: error, by: .rosenbrock, final: work.next,
          stages: work.stages)
      else { return .finished }
      if reachesEnd {
        if time >= end { return .finished }
        try beginStretch()
      }
      try prepareStep(work)
      easySteps = work.rateBound * (proposedStep ?? 0) < 1 ? easySteps + 1 : 0
      if mayChange && easySteps >= Self.easyStepsBeforeChange { return .change }
    }
  }

  /// Evaluates the right-hand side and its derivatives at the current state.
  @inlinable mutating func prepareStep(_ work: RosenbrockWorkspace) throws {
    system.evaluate(state, at: time, into: work.derivative, scratch: work.scratch)
    system.evaluateJacobian(state, at: time, into: work.jacobian)
    system.evaluateTimeDerivative(state, at: time, into: work.timeDerivative)
    statistics.evaluations += 1
    statistics.jacobians += 1
    guard (0..<system.dimension).allSatisfy({ work.derivative[$0].isFinite }) else {
      throw failure(.notFinite)
    }
  }

  /// A first step that changes no component by more than a hundredth.
  @inlinable func guessStiffStep(_ work: RosenbrockWorkspace) -> Double {
    var fastest = 1e-300
    for i in 0..<system.dimension {
      fastest = max(fastest, work.derivative[i].magnitude / work.scales[i](state[i].magnitude))
    }
    return min(end - time, 0.01 / fastest)
  }
}
