import FiniteSize
import LinearVAE
import MeanField

/// How long training takes over a range of annealing rates, and at which rate it is shortest.
public struct AnnealingStudy: Sendable {
  /// What is learned; its own `β` is that on which the schedules settle.
  public let problem: LearningProblem
  /// How far above the error of the fixed point counts as converged.
  public let tolerance: Double
  /// When the planned training ends, if the file says.
  public let end: Double?
  /// The times.
  public let scan: AnnealingScan
  /// The state at `t = 0`.
  public let initial: OrderParameters
  /// The best schedule of all, if asked for.
  public let optimal: OptimalScheduleStudy?

  /// Computes the times.
  ///
  /// - Parameters:
  ///   - problem: What is learned, by what, and how; `training.beta` is a number, `β_max`.
  ///   - initial: The state at `t = 0`.
  ///   - family: The shape of the schedules.
  ///   - rates: `γ > 0`, ascending; around the problem's spectral gap unless given.
  ///   - tolerance: How far above the error of the fixed point counts as converged.
  ///   - end: When the planned training ends.
  ///   - search: How to search for the best schedule of all, if at all.
  ///   - simulation: How to try that at finite `N`; without effect in the small-rate limit.
  ///   - ensembleOptions: How to run it.
  /// - Throws: `InvalidProblem` for a `β` that is not a positive number or a rate that is not positive.
  public init(
    _ problem: LearningProblem, from initial: OrderParameters, family: AnnealingFamily,
    rates: [Double]? = nil, tolerance: Double = ConvergenceProblem.defaultTolerance,
    end: Double? = nil, search: OptimalScheduleOptions? = nil,
    simulation: SimulationSettings? = nil,
    ensembleOptions: (Ensemble) -> EnsembleOptions = { _ in EnsembleOptions() }
  ) throws {
    guard case .schedule(.constant(let maximum)) = problem.training.weight else {
      throw InvalidProblem(
        "training.beta", found: "a schedule", allowed: "a number > 0: the β on which annealing ends"
      )
    }
    if let rate = rates?.first(where: { !($0 > 0 && $0.isFinite) }) {
      throw InvalidProblem("rates", found: "\(rate)", allowed: "numbers > 0")
    }
    let convergence = try ConvergenceProblem(problem, from: initial, tolerance: tolerance)
    try InvalidProblem.require(maximum > 0, "training.beta", maximum, "a number > 0")
    let chosen = try rates ?? OptimalScheduleStudy.rates(for: convergence, maximum: maximum)
    scan = try AnnealingScan(convergence, family: family, rates: chosen, maximum: maximum)
    optimal = try search.map { options in
      try OptimalScheduleStudy(
        convergence, maximum: maximum, options: options, simulation: simulation,
        ensembleOptions: ensembleOptions)
    }
    self.problem = problem
    self.tolerance = tolerance
    self.end = end
    self.initial = initial
  }

  /// When the ramp of the best schedule has come to within 1 % of its end, if that is after the planned
  /// training.
  public var lateRamp: Double? {
    guard let end else { return nil }
    return scan.bestSchedule?.settlingTime.flatMap { $0 > end ? $0 : nil }
  }
}

extension ProblemSpecification {
  /// Puts the largest `β` of a schedule in its place: the number on which annealing settles.
  ///
  /// - Returns: The schedule; `nil` if `β` is a number already, or follows from the state of training.
  public mutating func takeMaximumOfSchedule() -> BetaSchedule? {
    let training = problem.training
    guard case .schedule(let schedule) = training.weight else { return nil }
    if case .constant = schedule { return nil }
    problem = LearningProblem(
      data: problem.data, latents: problem.latents,
      training: Training(
        rates: training.rates, weightDecay: training.weightDecay, batch: training.batch,
        beta: .constant(schedule.supremum), variance: training.variance))
    return schedule
  }
}
