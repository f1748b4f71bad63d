import LinearVAE
import NumericKit

/// The order parameters of online SGD in the limit `N → ∞` when `β` follows from the state of
/// training: the flow (flow-m) … (flow-D) with the weights of a feedback law, and the law's memory
/// beside it.
///
/// ```swift
/// let law = FeedbackLaw.control(set: .constant(1), integral: 0.1)
/// let flow = try FeedbackFlow(
///   LearningProblem(
///     data: SpikedData(signals: [1], noise: 1), latents: 1,
///     training: Training(rates: .limit, weight: .feedback(law))))
/// let weights = try flow.solution(from: start, at: [0, 10, 20]).weights
/// ```
public struct FeedbackFlow: LearningProcess {
  /// What is learned, by what, and how; its training has a feedback law.
  public let problem: LearningProblem
  /// Method, tolerance and limits of the integration.
  public let integrator: Integrator

  let system: FeedbackSystem

  /// The flow of a problem.
  ///
  /// - Parameters:
  ///   - problem: What is learned.
  ///   - integrator: As for ``OrderParameterFlow``.
  /// - Throws: What `LearningProblem.validate()` throws, and `InvalidProblem` with key path
  ///   `training.beta` for a problem without a feedback law.
  public init(
    _ problem: LearningProblem,
    integrator: Integrator = Integrator(
      tolerance: Tolerance(relative: OrderParameterFlow.defaultTolerance))
  ) throws {
    try problem.validate()
    guard let law = problem.training.feedback else {
      throw InvalidProblem(
        "training.beta", found: "a schedule", allowed: "a feedback law here",
        advice: "a schedule is followed by OrderParameterFlow")
    }
    self.problem = problem
    self.integrator = integrator
    system = FeedbackSystem(problem, law)
  }

  /// The order parameters at the requested times.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`.
  ///   - times: Non-decreasing and `≥ 0`.
  /// - Returns: One state per entry of `times`; `times == [0]` returns `[initial]`.
  /// - Throws: As ``OrderParameterFlow/trajectory(from:at:)``.
  public func trajectory(
    from initial: OrderParameters, at times: [Double]
  ) throws -> [OrderParameters] {
    try solution(from: initial, at: times).states
  }

  /// The order parameters and the weights at the requested times, with the cost of the solve.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`.
  ///   - times: Non-decreasing and `≥ 0`.
  /// - Returns: One state, and one weight a latent, per entry of `times`.
  /// - Throws: As ``trajectory(from:at:)``.
  /// - Complexity: As for ``OrderParameterFlow``; a narrow width or a large gain make the flow stiff.
  public func solution(
    from initial: OrderParameters, at times: [Double]
  ) throws -> FeedbackSolution {
    try initial.checkRealizable(data: problem.data)
    let (layout, law) = (system.layout, system.law)
    let start =
      layout.coordinates(of: initial)
      + law.controller.initialMemory(
        reference: law.reference.beta(at: 0),
        distortion: initial.relativeDistortion(data: problem.data))
    do {
      let solution = try integrator.solve(system, from: start, at: times)
      return FeedbackSolution(
        times: times,
        states: solution.states.map { layout.state(of: Array($0.prefix(layout.count))) },
        weights: zip(solution.states, times).map { system.weights($0, at: $1) },
        statistics: solution.statistics)
    } catch let error as IntegrationError {
      throw FlowError(error, problem: problem, initial: start)
    }
  }
}

/// States and weights of the flow under feedback at the requested times, and what they cost.
public struct FeedbackSolution: Sendable {
  /// The requested times.
  public let times: [Double]
  /// One state per time.
  public let states: [OrderParameters]
  /// `β_k` of each latent, per time.
  public let weights: [[Double]]
  /// Steps, evaluations and factorisations of the solve.
  public let statistics: IntegrationStatistics
}
