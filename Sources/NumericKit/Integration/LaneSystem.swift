/// A system whose lanes are independent problems, each of which can also be solved alone.
@usableFromInline package protocol LaneSystem: DifferentialSystem {
  associatedtype Single: DifferentiableSystem

  /// The system of one lane, counted from 0.
  func single(_ lane: Int) -> Single
}

extension Integrator {
  /// The solutions of all lanes at the given times.
  ///
  /// All lanes share the explicit method's steps, the smallest that any of them needs. With
  /// ``IntegrationMethod/automatic`` they part when stability limits the step: from there each lane
  /// goes on by itself. With ``IntegrationMethod/stiff`` they are apart from the start. The limits
  /// bound the shared steps and those of all lanes together.
  ///
  /// - Parameters:
  ///   - system: The right-hand sides, one per lane.
  ///   - initial: The states at `start`.
  ///   - start: The time of the initial states.
  ///   - times: Non-decreasing and not before `start`.
  /// - Returns: One state per time.
  /// - Throws: ``IntegrationError`` if any lane cannot go on; it names the lane.
  @inlinable package func solve<System: LaneSystem>(
    _ system: System, from initial: [System.Scalar], start: Double = 0, at times: [Double]
  ) throws -> IntegrationSolution<System.Scalar> {
    var sampler = Sampler(times: times, initial: initial, start: start)
    let end = max(start, times.last ?? start)
    return try withState(initial, of: system) { state in
      let shared = try solveTogether(system, state, over: start...end) { step in
        sampler.record(step, until: .proceed)
      }
      guard !shared.isDone else {
        return IntegrationSolution(states: sampler.states, statistics: shared.statistics)
      }
      let reached = UnsafeBufferPointer(start: state, count: system.dimension)
      let remaining = Array(times[sampler.states.count...])
      var statistics = shared.statistics
      let lanes = try (0..<System.Scalar.laneCount).map { lane in
        try IntegrationError.naming(lane: lane) {
          let solution = try solve(
            system.single(lane), from: reached.map { $0.lane(lane) }, start: shared.time,
            at: remaining, spent: statistics)
          statistics = solution.statistics
          return solution.states
        }
      }
      let states = remaining.indices.map { sample in
        reached.indices.map { i in System.Scalar { lane in lanes[lane][sample][i] } }
      }
      return IntegrationSolution(states: sampler.states + states, statistics: statistics)
    }
  }

  /// Integrates all lanes from the start to the end of an interval and shows every step.
  ///
  /// Lanes share steps, and part, as in ``solve(_:from:start:at:)``; the limits hold for the shared
  /// steps and once more for each lane that goes on by itself.
  ///
  /// - Parameters:
  ///   - system: The right-hand sides, one per lane.
  ///   - initial: The states at the start of the interval.
  ///   - interval: Start and end time.
  ///   - observe: Sees each step that the lanes take together.
  ///   - observeLane: Sees each step that a lane, given by its index, takes by itself.
  /// - Returns: The states at the end.
  /// - Throws: ``IntegrationError`` if any lane cannot go on; it names the lane.
  @inlinable package func integrate<System: LaneSystem>(
    _ system: System, from initial: [System.Scalar], over interval: ClosedRange<Double>,
    observing observe: @escaping (DenseStep<System.Scalar>) -> Void,
    alone observeLane: @escaping (Int, DenseStep<Double>) -> Void
  ) throws -> [System.Scalar] {
    try withState(initial, of: system) { state in
      let shared = try solveTogether(system, state, over: interval, observing: observe)
      let reached = Array(UnsafeBufferPointer(start: state, count: system.dimension))
      guard !shared.isDone else { return reached }
      let lanes = try (0..<System.Scalar.laneCount).map { lane in
        try IntegrationError.naming(lane: lane) {
          try integrate(
            system.single(lane), from: reached.map { $0.lane(lane) },
            over: shared.time...interval.upperBound
          ) { step in
            observeLane(lane, step)
            return .proceed
          }.state
        }
      }
      return reached.indices.map { i in System.Scalar { lane in lanes[lane][i] } }
    }
  }

  /// The steps that all lanes take together.
  ///
  /// - Returns: Whether they have come to the end, else the time at which they have to part.
  @inlinable func solveTogether<System: LaneSystem>(
    _ system: System, _ state: UnsafeMutablePointer<System.Scalar>,
    over interval: ClosedRange<Double>,
    observing observe: @escaping (DenseStep<System.Scalar>) -> Void
  ) throws -> (isDone: Bool, time: Double, statistics: IntegrationStatistics) {
    var run = IntegrationRun(self, system, state: state, over: interval) { step in
      observe(step)
      return .proceed
    }
    let isDone =
      try interval.lowerBound == interval.upperBound
      || method != .stiff && run.explicitPhase(mayChange: method == .automatic) == .finished
    return (isDone, run.time, run.statistics)
  }
}
