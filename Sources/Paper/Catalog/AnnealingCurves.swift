import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import RealModule
import Storage
import Studies

/// Learning under constant `β`, under annealing at its best rate, and, where it is sought, under the
/// schedule that converges soonest; and the time of convergence against the annealing rate.
package struct AnnealingCurves: CatalogStudy {
  package struct Specification: Sendable, Hashable, Codable {
    /// `ρ`, `η`, and the `β` on which every schedule settles, the largest.
    package var signal = 1.0, noise = 1.0, maximum = 1.0
    /// `τ`; `nil` for the small-rate limit.
    package var rate: Double?
    /// The shapes besides constant `β`, each at its best rate.
    package var families: [AnnealingFamily]
    /// The annealing rates `γ` tried, in units of `τ`.
    package var annealingRates: [Double]
    /// `m = d` at the start, and `Q = E`.
    package var overlap = 0.01, norm = 0.01
    /// How near to the error of the fixed point counts as converged.
    package var tolerance = 1e-3
    /// How many times the curves have.
    package var samples = 401
    /// Pieces of the optimal schedule, if one is sought, and what seeds the search.
    package var knots: Int?, seed: UInt64?

    private init(rate: Double? = nil, _ families: [AnnealingFamily], rates count: Int) {
      (self.rate, self.families) = (rate, families)
      annealingRates = (0..<count).map { 0.05 * Double.pow(40, Double($0) / Double(count - 1)) }
    }

    /// Fig. 3: tanh in the small-rate limit.
    package static func smallRateLimit(_ options: PaperOptions = PaperOptions()) -> Self {
      Self([.tanh], rates: options.choose(120, quick: 30))
    }

    /// Fig. 5: tanh and linear at `τ = 0.001`.
    package static func finiteRate(_ options: PaperOptions = PaperOptions()) -> Self {
      Self(rate: 0.001, [.tanh, .linear], rates: options.choose(120, quick: 30))
    }

    /// Beyond the paper: the optimal schedule beside linear and tanh.
    package static func optimal(_ options: PaperOptions = PaperOptions()) -> Self {
      var specification = Self([.linear, .tanh], rates: options.choose(60, quick: 20))
      (specification.overlap, specification.norm, specification.samples) = (0.1, 1, 601)
      specification.knots = options.choose(OptimalScheduleOptions.defaultKnots, quick: 12)
      specification.seed = options.seed
      return specification
    }

    /// The unit of the flow's time in `τt`.
    var unit: Double { rate ?? 1 }

    var start: OrderParameters { .oneFactor(m: [overlap], norm: norm) }

    func problem(_ schedule: BetaSchedule) -> LearningProblem {
      .oneFactor(signal: signal, noise: noise, rate: rate, under: schedule)
    }
  }

  /// Learning under one schedule.
  package struct Course: Sendable {
    /// `constant`, the name of the shape, or `optimal`.
    package let name: String
    package let schedule: BetaSchedule
    /// The time of convergence, and `ε_g(t)`.
    package let time: Double?, errors: [Double]
  }

  package let specification: Specification
  /// One per shape.
  package let scans: [AnnealingScan]
  /// Constant `β`, each shape at its best rate, and the optimal schedule where one was found.
  package let courses: [Course]
  package let times: [Double]

  package init(_ specification: Specification, options: PaperOptions) throws {
    self.specification = specification
    let maximum = specification.maximum
    let problem = try ConvergenceProblem(
      specification.problem(.constant(maximum)), from: specification.start,
      tolerance: specification.tolerance)
    let rates = specification.annealingRates.map { $0 * specification.unit }
    let families = specification.families
    let parts = try RunContext.current.map(families.count + 1, "searches") {
      index -> (scan: AnnealingScan?, optimum: BetaSchedule?) in
      // The search takes longest, so it comes first.
      guard index == 0 else {
        let family = families[index - 1]
        return (try AnnealingScan(problem, family: family, rates: rates, maximum: maximum), nil)
      }
      guard let knots = specification.knots, let seed = specification.seed else {
        return (nil, nil)
      }
      var search = try OptimalScheduleSearch(
        problem, maximum: maximum, options: OptimalScheduleOptions(knots: knots, seed: seed))
      return (nil, try search.result()?.schedule)
    }
    scans = parts.compactMap(\.scan)
    var schedules = [("constant", BetaSchedule.constant(maximum))]
    schedules += scans.compactMap { scan in scan.bestSchedule.map { (scan.family.rawValue, $0) } }
    schedules += parts.compactMap(\.optimum).map { ("optimal", $0) }
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

  /// One file per course.
  package var problems: [CatalogProblem] {
    courses.map { course in
      (
        course.name,
        ProblemSpecification(
          problem: specification.problem(course.schedule), initial: .explicit(specification.start),
          time: .even(end: times.last ?? 1, samples: specification.samples),
          simulation: specification.rate.map { _ in SimulationSettings() })
      )
    }
  }

  /// The courses, and the times of convergence: of every course if the optimal schedule is sought, else
  /// against the rate.
  package var tables: [CatalogTable] {
    var (curves, convergence) = (ColumnTable(["t": times]), ColumnTable())
    for course in courses {
      curves.add("generalization_error_\(course.name)", course.errors)
      curves.add("beta_\(course.name)", times.map(course.schedule.beta(at:)))
    }
    if specification.knots != nil {
      convergence.add("schedule", texts: courses.map(\.name))
      convergence.add("time", courses.map(\.time))
    } else {
      convergence.add("rate", scans.first?.rates ?? [])
      for scan in scans {
        convergence.add("time_\(scan.family.rawValue)", scan.convergences.map(\.time))
      }
    }
    return [(nil, curves), ("convergence", convergence)]
  }
}
