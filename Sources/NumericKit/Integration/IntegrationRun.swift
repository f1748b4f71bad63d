/// One integration in progress: where it is, what it has cost, who watches it.
///
/// The explicit phase (`IntegrationRun+Explicit.swift`) works for every scalar, the stiff phase
/// (`IntegrationRun+Stiff.swift`) for `Double`; each leaves a state from which the other can go on.
@usableFromInline
struct IntegrationRun<System: DifferentialSystem> {
  @usableFromInline typealias Scalar = System.Scalar

  /// How a phase ended.
  @usableFromInline
  enum Outcome {
    /// The end was reached, or the observer asked to stop.
    case finished
    /// The other method should go on.
    case change
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
  @usableFromInline var statistics = IntegrationStatistics()

  @inlinable
  init(
    _ system: System, state: UnsafeMutablePointer<Scalar>, over interval: ClosedRange<Double>,
    tolerance: Tolerance, limits: IntegrationLimits,
    observe: @escaping (DenseStep<Scalar>) throws -> StepDecision
  ) {
    self.system = system
    self.state = state
    self.tolerance = tolerance
    self.limits = limits
    maximumSteps = limits.steps(
      dimension: system.dimension, evaluationCost: system.evaluationCost)
    self.observe = observe
    time = interval.lowerBound
    end = interval.upperBound
    stretchEnd = interval.lowerBound
  }

  /// Stretches in a row that may be shorter than the smallest step.
  @inlinable static var briefStretchesAllowed: Int { 100 }

  /// Finds the next break point and prepares the system for the stretch before it.
  ///
  /// - Throws: When one stretch after another is too short to hold a step.
  @inlinable
  mutating func beginStretch() throws {
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
  @inlinable
  func representable(_ step: Double) -> Double { (time + max(minimumStep, step)) - time }

  /// Attempts from one look at whether to go on to the next.
  @inlinable static var attemptsPerLook: Int { 64 }

  /// The next step to try, and whether it ends the stretch.
  @inlinable
  func nextStep() throws -> (step: Double, reachesEnd: Bool) {
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
  @inlinable
  mutating func reject(
    step: Double, error: Double, by factor: Double, lane: @autoclosure () -> Int? = nil
  ) throws {
    statistics.rejected += 1
    guard representable(step * factor) < step else {
      throw failure(error.isFinite ? .stepTooSmall(step: step) : .notFinite, lane: lane())
    }
    proposedStep = step * factor
  }

  /// Shows an accepted step to the observer and moves to its end, or to where the observer stops.
  ///
  /// - Returns: Whether the integration is to go on.
  @inlinable
  mutating func accept(_ step: DenseStep<Scalar>) throws -> Bool {
    statistics.steps += 1
    switch try observe(step) {
    case .proceed:
      state.update(from: step.final, count: step.dimension)
      time = step.end
      return true
    case .stop(let stopTime):
      step.evaluate(at: stopTime, into: state)
      time = stopTime
      return false
    }
  }

  /// The error for a limit that was met here, by one lane or by all together.
  @inlinable
  func failure(_ reason: IntegrationError.Reason, lane: Int? = nil) -> IntegrationError {
    var worst: [Double] = []
    var size = -1.0
    for candidate in lane.map({ $0...$0 }) ?? 0...(Scalar.laneCount - 1) {
      let components = (0..<system.dimension).map { state[$0].lane(candidate) }
      let largest = components.map(\.magnitude).max() ?? 0
      if largest > size || largest.isNaN { (worst, size) = (components, largest) }
    }
    let isNamed = Scalar.laneCount > 1
    return IntegrationError(
      reason: reason, time: time, state: worst, lane: isNamed ? lane : nil)
  }
}
