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
  /// What the integration cost.
  public let statistics: IntegrationStatistics

  /// Follows the flow.
  ///
  /// - Parameters:
  ///   - problem: What is learned.
  ///   - initial: The state at `t = 0`.
  ///   - times: Non-decreasing and `≥ 0`.
  ///   - tolerance: The relative error allowed in a step.
  /// - Throws: `InvalidProblem`, `UnrealizableState` or `FlowError`.
  public init(
    _ problem: LearningProblem, from initial: OrderParameters, at times: [Double],
    tolerance: Double = OrderParameterFlow.defaultTolerance
  ) throws {
    let integrator = Integrator(tolerance: Tolerance(relative: tolerance))
    self.problem = problem
    self.times = times
    guard let law = problem.training.feedback else {
      let flow = try OrderParameterFlow(problem, integrator: integrator)
      let solution = try flow.solution(from: initial, at: times)
      states = solution.states
      statistics = solution.statistics
      beta = EffectiveBeta(times.map(problem.training.beta.beta(at:)))
      return
    }
    let solution = try FeedbackFlow(problem, integrator: integrator)
      .solution(from: initial, at: times)
    states = solution.states
    statistics = solution.statistics
    beta = EffectiveBeta(
      latents: (0..<problem.latents).map { k in solution.weights.map { $0[k] } }, under: law)
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
