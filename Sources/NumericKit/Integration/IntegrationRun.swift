/// One integration in progress: where it is, what it has cost, who watches it.
///
/// The explicit phase (`IntegrationRun+Explicit.swift`) works for every scalar, the stiff phase
/// (`IntegrationRun+Stiff.swift`) for `Double`; each leaves a state from which the other can go on.
@usableFromInline struct IntegrationRun<System: DifferentialSystem> {
  @usableFromInline typealias Scalar = System.Scalar

  /// How a phase ended: at the end of the interval or where the observer asked to stop, or since the
  /// other method should go on.
  @usableFromInline enum Outcome {
    case finished, change
  }

  @usableFromInline var system: System
  @usableFromInline let tolerance: Tolerance
  @usableFromInline let limits: IntegrationLimits
  @usableFromInline let maximumSteps: Int
  @usableFromInline let end: Double
  @usableFromInline let observe: (DenseStep<Scalar>) throws -> StepDecision
  /// The run that this integration is part of.
  @usableFromInline let watch = RunContext.currentWatch

  /// The current state; a buffer that the run's owner frees.
  @usableFromInline let state: UnsafeMutablePointer<Scalar>
  @usableFromInline var time: Double
  /// The end of the current stretch without break points.
  @usableFromInline var stretchEnd: Double
  /// Stretches in a row, up to this one, that are shorter than the smallest step.
  @usableFromInline var briefStretches = 0
  /// The step to try next, once one has been guessed.
  @usableFromInline var proposedStep: Double?
  @usableFromInline var controller = StepController()
  @usableFromInline var statistics = IntegrationStatistics()
  /// Times, in order, at which the stabilised methods end a step: their continuous extension is of low order.
  @usableFromInline var stops: [Double] = []

  @inlinable init(
    _ integrator: Integrator, _ system: System, state: UnsafeMutablePointer<Scalar>,
    over interval: ClosedRange<Double>,
    observe: @escaping (DenseStep<Scalar>) throws -> StepDecision
  ) {
    (self.system, self.state, self.observe) = (system, state, observe)
    (tolerance, limits) = (integrator.tolerance, integrator.limits)
    maximumSteps = limits.steps(
      dimension: system.dimension, evaluationCost: system.evaluationCost)
    (time, end, stretchEnd) = (interval.lowerBound, interval.upperBound, interval.lowerBound)
  }

  /// Stretches in a row that may be shorter than the smallest step.
  @inlinable static var briefStretchesAllowed: Int { 100 }

  /// Finds the next break point and prepares the system for the stretch before it.
  ///
  /// - Throws: When one stretch after another is too short to hold a step.
  @inlinable mutating func beginStretch() throws {
    stretchEnd = min(end, system.nextBreakPoint(after: time) ?? end)
    precondition(stretchEnd > time, "the break point \(stretchEnd) is not after \(time)")
    briefStretches = stretchEnd - time < minimumStep ? briefStretches + 1 : 0
    guard briefStretches <= Self.briefStretchesAllowed else {
      throw failure(.breakPointsTooClose(spacing: stretchEnd - time))
    }
    system.enterStretch(around: time + 0.5 * (stretchEnd - time))
  }

  /// The smallest step that is tried: the clock must be able to tell its ends apart.
  @inlinable var minimumStep: Double {
    max(1, limits.minimumStepInUlps) * max(time.ulp, .leastNormalMagnitude)
  }

  /// The difference of the current time and the one that is nearest to a step later: state and time
  /// must advance by the same step.
  @inlinable @inline(__always) func representable(_ step: Double) -> Double {
    (time + max(minimumStep, step)) - time
  }

  /// Attempts from one look at whether to go on to the next.
  @inlinable static var attemptsPerLook: Int { 64 }

  /// The next step to try, and whether it ends the stretch.
  // Where it is not in line, the whole run is copied for the call.
  @inlinable @inline(__always) func nextStep() throws -> (step: Double, reachesEnd: Bool) {
    let attempts = statistics.steps + statistics.rejected
    guard attempts < maximumSteps else { throw failure(.tooManySteps(limit: maximumSteps)) }
    if attempts % Self.attemptsPerLook == 0 { try watch?.check() }
    let remaining = stretchEnd - time
    let step = representable(proposedStep ?? 0)
    // A rest below the resolution of the clock, or of the proposal, is no step of its own.
    return step < remaining * (1 - 1e-12) ? (step, false) : (remaining, true)
  }

  /// Shrinks the step after a rejection.
  ///
  /// - Throws: When the step cannot shrink further, naming the lane to blame.
  @inlinable mutating func reject(
    step: Double, error: Double, lane: @autoclosure () -> Int? = nil
  ) throws {
    let smaller = step * controller.factorAfterRejection(error: error)
    statistics.rejected += 1
    guard representable(smaller) < step else {
      throw failure(error.isFinite ? .stepTooSmall(step: step) : .notFinite, lane: lane())
    }
    proposedStep = smaller
  }

  /// Shows an accepted step to the observer, moves to its end, or to where the observer stops, and
  /// proposes the next one.
  ///
  /// - Returns: Whether the integration is to go on.
  @inlinable mutating func accept(
    step h: Double, reachesEnd: Bool, error: Double, by method: StepMethod,
    final: UnsafePointer<Scalar>, stages: UnsafePointer<Scalar>, end stop: Double? = nil
  ) throws -> Bool {
    let step = DenseStep(
      start: time, end: reachesEnd ? stretchEnd : stop ?? time + h, dimension: system.dimension,
      initial: state, final: final, stages: stages, method: method)
    statistics.steps += 1
    if method == .rosenbrock { statistics.stiffSteps += 1 }
    if case .stop(let stopTime) = try observe(step) {
      step.evaluate(at: stopTime, into: state)
      time = stopTime
      return false
    }
    state.update(from: step.final, count: step.dimension)
    time = step.end
    let grown = h * controller.factorAfterAcceptance(error: error)
    proposedStep = reachesEnd ? max(grown, proposedStep ?? 0) : grown
    return true
  }

  /// The error for a limit that was met here, by one lane or by all together.
  @usableFromInline func failure(_ reason: IntegrationError.Reason, lane: Int? = nil)
    -> IntegrationError
  {
    var worst: [Double] = []
    var size = -1.0
    for candidate in lane.map({ $0...$0 }) ?? 0...(Scalar.laneCount - 1) {
      let components = (0..<system.dimension).map { state[$0].lane(candidate) }
      let largest = components.map(\.magnitude).max() ?? 0
      if largest > size || largest.isNaN { (worst, size) = (components, largest) }
    }
    return IntegrationError(
      reason: reason, time: time, state: worst, lane: Scalar.laneCount > 1 ? lane : nil)
  }
}
