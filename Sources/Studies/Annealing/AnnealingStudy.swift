import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Storage

/// Times training over a range of annealing rates, and asks at which rate it is shortest.
public struct AnnealingStudy: Sendable {
  /// What is learned, by what, and how; `training.beta` is a number, `β_max`.
  public var problem: LearningProblem
  /// The state at `t = 0`.
  public var initial: OrderParameters
  /// The shape of the schedules.
  public var family: AnnealingFamily
  /// `γ > 0`, ascending; `nil` for some around the problem's spectral gap.
  public var rates: [Double]?
  /// How far above the error of the fixed point counts as converged.
  public var tolerance: Double
  /// When the planned training ends, if it is known.
  public var end: Double?
  /// How to search for the best schedule of all, if at all.
  public var search: OptimalScheduleOptions?
  /// How to try that at finite `N`; without effect in the small-rate limit.
  public var simulation: SimulationSettings?
  /// What is kept of those runs, and where.
  public var ensemble = EnsembleOptions()
  /// Whether the curves of the figure are computed.
  public var withCurves = false

  /// Schedules to be timed.
  public init(
    _ problem: LearningProblem, from initial: OrderParameters, family: AnnealingFamily,
    rates: [Double]? = nil, tolerance: Double = ConvergenceProblem.defaultTolerance
  ) {
    (self.problem, self.initial, self.family) = (problem, initial, family)
    (self.rates, self.tolerance) = (rates, tolerance)
  }

  /// Computes the times.
  ///
  /// - Throws: `InvalidProblem` for a `β` that is not a positive number or a rate that is not positive;
  ///   `FlowError`, what `Ensemble.run(_:_:)` throws, or `RunCancelled`.
  public func run(_ context: RunContext = .current) throws -> AnnealingResult {
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
    return try context.run { context in
      let chosen = try rates ?? OptimalScheduleStudy.rates(for: convergence, maximum: maximum)
      let scan = try AnnealingScan(convergence, family: family, rates: chosen, maximum: maximum)
      let optimal = try search.map { options in
        try OptimalScheduleStudy(
          convergence, maximum: maximum, options: options, simulation: simulation,
          ensemble: ensemble
        ).run(context)
      }
      var result = AnnealingResult(study: self, scan: scan, optimal: optimal)
      if withCurves { try result.follow(convergence, context) }
      return result
    }
  }
}

/// How long training takes over a range of annealing rates, and at which rate it is shortest.
public struct AnnealingResult: Sendable {
  /// What was asked.
  public let study: AnnealingStudy
  /// The times.
  public let scan: AnnealingScan
  /// The best schedule of all, if asked for.
  public let optimal: OptimalScheduleResult?
  /// Times, and the error at each under each of the ``courses``, if asked for.
  private(set) var curves: (times: [Double], errors: [[Double]])?

  init(study: AnnealingStudy, scan: AnnealingScan, optimal: OptimalScheduleResult?) {
    (self.study, self.scan, self.optimal) = (study, scan, optimal)
  }

  /// A schedule beside those of the scan.
  enum Course: String {
    case constant, best, optimal
  }

  /// Constant `β`, and, where there are such, the best rate and the optimal schedule.
  var courses: [(course: Course, rate: Double?, time: Double?, schedule: BetaSchedule)] {
    var courses: [(course: Course, rate: Double?, time: Double?, schedule: BetaSchedule)] = [
      (.constant, nil, scan.constant.time, .constant(scan.maximum))
    ]
    if let best = scan.best, let schedule = scan.bestSchedule {
      courses.append((.best, best.rate, best.time, schedule))
    }
    if let optimum = optimal?.optimum {
      courses.append((.optimal, nil, optimum.time, optimum.schedule))
    }
    return courses
  }

  /// The time that a figure shows.
  var horizon: Double {
    let last = courses.compactMap(\.time).max() ?? 0
    return last > 0 ? 1.25 * last : (study.end ?? 1)
  }

  /// Follows the error under each of the courses.
  fileprivate mutating func follow(
    _ convergence: ConvergenceProblem, _ context: RunContext
  ) throws {
    let (horizon, schedules) = (horizon, courses.map(\.schedule))
    let times = (0...500).map { horizon * Double($0) / 500 }
    let errors = try context.map(schedules.count, "curves") { index in
      try OrderParameterFlow(convergence.annealed(by: schedules[index]))
        .trajectory(from: convergence.initial, at: times)
        .map { $0.generalizationError(data: convergence.problem.data) }
    }
    curves = (times, errors)
  }

  /// When the ramp of the best schedule has come to within 1 % of its end, if that is after the planned
  /// training.
  public var lateRamp: Double? {
    guard let end = study.end else { return nil }
    return scan.bestSchedule?.settlingTime.flatMap { $0 > end ? $0 : nil }
  }
}

extension AnnealingResult {
  /// The time of convergence at each rate, what it is worth beside constant β, and the optimal schedule if
  /// one was searched for.
  ///
  /// The rows of CSV are the schedules that were timed: one per rate, then, by the column `row`,
  /// `constant`, the `best` rate and the `optimal` schedule where there are such.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "schedule")
    func add(_ name: String, _ value: Double?, _ meaning: String) {
      data.add(name, .optionals([value]), meaning)
    }
    data.note("problem", problem, "The problem with all defaults; training.beta is β_max.")
    data.add("family", .texts([scan.family.rawValue]), "Shape of the schedules.", at: "schedule")
    add(
      "tolerance", study.tolerance,
      "How far above the error of the fixed point counts as converged.")
    add("target", scan.constant.target, "Error of the fixed point, to be met within the tolerance.")
    add("constant", scan.constant.time, "Time of convergence under constant β.")
    data.add("rates", .numbers(scan.rates), "Annealing rates, slopes of β/β_max.", over: "rate")
    data.add(
      "times", .optionals(scan.convergences.map(\.time)), "Time of convergence at each rate.",
      over: "rate")
    data.add(
      "reasons", .texts(scan.convergences.map { $0.obstacle?.rawValue }), "Why there is no time.",
      over: "rate")
    addBest(to: &data)
    add("slow_below", scan.slowBelow, "Rate below which annealing slows the approach.")
    add("break_even", scan.breakEven, "Rate at which annealing takes as long as constant β.")
    addRows(to: &data)
    if let optimal, let optimum = optimal.optimum {
      data.add(optimal.dataset(of: optimum), prefix: "optimal_", below: "optimal")
    }
    return data
  }

  private func addBest(to data: inout Dataset) {
    let best = scan.best
    let fields: [(String, Dataset.Values, String)] = [
      ("rate", .optionals([best?.rate]), "Rate at which training converges soonest."),
      ("time", .optionals([best?.time]), "Time of convergence at that rate."),
      // Its rate is the slope of β, not of β/β_max.
      ("schedule", .texts([scan.bestSchedule?.text]), "That schedule, as training.beta takes it."),
    ]
    for (name, values, meaning) in fields {
      if best == nil {
        data.addColumn("best_\(name)", values, meaning)
      } else {
        data.add("best_\(name)", values, meaning, at: "best.\(name)")
      }
    }
  }

  private func addRows(to data: inout Dataset) {
    let shared = courses
    func column<Value>(
      _ ofRate: (Int) -> Value, _ ofCourse: (Int) -> Value
    ) -> [Value] {
      scan.rates.indices.map(ofRate) + shared.indices.map(ofCourse)
    }
    let schedules = scan.rates.map { scan.family.schedule(rate: $0, maximum: scan.maximum) }
    let columns: [(String, Dataset.Values, String)] = [
      (
        "rate", .optionals(column({ scan.rates[$0] }, { shared[$0].rate })),
        "Largest slope of β/β_max."
      ),
      (
        "time", .optionals(column({ scan.convergences[$0].time }, { shared[$0].time })),
        "Time of convergence."
      ),
      (
        "reason",
        .texts(
          column(
            { scan.convergences[$0].obstacle?.rawValue },
            { $0 == 0 ? scan.constant.obstacle?.rawValue : nil })),
        "Why there is no time."
      ),
      (
        "row", .texts(column({ _ in "rate" }, { shared[$0].course.rawValue })),
        "`rate`, `constant`, `best` or `optimal`: which schedule the row is about."
      ),
      (
        "schedule", .texts(column({ schedules[$0].text }, { shared[$0].schedule.text })),
        "Its schedule, as training.beta takes it."
      ),
    ]
    for (name, values, meaning) in columns {
      data.add(name, values, meaning, at: "schedules[].\(name)", over: "schedule")
    }
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
