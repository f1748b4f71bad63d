/// A system whose lanes are independent problems, each of which can also be solved alone.
public protocol LaneSystem: DifferentialSystem {
  /// The system of one lane.
  associatedtype Single: DifferentiableSystem

  /// The system of one lane.
  ///
  /// - Parameter lane: Counted from 0, below `Scalar.laneCount`.
  /// - Returns: A system that solves that problem alone.
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
  @inlinable
  public func solve<System: LaneSystem>(
    _ system: System, from initial: [System.Scalar], start: Double = 0, at times: [Double]
  ) throws -> IntegrationSolution<System.Scalar> {
    precondition(initial.count == system.dimension, "the state needs \(system.dimension) numbers")
    var sampler = Sampler(times: times, initial: initial, start: start)
    let end = max(start, times.last ?? start)
    return try withState(initial) { state in
      var run = IntegrationRun(
        system, state: state, over: start...end, tolerance: tolerance, limits: limits
      ) { step in
        sampler.record(step, until: .proceed)
        return .proceed
      }
      let isDone =
        try end == start
        || method != .stiff && run.explicitPhase(mayChange: method == .automatic) == .finished
      if isDone {
        return IntegrationSolution(states: sampler.states, statistics: run.statistics)
      }
      let reached = UnsafeBufferPointer(start: state, count: system.dimension)
      let rest = try solveApart(
        system, from: reached, start: run.time, at: sampler.remaining, spent: run.statistics)
      return IntegrationSolution(
        states: sampler.states + rest.states, statistics: rest.statistics)
    }
  }

  /// Solves lane by lane; limits and statistics go on from what has been spent.
  @inlinable
  func solveApart<System: LaneSystem>(
    _ system: System, from initial: UnsafeBufferPointer<System.Scalar>, start: Double,
    at times: [Double], spent: IntegrationStatistics
  ) throws -> IntegrationSolution<System.Scalar> {
    var lanes: [[[Double]]] = []
    var statistics = spent
    for lane in 0..<System.Scalar.laneCount {
      do {
        let solution = try solve(
          system.single(lane), from: initial.map { $0.lane(lane) }, start: start, at: times,
          spent: statistics)
        lanes.append(solution.states)
        statistics = solution.statistics
      } catch let error as IntegrationError {
        throw error.inLane(lane)
      }
    }
    let states = times.indices.map { sample in
      (0..<system.dimension).map { i in System.Scalar { lane in lanes[lane][sample][i] } }
    }
    return IntegrationSolution(states: states, statistics: statistics)
  }
}
