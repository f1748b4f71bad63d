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

  /// The problem under another schedule `β(t)`.
  public func annealed(by schedule: BetaSchedule) -> LearningProblem {
    var annealed = problem
    annealed.training.weight = .schedule(schedule)
    return annealed
  }

  /// The states that attract once `β` has settled on a value.
  public func targets(beta: Double) throws -> ConvergenceTargets {
    let attractors = try FixedPointAnalysis(problem, beta: beta).attractors()
    return ConvergenceTargets(beta: beta, attractors: attractors)
  }

  /// How long the flow takes under a schedule, in the units of the flow; one that never arrives is a
  /// result with the reason. Schedules that end on one value share the targets there, if known.
  ///
  /// - Throws: `InvalidProblem` for a schedule with impossible values.
  public func convergence(
    under schedule: BetaSchedule, to targets: ConvergenceTargets? = nil
  ) throws -> Convergence {
    try annealed(by: schedule).validate()
    guard let beta = schedule.finalValue, beta > 0 else { return Convergence(.unsettledSchedule) }
    let targets = try targets ?? self.targets(beta: beta)
    return obstacle(under: [schedule], to: targets) ?? alone(under: schedule, to: targets)
  }

  /// How long the flow takes under each of several schedules that end on one value of `β`.
  ///
  /// Eight schedules are followed at once; faster than one by one, and equal to it within the accuracy of
  /// the integration.
  ///
  /// - Throws: `InvalidProblem` for a schedule with impossible values.
  /// - Precondition: Every schedule settles on the `β` of the targets.
  public func convergences(
    under schedules: [BetaSchedule], to targets: ConvergenceTargets
  ) throws -> [Convergence] {
    for schedule in schedules { try annealed(by: schedule).validate() }
    if let obstacle = obstacle(under: schedules, to: targets) {
      return schedules.map { _ in obstacle }
    }
    let context = RunContext.current
    var results: [Convergence] = []
    for first in stride(from: 0, to: schedules.count, by: Lanes.laneCount) {
      try context.checkCancellation()
      context.report(first, of: schedules.count, "rates")
      let members = schedules[first..<min(first + Lanes.laneCount, schedules.count)]
      // A flow that ends stops those that share its steps; alone, they go on.
      results +=
        (try? self.results(of: members.map(annealed), to: targets, as: Lanes.self))
        ?? members.map { alone(under: $0, to: targets) }
    }
    if !schedules.isEmpty { context.report(schedules.count, of: schedules.count, "rates") }
    return results
  }

  private typealias Lanes = SIMD8<Double>

  private func alone(under schedule: BetaSchedule, to targets: ConvergenceTargets) -> Convergence {
    let results = try? results(of: [annealed(by: schedule)], to: targets, as: Double.self)
    return results?.first ?? Convergence(.flowEnded, target: target(targets))
  }

  private func target(_ targets: ConvergenceTargets) -> Double? {
    targets.attractors.first?.state.generalizationError(data: problem.data)
  }

  /// What keeps the flow from all that attracts, whatever the schedule, which must settle on the `β` of the
  /// targets.
  ///
  /// Followed with all coordinates, latents that start alike part by rounding, at a time that means
  /// nothing.
  private func obstacle(
    under schedules: [BetaSchedule], to targets: ConvergenceTargets
  ) -> Convergence? {
    for schedule in schedules {
      precondition(
        schedule.finalValue == targets.beta,
        "targets at β = \(targets.beta) for a schedule that ends on \(schedule.finalValue ?? .nan)")
    }
    guard !targets.attractors.isEmpty else { return Convergence(.noAttractor) }
    let single = LatentSymmetry(of: initial).classes.count { $0.count == 1 }
    let isReachable = targets.attractors.contains { point in
      point.roles.count { if case .factor = $0 { true } else { false } } <= single
    }
    return isReachable ? nil : Convergence(.latentsAlike, target: target(targets))
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
