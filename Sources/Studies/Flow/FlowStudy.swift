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
  /// - Throws: `InvalidProblem`, `UnrealizableState` or `FlowError`.
  public init(
    _ problem: LearningProblem, from initial: OrderParameters, at times: [Double],
    tolerance: Double = OrderParameterFlow.defaultTolerance, curvePoints: Int = 0
  ) throws {
    let integrator = Integrator(tolerance: Tolerance(relative: tolerance))
    self.problem = problem
    self.times = times
    guard let law = problem.training.feedback else {
      let flow = try OrderParameterFlow(problem, integrator: integrator)
      let moments = Self.moments(times, atLeast: curvePoints)
      let solution = try flow.solution(from: initial, at: moments.map(\.time))
      states = zip(solution.states, moments).filter(\.1.isAskedFor).map(\.0)
      curve = Curve(times: moments.map(\.time), states: solution.states)
      statistics = solution.statistics
      beta = EffectiveBeta(times.map(problem.training.beta.beta(at:)))
      return
    }
    let solution = try FeedbackFlow(problem, integrator: integrator)
      .solution(from: initial, at: times)
    states = solution.states
    curve = Curve(times: times, states: solution.states)
    statistics = solution.statistics
    beta = EffectiveBeta(
      latents: (0..<problem.latents).map { k in solution.weights.map { $0[k] } }, under: law)
  }

  /// The given times, and equally spaced ones between them where they are few.
  private static func moments(
    _ times: [Double], atLeast count: Int
  ) -> [(time: Double, isAskedFor: Bool)] {
    let given = times.map { (time: $0, isAskedFor: true) }
    guard times.count < count, let first = times.first, let last = times.last, first < last else {
      return given
    }
    let between = (1..<count).map { i in
      (time: first + (last - first) * Double(i) / Double(count), isAskedFor: false)
    }
    return (given + between).sorted { $0.time < $1.time }
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
