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
      let shared = try solveTogether(system, state, over: start...end) { step in
        sampler.record(step, until: .proceed)
      }
      if shared.isDone {
        return IntegrationSolution(states: sampler.states, statistics: shared.statistics)
      }
      let reached = UnsafeBufferPointer(start: state, count: system.dimension)
      let rest = try solveApart(
        system, from: reached, start: shared.time, at: sampler.remaining,
        spent: shared.statistics)
      return IntegrationSolution(
        states: sampler.states + rest.states, statistics: rest.statistics)
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
  @inlinable
  public func integrate<System: LaneSystem>(
    _ system: System, from initial: [System.Scalar], over interval: ClosedRange<Double>,
    observing observe: @escaping (DenseStep<System.Scalar>) -> Void,
    alone observeLane: @escaping (Int, DenseStep<Double>) -> Void
  ) throws -> [System.Scalar] {
    precondition(initial.count == system.dimension, "the state needs \(system.dimension) numbers")
    return try withState(initial) { state in
      let shared = try solveTogether(system, state, over: interval, observing: observe)
      let reached = Array(UnsafeBufferPointer(start: state, count: system.dimension))
      guard !shared.isDone else { return reached }
      let lanes = try (0..<System.Scalar.laneCount).map { lane in
        do {
          return try integrate(
            system.single(lane), from: reached.map { $0.lane(lane) },
            over: shared.time...interval.upperBound
          ) { step in
            observeLane(lane, step)
            return .proceed
          }.state
        } catch let error as IntegrationError {
          throw error.inLane(lane)
        }
      }
      return reached.indices.map { i in System.Scalar { lane in lanes[lane][i] } }
    }
  }

  /// The steps that all lanes take together.
  ///
  /// - Returns: Whether they have come to the end, else the time at which they have to part.
  @inlinable
  func solveTogether<System: LaneSystem>(
    _ system: System, _ state: UnsafeMutablePointer<System.Scalar>,
    over interval: ClosedRange<Double>,
    observing observe: @escaping (DenseStep<System.Scalar>) -> Void
  ) throws -> (isDone: Bool, time: Double, statistics: IntegrationStatistics) {
    var run = IntegrationRun(
      system, state: state, over: interval, tolerance: tolerance, limits: limits
    ) { step in
      observe(step)
      return .proceed
    }
    let isDone =
      try interval.lowerBound == interval.upperBound
      || method != .stiff && run.explicitPhase(mayChange: method == .automatic) == .finished
    return (isDone, run.time, run.statistics)
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
