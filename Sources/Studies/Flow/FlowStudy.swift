import LinearVAE
import MeanField
import NumericKit
import Storage

/// Follows the order parameters of one problem to the times asked for.
public struct FlowStudy: Sendable {
  /// What is learned, and how.
  public var problem: LearningProblem
  /// The state at `t = 0`.
  public var initial: OrderParameters
  /// Non-decreasing and `≥ 0`, in steps divided by `N`, or in `τt` in the small-rate limit.
  public var times: [Double]
  /// The relative error allowed in a step.
  public var tolerance: Double
  /// How many points the curve has at least; they change neither the steps nor the states at the times.
  public var curvePoints: Int
  /// Of which runs the spread is asked for; `nil` if it is not.
  public var spread: SpreadQuestion?

  /// The points of a curve that looks smooth in a figure.
  public static let smoothCurve = 400

  /// A flow to be followed.
  public init(
    _ problem: LearningProblem, from initial: OrderParameters, at times: [Double],
    tolerance: Double = OrderParameterFlow.defaultTolerance, curvePoints: Int = 0,
    spread: SpreadQuestion? = nil
  ) {
    (self.problem, self.initial, self.times) = (problem, initial, times)
    (self.tolerance, self.curvePoints, self.spread) = (tolerance, curvePoints, spread)
  }

  /// Follows the flow.
  ///
  /// - Throws: `InvalidProblem`, `FlowError` or `RunCancelled`.
  public func run(_ context: RunContext = .current) throws -> FlowResult {
    try context.run { context in
      if problem.data.samplesPerDimension != nil { return try runOnSamples(context) }
      let moments = CurveMoments(times, curvePoints: curvePoints)
      let all = moments.times
      let integrator = Integrator(tolerance: Tolerance(relative: tolerance))
      context.report(0, of: all.count, "times")
      let solution = try OrderParameterFlow(problem, integrator: integrator)
        .solution(from: initial, at: all) { context.report($0, of: all.count, "times") }
      let spread = try spread.map {
        try Spread($0, of: problem, from: initial, at: all, by: integrator) {
          context.report($0, of: all.count, "times of the spread")
        }
      }
      context.report(all.count, of: all.count, "times")
      let curve = FlowResult.Curve(
        times: all, states: solution.states,
        beta: EffectiveBeta(solution.weights, under: problem.training.feedback), spread: spread)
      let chosen = moments.chosen
      return FlowResult(
        problem: problem, times: times, states: chosen.map { curve.states[$0] },
        beta: curve.beta.at(chosen), spread: spread?.at(chosen), curve: curve,
        statistics: solution.statistics)
    }
  }
}

/// The order parameters of one problem at the times asked for.
public struct FlowResult: Sendable {
  /// What was learned, and how.
  public let problem: LearningProblem
  /// The times, in steps divided by `N`, or in `τt` in the small-rate limit.
  public let times: [Double]
  /// One state per time.
  public let states: [OrderParameters]
  /// `β` at each time: the schedule, or what a feedback law made of the states.
  public let beta: EffectiveBeta
  /// How far runs stray from the states, if asked for.
  public let spread: Spread?
  /// The same and more between the times, if asked for: what is drawn.
  public let curve: Curve
  /// What the integration cost.
  public let statistics: IntegrationStatistics
  /// What the samples say of the course, where they are used again; `nil` for fresh ones.
  public var samples: SampleCourse?

  /// States close enough to each other to be drawn as a curve.
  public struct Curve: Sendable {
    /// The times asked for, and those between them.
    public let times: [Double]
    /// One state per time.
    public let states: [OrderParameters]
    /// `β` at each time.
    public let beta: EffectiveBeta
    /// How far runs stray from the states, if asked for.
    public let spread: Spread?
  }

  /// A generalization error at each time.
  ///
  /// - Parameter form: Which of its definitions.
  /// - Returns: One number per time.
  public func generalizationError(_ form: GeneralizationError) -> [Double] {
    states.map { $0.generalizationError(form, data: problem.data) }
  }

  /// The methods that took the steps.
  public var method: String { statistics.methodName }
}

extension FlowResult {
  /// The states at the times asked for, and what the integration cost.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "time")
    data.note("problem", problem, "The problem with all defaults.")
    data.add("times", .numbers(times), "Times in steps / N, or τt with rates: limit.", over: "time")
    data.add(beta)
    data.add(errorsOf: states, data: self.problem.data, at: "generalization_error", over: "time")
    if let samples { data.add(samples, of: self) }
    data.add(states: states, at: "states[]", over: "time")
    data.add(spread)
    data.add(solver: statistics)
    return data
  }
}

extension Dataset {
  /// Adds the standard deviations of one run, if there are any.
  mutating func add(_ spread: Spread?) {
    guard let spread else { return }
    let unit = spread.question.dimension == nil ? "√N times the standard" : "standard"
    add(
      states: spread.states, at: "standard_deviation[]", prefix: "standard_deviation_",
      "\(unit) deviation of one run around the flow", over: "time")
    add(
      "generalization_error_aligned_standard_deviation", .numbers(spread.error),
      "Of the aligned error: \(unit) deviation of one run.",
      at: "generalization_error.aligned_standard_deviation", over: "time")
    note("dimension", spread.question.dimension, "Dimension N of the run; none for √N times.")
  }
}
