import LinearVAE
import MeanField
import Storage

/// Learning under constant `β`, under annealing of usual shapes at their best rates, and under the
/// schedule that converges soonest of those that a search finds.
public struct ScheduleComparison: CatalogStudy {
  /// What was asked for.
  public let specification: ScheduleComparisonSpecification
  /// Constant `β`, each shape, and the optimal schedule where one was found.
  public let courses: [Course]
  /// The times of the courses, in `τt`.
  public let times: [Double]

  /// Learning under one schedule.
  public struct Course: Sendable {
    /// `constant`, the name of the shape, or `optimal`.
    public let name: String
    /// `β(t)`.
    public let schedule: BetaSchedule
    /// The time of convergence.
    public let time: Double?
    /// `ε_g(t)`.
    public let errors: [Double]
  }

  /// Times the convergence under each schedule, and searches for the best.
  public init(
    _ specification: ScheduleComparisonSpecification, options: CatalogOptions
  ) throws {
    self.specification = specification
    let problem = try ConvergenceProblem(
      specification.problem(.constant(specification.maximum)), from: specification.start,
      tolerance: specification.tolerance)
    let families = specification.families
    // The search takes longest, so it comes first.
    let found = try concurrentMap(families.count + 1, threads: options.threads) {
      index -> (name: String, schedule: BetaSchedule)? in
      guard index > 0 else { return try Self.optimal(problem, specification) }
      let family = families[index - 1]
      let scan = try AnnealingScan(
        problem, family: family, rates: specification.annealingRates,
        maximum: specification.maximum)
      return scan.best.map {
        (family.rawValue, family.schedule(rate: $0.rate, maximum: specification.maximum))
      }
    }
    let schedules =
      [("constant", BetaSchedule.constant(specification.maximum))]
      + (found.dropFirst() + found.prefix(1)).compactMap { $0 }
    let ends = try schedules.map { try problem.convergence(under: $0.1).time }
    let last = 1.15 * (ends.compactMap { $0 }.max() ?? 1)
    let times = (0..<specification.samples).map {
      last * Double($0) / Double(specification.samples - 1)
    }
    self.times = times
    courses = try zip(schedules, ends).map { schedule, end in
      let annealed = specification.problem(schedule.1)
      let states = try OrderParameterFlow(annealed).trajectory(from: specification.start, at: times)
      return Course(
        name: schedule.0, schedule: schedule.1, time: end,
        errors: states.map { $0.generalizationError(data: annealed.data) })
    }
  }

  private static func optimal(
    _ problem: ConvergenceProblem, _ specification: ScheduleComparisonSpecification
  ) throws -> (name: String, schedule: BetaSchedule)? {
    var search = try OptimalScheduleSearch(
      problem, maximum: specification.maximum,
      options: OptimalScheduleOptions(knots: specification.knots, seed: specification.seed))
    return try search.result().map { ("optimal", $0.schedule) }
  }
}

extension ScheduleComparison {
  /// One file per schedule.
  public var problems: [CatalogProblem] {
    courses.map { course in
      CatalogProblem(
        course.name,
        ProblemSpecification(
          problem: specification.problem(course.schedule),
          initial: .explicit(specification.start),
          time: .even(end: times.last ?? 1, samples: specification.samples)))
    }
  }

  /// The courses, and the times of convergence.
  public var tables: [CatalogTable] {
    var curves = ColumnTable()
    curves.add("t", times)
    for course in courses {
      curves.add("generalization_error_\(course.name)", course.errors)
      curves.add("beta_\(course.name)", times.map(course.schedule.beta(at:)))
    }
    var convergence = ColumnTable()
    convergence.add("schedule", texts: courses.map(\.name))
    convergence.add("time", courses.map(\.time))
    return [CatalogTable(curves), CatalogTable(convergence, suffix: "convergence")]
  }
}
