import LinearVAE
import MeanField
import NumericKit

/// The order parameters of one problem followed to the times asked for.
public struct FlowStudy: Sendable {
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

  /// The points of a curve that looks smooth in a figure.
  public static let smoothCurve = 400

  /// Follows the flow.
  ///
  /// - Parameters:
  ///   - problem: What is learned.
  ///   - initial: The state at `t = 0`.
  ///   - times: Non-decreasing and `≥ 0`.
  ///   - tolerance: The relative error allowed in a step.
  ///   - curvePoints: How many points the curve has at least; they change neither the steps nor the
  ///     states at the times.
  /// - Throws: `InvalidProblem` or `FlowError`.
  public init(
    _ problem: LearningProblem, from initial: OrderParameters, at times: [Double],
    tolerance: Double = OrderParameterFlow.defaultTolerance, curvePoints: Int = 0
  ) throws {
    let integrator = Integrator(tolerance: Tolerance(relative: tolerance))
    self.problem = problem
    self.times = times
    let moments = Self.moments(times, atLeast: curvePoints)
    let all = moments.map(\.time)
    let solution = try OrderParameterFlow(problem, integrator: integrator)
      .solution(from: initial, at: all)
    curve = Curve(
      times: all, states: solution.states,
      beta: EffectiveBeta(solution.weights, under: problem.training.feedback))
    statistics = solution.statistics
    let chosen = moments.indices.filter { moments[$0].isAskedFor }
    states = chosen.map { [curve] in curve.states[$0] }
    beta = curve.beta.at(chosen)
  }

  /// The given times, and where they are few others between them: equally spaced ones, and such that
  /// are dense near the start, where most flows are fastest.
  private static func moments(
    _ times: [Double], atLeast count: Int
  ) -> [(time: Double, isAskedFor: Bool)] {
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
