import RealModule

/// One integration in progress: where it is, what it has cost, who watches it.
///
/// The explicit phase works for every scalar, the stiff phase (`IntegrationRun+Stiff.swift`) for
/// `Double`; each leaves a state from which the other can go on.
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
  @usableFromInline let end: Double
  @usableFromInline let observe: (DenseStep<Scalar>) throws -> StepDecision

  /// The current state; a buffer that the run's owner frees.
  @usableFromInline let state: UnsafeMutablePointer<Scalar>
  @usableFromInline var time: Double
  /// The end of the current stretch without break points.
  @usableFromInline var stretchEnd: Double
  /// The step to try next; 0 until one has been guessed.
  @usableFromInline var proposedStep = 0.0
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
    self.observe = observe
    time = interval.lowerBound
    end = interval.upperBound
    stretchEnd = interval.lowerBound
  }

  /// Finds the next break point and prepares the system for the stretch before it.
  @inlinable
  mutating func beginStretch() {
    stretchEnd = min(end, system.nextBreakPoint(after: time) ?? end)
    system.enterStretch(around: time + 0.5 * (stretchEnd - time))
  }

  /// The next step to try, and whether it ends the stretch.
  @inlinable
  func nextStep() throws -> (step: Double, reachesEnd: Bool) {
    guard statistics.steps + statistics.rejected < limits.maximumSteps else {
      throw failure(.tooManySteps(limit: limits.maximumSteps))
    }
    let remaining = stretchEnd - time
    if proposedStep >= remaining * (1 - 1e-12) { return (remaining, true) }
    return (proposedStep, false)
  }

  /// Shrinks the step after a rejection.
  ///
  /// - Throws: When the step cannot shrink further.
  @inlinable
  mutating func reject(step: Double, error: Double, by factor: Double) throws {
    statistics.rejected += 1
    proposedStep = step * factor
    if proposedStep < limits.minimumStepInUlps * max(time.ulp, .leastNormalMagnitude) {
      throw failure(error.isFinite ? .stepTooSmall(step: proposedStep) : .notFinite)
    }
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

  /// The error for a limit that was met here.
  @inlinable
  func failure(_ reason: IntegrationError.Reason) -> IntegrationError {
    var worst: [Double] = []
    var size = -1.0
    for lane in 0..<Scalar.laneCount {
      let components = (0..<system.dimension).map { state[$0].lane(lane) }
      let largest = components.map(\.magnitude).max() ?? 0
      if largest > size || largest.isNaN { (worst, size) = (components, largest) }
    }
    return IntegrationError(reason: reason, time: time, state: worst)
  }
}

extension IntegrationRun {
  /// Explicit steps that stability limited in a row before the stiff method is considered.
  @inlinable static var stiffStepsBeforeChange: Int { 15 }

  /// Steps with the explicit pair until the end, or until the stiff method would be cheaper.
  @inlinable
  mutating func explicitPhase(mayChange: Bool) throws -> Outcome {
    let work = TsitourasWorkspace<Scalar>(
      dimension: system.dimension, scratchCount: system.scratchCount)
    defer { work.deallocate() }
    var controller = StepController()
    var stabilityLimited = 0
    try enterStretch(work)
    while true {
      let (h, reachesEnd) = try nextStep()
      let error = work.attempt(system, from: state, at: time, step: h, tolerance: tolerance)
      statistics.evaluations += 6
      guard error <= 1 else {
        try reject(step: h, error: error, by: controller.factorAfterRejection(error: error))
        continue
      }
      let step = DenseStep(
        start: time, end: reachesEnd ? stretchEnd : time + h, dimension: system.dimension,
        initial: state, final: work.next, stages: work.stages, method: .tsitouras)
      guard try accept(step) else { return .finished }
      let grown = h * controller.factorAfterAcceptance(error: error)
      proposedStep = reachesEnd ? max(grown, proposedStep) : grown
      if mayChange && (stabilityLimited > 0 || statistics.steps % 4 == 0) {
        let stiffness = work.stiffness(step: h, tolerance: tolerance)
        stabilityLimited =
          stiffness > 0.85 * TsitourasTableau.stabilityLimit
          ? stabilityLimited + 1 : max(0, stabilityLimited - 3)
      }
      if reachesEnd {
        if time >= end { return .finished }
        try enterStretch(work)
      } else {
        work.stages.update(from: work.stages + 6 * system.dimension, count: system.dimension)
      }
      if stabilityLimited >= Self.stiffStepsBeforeChange {
        if stiffPays { return .change }
        stabilityLimited = 0
      }
    }
  }

  /// Enters the stretch that starts here: `k_1`, and a first step if there is none yet.
  @inlinable
  mutating func enterStretch(_ work: TsitourasWorkspace<Scalar>) throws {
    beginStretch()
    system.evaluate(state, at: time, into: work.stages, scratch: work.scratch)
    statistics.evaluations += 1
    guard (0..<system.dimension).allSatisfy({ work.stages[$0].allFinite }) else {
      throw failure(.notFinite)
    }
    if proposedStep == 0 { proposedStep = guessStep(work) }
  }

  /// A first step from the sizes of the first two derivatives (Hairer, Nørsett and Wanner, *Solving
  /// Ordinary Differential Equations I*, section II.4).
  @inlinable
  mutating func guessStep(_ work: TsitourasWorkspace<Scalar>) -> Double {
    let n = system.dimension
    let slope = work.stages
    func size(_ component: (Int) -> Scalar) -> Double {
      (0..<n).map { i in
        let scale = state[i].magnitude + Scalar(constant: tolerance.floor)
        return (component(i).magnitude / (tolerance.relative * scale)).largestLane
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
    let second = largest > 1e-15 ? (0.01 / largest).fifthRoot : max(1e-6, h * 1e-3)
    return min(100 * h, second, end - time)
  }

  /// Whether some forty stiff steps cost less than going on with explicit ones to the end.
  @inlinable
  var stiffPays: Bool {
    let n = Double(system.dimension)
    let evaluation = system.evaluationCost
    let jacobian = 2.5 * evaluation * (n / Double(Dual.directions)).rounded(.up)
    let stiffStep = jacobian + 2 * n * n * n / 3 + 8 * (evaluation + 4 * n * n)
    let explicitSteps = (end - time) / max(proposedStep, .leastNormalMagnitude)
    return explicitSteps * 6 * (evaluation + 10 * n) > 40 * stiffStep
  }
}

extension Double {
  @usableFromInline
  var fifthRoot: Double { Double.pow(self, 0.2) }
}
