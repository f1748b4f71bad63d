import FiniteSize
import LinearVAE
import MeanField
import Storage

/// Learning under constant `β` and under annealing at its best rate, and the time of convergence
/// against the annealing rate.
public struct AnnealingCurves: CatalogStudy {
  /// What was asked for.
  public let specification: AnnealingCurvesSpecification
  /// One per shape.
  public let scans: [AnnealingScan]
  /// Constant `β`, then each shape at its best rate.
  public let courses: [Course]
  /// The times of the courses.
  public let times: [Double]

  /// Learning under one schedule.
  public struct Course: Sendable {
    /// `constant`, or the name of the shape.
    public let name: String
    /// `β(t)`.
    public let schedule: BetaSchedule
    /// `ε_g(t)`.
    public let errors: [Double]
  }

  /// Times the convergence, and follows the best.
  public init(
    _ specification: AnnealingCurvesSpecification, options: CatalogOptions
  ) throws {
    self.specification = specification
    let problem = try ConvergenceProblem(
      specification.problem(.constant(specification.maximum)), from: specification.start,
      tolerance: specification.tolerance)
    let rates = specification.annealingRates.map { $0 * specification.unit }
    let scans = try concurrentMap(specification.families.count, threads: options.threads) {
      try AnnealingScan(
        problem, family: specification.families[$0], rates: rates, maximum: specification.maximum)
    }
    self.scans = scans
    let last = max(scans.first?.constant.time ?? 1, scans.compactMap { $0.best?.time }.max() ?? 1)
    let times = (0..<specification.samples).map {
      1.15 * last * Double($0) / Double(specification.samples - 1)
    }
    self.times = times
    let schedules =
      [("constant", BetaSchedule.constant(specification.maximum))]
      + scans.compactMap { scan in
        scan.best.map {
          (scan.family.rawValue, scan.family.schedule(rate: $0.rate, maximum: scan.maximum))
        }
      }
    courses = try schedules.map { name, schedule in
      let states = try OrderParameterFlow(specification.problem(schedule))
        .trajectory(from: specification.start, at: times)
      let data = specification.problem(schedule).data
      return Course(
        name: name, schedule: schedule, errors: states.map { $0.generalizationError(data: data) })
    }
  }
}

extension AnnealingCurves {
  /// One file per course.
  public var problems: [CatalogProblem] {
    courses.map { course in
      CatalogProblem(
        course.name,
        ProblemSpecification(
          problem: specification.problem(course.schedule),
          initial: .explicit(specification.start),
          time: .even(end: times.last ?? 1, samples: specification.samples),
          simulation: specification.rate == nil ? nil : SimulationSettings()))
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
    convergence.add("rate", scans.first?.rates ?? [])
    for scan in scans {
      convergence.add("time_\(scan.family.rawValue)", scan.convergences.map(\.time))
    }
    return [CatalogTable(curves), CatalogTable(convergence, suffix: "convergence")]
  }
}
