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
      let moments = moments
      let all = moments.map(\.time)
      context.report(0, of: all.count, "times")
      let solution = try OrderParameterFlow(
        problem, integrator: Integrator(tolerance: Tolerance(relative: tolerance))
      ).solution(from: initial, at: all) { context.report($0, of: all.count, "times") }
      context.report(all.count, of: all.count, "times")
      let curve = FlowResult.Curve(
        times: all, states: solution.states,
        beta: EffectiveBeta(solution.weights, under: problem.training.feedback))
      let chosen = moments.indices.filter { moments[$0].isAskedFor }
      return FlowResult(
        problem: problem, times: times, states: chosen.map { curve.states[$0] },
        beta: curve.beta.at(chosen), curve: curve, statistics: solution.statistics)
    }
  }

  /// The given times, and where they are few others between them: equally spaced ones, and such that
  /// are dense near the start, where most flows are fastest.
  private var moments: [(time: Double, isAskedFor: Bool)] {
    let count = curvePoints
    let given = times.map { (time: $0, isAskedFor: true) }
    guard times.count < count, let first = times.first, let last = times.last, first < last else {
      return given
    }
    let shares = (1..<count).map { Double($0) / Double(count) }
    let others = (shares + shares.map { $0 * $0 * $0 }).map { first + (last - first) * $0 }
    let all = (given + others.map { (time: $0, isAskedFor: false) }).sorted { $0.time < $1.time }
    // Points on top of each other would be joined in any direction.
    let least = 1e-3 * (last - first) / Double(count)
    var moments: [(time: Double, isAskedFor: Bool)] = []
    for moment in all {
      if !moment.isAskedFor, let time = moments.last?.time, moment.time - time < least { continue }
      while let before = moments.last, !before.isAskedFor, moment.time - before.time < least {
        moments.removeLast()
      }
      moments.append(moment)
    }
    return moments
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
  public var method: String {
    switch statistics.stiffSteps {
    case 0: return "tsitouras5"
    case statistics.steps: return "rodas5p"
    default: return "tsitouras5+rodas5p"
    }
  }
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
    data.add("solver_method", .texts([method]), "Integrators that were used.", at: "solver.method")
    let cost = statistics
    for (name, count, meaning) in [
      ("steps", cost.steps, "Accepted steps."),
      ("rejected", cost.rejected, "Steps that were tried again."),
      ("evaluations", cost.evaluations, "Evaluations of the flow."),
      ("jacobians", cost.jacobians, "Jacobians computed."),
      ("factorizations", cost.factorizations, "Matrices factorised."),
      ("stiff_steps", cost.stiffSteps, "Steps of the method for stiff problems."),
      ("switches", cost.switches, "Changes between the methods."),
    ] {
      data.add("solver_\(name)", .whole([count]), meaning, at: "solver.\(name)")
    }
    return data
  }
}
