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
      throw InvalidProblem("--rates", found: "\(rate)", allowed: "numbers > 0")
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
    guard let end, let best = scan.best else { return nil }
    let schedule = scan.family.schedule(rate: best.rate, maximum: scan.maximum)
    return schedule.settlingTime.flatMap { $0 > end ? $0 : nil }
  }
}

/// A study of annealing as it is stored: the fields of the command's JSON.
public struct AnnealingRecord: Sendable, Encodable {
  struct Best: Sendable, Encodable {
    let rate: Double
    let time: Double
  }

  let problem: ProblemSpecification
  let schedule: AnnealingFamily
  let tolerance: Double
  let target: Nullable
  let constant: Nullable
  let rates: [Double]
  /// `null` where the flow does not converge; why stands in `reasons`.
  let times: [Nullable]
  let reasons: [Convergence.Obstacle?]
  let best: Best?
  let slow_below: Nullable
  let break_even: Nullable
  /// Only where a search was asked for and found something.
  let optimal: OptimalScheduleRecord?

  /// The record of a study.
  ///
  /// - Parameters:
  ///   - study: The times.
  ///   - problem: The specification it was made from.
  public init(_ study: AnnealingStudy, of problem: ProblemSpecification) {
    let scan = study.scan
    self.problem = problem
    schedule = scan.family
    tolerance = study.tolerance
    target = Nullable(scan.constant.target)
    constant = Nullable(scan.constant.time)
    rates = scan.rates
    times = scan.convergences.map { Nullable($0.time) }
    reasons = scan.convergences.map(\.obstacle)
    best = scan.best.map { Best(rate: $0.rate, time: $0.time) }
    slow_below = Nullable(scan.slowBelow)
    break_even = Nullable(scan.breakEven)
    optimal = study.optimal.flatMap(OptimalScheduleRecord.init)
  }
}

extension AnnealingStudy {
  /// One row per rate.
  public var table: ColumnTable {
    var table = ColumnTable()
    table.add("rate", scan.rates)
    table.add("time", scan.convergences.map(\.time))
    table.add("reason", texts: scan.convergences.map { $0.obstacle?.rawValue ?? "" })
    return table
  }

  /// Arrays `rates` and `times`, and single numbers `constant`, `best_rate`, `best_time`, `slow_below`;
  /// with an optimal schedule `optimal_points` (points, 2) and `optimal_time`.
  public var archive: NPZArchive {
    var archive = NPZArchive()
    let count = scan.rates.count
    archive.add("rates", shape: [count], scan.rates)
    archive.add("times", shape: [count], scan.convergences.map { $0.time ?? .nan })
    archive.add("constant", shape: [1], [scan.constant.time ?? .nan])
    archive.add("best_rate", shape: [1], [scan.best?.rate ?? .nan])
    archive.add("best_time", shape: [1], [scan.best?.time ?? .nan])
    archive.add("slow_below", shape: [1], [scan.slowBelow ?? .nan])
    if let optimum = optimal?.optimum {
      let points = optimum.points
      archive.add(
        "optimal_points", shape: [points.count, 2], points.flatMap { [$0.time, $0.beta] })
      archive.add("optimal_time", shape: [1], [optimum.time ?? .nan])
    }
    return archive
  }
}
