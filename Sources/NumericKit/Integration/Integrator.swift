/// Solves initial-value problems with adaptive steps.
///
/// ```swift
/// let integrator = Integrator(tolerance: Tolerance(relative: 1e-8))
/// let flow = try OrderParameterFlow(problem, integrator: integrator)
/// ```
public struct Integrator: Sendable, Hashable {
  /// Which one-step method to use.
  public var method: IntegrationMethod
  /// How accurate to be.
  public var tolerance: Tolerance
  /// How much effort to spend.
  public var limits: IntegrationLimits

  /// An integrator that chooses its method by itself.
  public init(
    tolerance: Tolerance, method: IntegrationMethod = .automatic,
    limits: IntegrationLimits = IntegrationLimits()
  ) {
    self.method = method
    self.tolerance = tolerance
    self.limits = limits
  }

  /// The solution at the given times.
  ///
  /// - Parameters:
  ///   - system: The right-hand side, with its exact derivatives.
  ///   - initial: The state at `start`, one number per component.
  ///   - start: The time of the initial state.
  ///   - times: Non-decreasing and not before `start`.
  ///   - events: Conditions to locate on the way; a terminal one ends the integration, and then
  ///     later times have no state.
  ///   - spent: What the solve has cost already: limits and statistics cover the whole.
  ///   - reached: Told how many of the times have a state, whenever that changes.
  /// - Returns: One state per time reached.
  /// - Throws: ``IntegrationError``, or ``RunCancelled``, which is looked for now and then.
  @inlinable package func solve<System: DifferentiableSystem>(
    _ system: System, from initial: [Double], start: Double = 0, at times: [Double],
    events: [IntegrationEvent] = [], spent: IntegrationStatistics = IntegrationStatistics(),
    reached: ((Int) -> Void)? = nil
  ) throws -> IntegrationSolution<Double> {
    var sampler = Sampler(times: times, initial: initial, start: start)
    var locator = EventLocator(events, initial: initial, start: start)
    let end = max(start, times.last ?? start)
    let statistics = try withState(initial, of: system) { state in
      guard end > start else { return spent }
      var run = IntegrationRun(self, system, state: state, over: start...end) { step in
        let decision = events.isEmpty ? .proceed : locator.inspect(step)
        let count = sampler.states.count
        sampler.record(step, until: decision)
        if let reached, sampler.states.count > count { reached(sampler.states.count) }
        return decision
      }
      (run.statistics, run.stops) = (spent, times)
      try run.run(method: method)
      return run.statistics
    }
    return IntegrationSolution(
      states: sampler.states, statistics: statistics, events: locator.occurrences)
  }

  /// Integrates from the start to the end of an interval and shows every accepted step to an
  /// observer, which may stop the integration.
  ///
  /// - Returns: The time and state at which the integration ended, and its cost.
  /// - Throws: ``IntegrationError``, ``RunCancelled``, or what the observer throws.
  @inlinable package func integrate<System: DifferentiableSystem>(
    _ system: System, from initial: [Double], over interval: ClosedRange<Double>,
    observing observe: @escaping (DenseStep<Double>) throws -> StepDecision = { _ in .proceed }
  ) throws -> (time: Double, state: [Double], statistics: IntegrationStatistics) {
    try withState(initial, of: system) { state in
      var run = IntegrationRun(self, system, state: state, over: interval, observe: observe)
      if interval.lowerBound < interval.upperBound { try run.run(method: method) }
      let final = Array(UnsafeBufferPointer(start: state, count: initial.count))
      return (run.time, final, run.statistics)
    }
  }

  /// Gives `body` a buffer that holds a copy of the state.
  @inlinable func withState<System: DifferentialSystem, Result>(
    _ initial: [System.Scalar], of system: System,
    _ body: (UnsafeMutablePointer<System.Scalar>) throws -> Result
  ) rethrows -> Result {
    precondition(initial.count == system.dimension, "the state needs \(system.dimension) numbers")
    let state = LongRows.allocate(System.Scalar.self, capacity: initial.count)
    defer { state.deallocate() }
    state.initialize(from: initial, count: initial.count)
    return try body(state)
  }
}

/// States at the requested times, what happened on the way, and what it cost.
@usableFromInline package struct IntegrationSolution<Scalar: LaneScalar>: Sendable {
  /// One state per requested time; fewer if a terminal event ended the integration.
  @usableFromInline package let states: [[Scalar]]
  @usableFromInline package let statistics: IntegrationStatistics
  /// The events located, in the order of their times.
  @usableFromInline package let events: [EventOccurrence]

  @inlinable init(
    states: [[Scalar]], statistics: IntegrationStatistics, events: [EventOccurrence] = []
  ) {
    (self.states, self.statistics, self.events) = (states, statistics, events)
  }
}

/// Collects the states at requested times from the continuous extension of the steps.
@usableFromInline struct Sampler<Scalar: LaneScalar> {
  @usableFromInline let times: [Double]
  @usableFromInline var states: [[Scalar]] = []

  @inlinable init(times: [Double], initial: [Scalar], start: Double) {
    precondition(
      zip(times, times.dropFirst()).allSatisfy { $0 <= $1 }, "times must not decrease: \(times)")
    precondition(times.allSatisfy { $0 >= start }, "times must not lie before \(start)")
    self.times = times
    states.reserveCapacity(times.count)
    while states.count < times.count && times[states.count] == start { states.append(initial) }
  }

  @inlinable mutating func record(_ step: DenseStep<Scalar>, until decision: StepDecision) {
    var limit = step.end
    if case .stop(let time) = decision { limit = time }
    while states.count < times.count && times[states.count] <= limit {
      states.append(step.state(at: times[states.count]))
    }
  }
}
