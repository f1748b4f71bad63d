import LinearVAE
import NumericKit

/// Carries the covariance of (linear-noise) along a path of the flow, in steps that may be long wherever
/// the flow hardly moves, however stiff it is.
struct NoiseRun {
  private let system: DifferentiableFlow
  private let generator: NoiseGenerator
  private let exponential: LyapunovStep
  private let interpolant: CovarianceInterpolant
  private let tolerance: Double
  private var path: FlowPath
  /// The flow on the current stretch between break points of the schedule.
  private var stretch: DifferentiableFlow
  private var stretchEnd: Double?
  private(set) var state: [Double]
  private(set) var time = 0.0
  private var proposed: Double
  /// ``NoiseGenerator/Change/slope`` of the step.
  private var slope = Double.infinity

  /// `Ξ`, row after row.
  private(set) var covariance: [Double]
  /// Steps with a generator of their own.
  private(set) var steps = 0

  /// A run that is to end at a time.
  init(
    _ problem: LearningProblem, along path: FlowPath, to end: Double, covariance: Matrix,
    tolerance: Double
  ) {
    system = DifferentiableFlow(problem)
    (self.path, self.tolerance, proposed) = (path, tolerance, 1e-3 * end)
    self.covariance = covariance.elements
    generator = NoiseGenerator(problem, order: system.dimension)
    exponential = LyapunovStep(order: system.dimension)
    interpolant = CovarianceInterpolant(order: system.dimension)
    state = Array(repeating: 0, count: system.dimension)
    stretch = system
    enterStretch()
  }

  /// Carries the covariance through the given times.
  ///
  /// - Parameters:
  ///   - times: Non-decreasing, the last one the end of the run.
  ///   - reached: Called at each with the run.
  /// - Throws: `RunCancelled`, or ``FlowError`` if the covariance grows beyond all bounds.
  mutating func advance(through times: [Double], _ reached: (borrowing NoiseRun) -> Void) throws {
    var next = 0
    func passTimes(_ run: borrowing NoiseRun) {
      while next < times.count, times[next] <= run.time {
        reached(run)
        next += 1
      }
    }
    evaluateState(at: time)
    passTimes(self)
    while next < times.count {
      try RunContext.current.checkCancellation()
      let limit = min(times[times.count - 1], stretchEnd ?? .infinity)
      guard let end = try step(upTo: limit) else { continue }
      if times[next] < end {
        let inner = times[next...].prefix { $0 < end }
        guard try pass(inner, to: end, reached) else { continue }
        next += inner.count
      } else {
        try carry(to: end)
      }
      passTimes(self)
      if end == stretchEnd { enterStretch() } else { generator.proceed() }
    }
  }

  /// Makes ready for a step.
  ///
  /// - Parameter limit: The latest time at which it may end.
  /// - Returns: The end of the step; `nil` if a shorter one must be tried.
  /// - Throws: ``FlowError`` where the generator is not finite.
  private mutating func step(upTo limit: Double) throws -> Double? {
    let end = proposed < (1 - 1e-9) * (limit - time) ? time + proposed : limit
    let h = end - time
    evaluateGenerator(at: time + 0.5 * h, for: .middle)
    evaluateGenerator(at: end, for: .end)
    let change = generator.formMean(h)
    guard change.error.isFinite else { throw FlowError.diverged(time: time, largest: .infinity) }
    let factor = 0.9 * (tolerance / max(change.error, 1e-6 * tolerance)).squareRoot().squareRoot()
    slope = change.slope
    if change.error > tolerance, h > 1e-12 * (1 + time) {
      proposed = h * min(0.8, max(0.1, factor))
      return nil
    }
    steps += 1
    prepared = nil
    proposed = max(end < time + proposed ? proposed : 0, h * min(5, factor))
    return end
  }

  /// Passes times within a step and goes to its end.
  ///
  /// - Returns: Whether the covariance is known at them; if not, a step to the first of them must be taken.
  private mutating func pass(
    _ times: ArraySlice<Double>, to end: Double, _ reached: (borrowing NoiseRun) -> Void
  ) throws -> Bool {
    let (start, first) = (time, covariance)
    try carry(to: end)
    let (last, h) = (covariance, end - start)
    guard interpolant.prepare(generator, h, from: first, to: last) else {
      (time, covariance) = (start, first)
      // One generator may stand for every part of the step.
      guard slope <= 0.1 * tolerance else {
        proposed = times[times.startIndex] - start
        return false
      }
      for time in times {
        try carry(to: time)
        reached(self)
      }
      try carry(to: end)
      return true
    }
    for time in times {
      self.time = time
      evaluateState(at: time)
      covariance = interpolant.value(at: (time - start) / h)
      reached(self)
    }
    (time, covariance) = (end, last)
    evaluateState(at: time)
    return true
  }

  /// The length of the step for which ``exponential`` is ready.
  private var prepared: Double?

  private mutating func carry(to end: Double) throws {
    guard end > time else { return }
    try prepare(end - time)
    exponential.advance(&covariance)
    time = end
    evaluateState(at: time)
  }

  private mutating func prepare(_ h: Double) throws {
    // Times are seldom equally spaced to the last bit.
    if let prepared, abs(prepared - h) <= 1e-9 * h { return }
    guard exponential.prepare(h, drift: generator.mean.J, source: generator.mean.B) else {
      throw FlowError.diverged(time: time, largest: .infinity)
    }
    prepared = h
  }

  private mutating func enterStretch() {
    stretch = system.entering(time)
    stretchEnd = system.nextBreakPoint(after: time)
    evaluateGenerator(at: time, for: .start)
  }

  private mutating func evaluateState(at time: Double) { path.evaluate(at: time, into: &state) }

  private mutating func evaluateGenerator(at time: Double, for point: NoiseGenerator.Point) {
    evaluateState(at: time)
    generator.evaluate(stretch, state, at: time, for: point)
  }
}
