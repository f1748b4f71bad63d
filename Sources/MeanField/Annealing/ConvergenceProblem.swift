import LinearVAE
import NumericKit

/// Flows of one problem under different schedules, and how long each takes to converge.
///
/// ```swift
/// let problem = try ConvergenceProblem(problem, from: start)
/// let constant = try problem.convergence(under: .constant(1))
/// let annealed = try problem.convergence(under: .tanh(rate: 0.2))
/// ```
public struct ConvergenceProblem: Sendable {
  /// What is learned; its own schedule plays no part.
  public let problem: LearningProblem
  /// The state at `t = 0`.
  public let initial: OrderParameters
  /// How far above the error of the fixed point counts as converged.
  public let tolerance: Double
  /// The relative error allowed in a step of the integration.
  public let integrationTolerance: Double

  /// How near to the fixed point counts, unless given.
  public static let defaultTolerance = 1e-3

  /// A problem with a start.
  ///
  /// - Throws: `InvalidProblem` for a parameter outside its domain, or the error of
  ///   `OrderParameters.checkRealizable(data:)`.
  public init(
    _ problem: LearningProblem, from initial: OrderParameters,
    tolerance: Double = defaultTolerance,
    integrationTolerance: Double = OrderParameterFlow.defaultTolerance
  ) throws {
    precondition(tolerance > 0, "a tolerance must be positive, not \(tolerance)")
    try problem.validateWithKnownBeta()
    try initial.checkRealizable(data: problem.data)
    self.problem = problem
    self.initial = initial
    self.tolerance = tolerance
    self.integrationTolerance = integrationTolerance
  }

  /// The problem under another schedule.
  ///
  /// - Parameter schedule: `β(t)`.
  /// - Returns: The same but for its schedule.
  public func annealed(by schedule: BetaSchedule) -> LearningProblem {
    let training = problem.training
    return LearningProblem(
      data: problem.data, latents: problem.latents,
      training: Training(
        rates: training.rates, weightDecay: training.weightDecay, batch: training.batch,
        beta: schedule, variance: training.variance))
  }

  /// The states that attract once `β` has settled on a value.
  public func targets(beta: Double) throws -> ConvergenceTargets {
    let attractors = try FixedPointAnalysis(problem, beta: beta).attractors()
    return ConvergenceTargets(beta: beta, attractors: attractors)
  }

  /// How long the flow takes under a schedule.
  ///
  /// - Parameters:
  ///   - schedule: `β(t)`, in the units of the flow.
  ///   - targets: What attracts at its final value, if known: schedules that end on one value share
  ///     it.
  /// - Returns: The time of convergence; a schedule that never arrives is a result with the reason.
  /// - Throws: `InvalidProblem` for a schedule with impossible values.
  public func convergence(
    under schedule: BetaSchedule, to targets: ConvergenceTargets? = nil
  ) throws -> Convergence {
    let annealed = annealed(by: schedule)
    try annealed.validate()
    guard let beta = schedule.finalValue, beta > 0 else { return Convergence(.unsettledSchedule) }
    let known = try targets ?? self.targets(beta: beta)
    precondition(
      known.beta == beta, "targets at β = \(known.beta) for a schedule that ends on \(beta)")
    guard !known.attractors.isEmpty else { return Convergence(.noAttractor) }
    return ConvergenceRun(self, problem: annealed, targets: known).result()
  }
}

/// What attracts at the value on which schedules settle.
public struct ConvergenceTargets: Sendable {
  /// The value of `β`.
  public let beta: Double
  /// The attracting fixed points.
  public let attractors: [FixedPoint]

  /// The rate at which the slowest deviation from the attracting state dies out; the smallest of
  /// several.
  public var spectralGap: Double { attractors.map { -$0.transverseGrowthRate }.min() ?? 0 }
}
