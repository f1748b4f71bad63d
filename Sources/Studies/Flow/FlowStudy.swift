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

  /// The points of a curve that looks smooth in a figure.
  public static let smoothCurve = 400

  /// A flow to be followed.
  public init(
    _ problem: LearningProblem, from initial: OrderParameters, at times: [Double],
    tolerance: Double = OrderParameterFlow.defaultTolerance, curvePoints: Int = 0
  ) {
    (self.problem, self.initial, self.times) = (problem, initial, times)
    (self.tolerance, self.curvePoints) = (tolerance, curvePoints)
  }

  /// Follows the flow.
  ///
  /// - Throws: `InvalidProblem`, `FlowError` or `RunCancelled`.
  public func run(_ context: RunContext = .current) throws -> FlowResult {
    try context.run { context in
      let moments = CurveMoments(times, curvePoints: curvePoints)
      let all = moments.times
      context.report(0, of: all.count, "times")
      let solution = try OrderParameterFlow(
        problem, integrator: Integrator(tolerance: Tolerance(relative: tolerance))
      ).solution(from: initial, at: all) { context.report($0, of: all.count, "times") }
      context.report(all.count, of: all.count, "times")
      let curve = FlowResult.Curve(
        times: all, states: solution.states,
        beta: EffectiveBeta(solution.weights, under: problem.training.feedback))
      let chosen = moments.chosen
      return FlowResult(
        problem: problem, times: times, states: chosen.map { curve.states[$0] },
        beta: curve.beta.at(chosen), curve: curve, statistics: solution.statistics)
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
  /// The same and more between the times, if asked for: what is drawn.
  public let curve: Curve
  /// What the integration cost.
  public let statistics: IntegrationStatistics

  /// States close enough to each other to be drawn as a curve.
  public struct Curve: Sendable {
    /// The times asked for, and those between them.
    public let times: [Double]
    /// One state per time.
    public let states: [OrderParameters]
    /// `β` at each time.
    public let beta: EffectiveBeta
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
    data.add(states: states, at: "states[]", over: "time")
    data.add(solver: statistics)
    return data
  }
}
