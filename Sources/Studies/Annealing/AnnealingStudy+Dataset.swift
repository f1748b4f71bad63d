import LinearVAE
import MeanField
import Storage

extension AnnealingStudy {
  /// The time of convergence at each rate, what it is worth beside constant β, and the optimal schedule if
  /// one was searched for.
  ///
  /// The rows of CSV are the schedules that were timed: one per rate, then, by the column `row`,
  /// `constant`, the `best` rate and the `optimal` schedule where there are such.
  ///
  /// - Parameter problem: The specification it was made from.
  /// - Returns: What a command writes, in any format.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "schedule")
    func add(_ name: String, _ value: Double?, _ meaning: String) {
      data.add(name, .optionals([value]), meaning)
    }
    data.note("problem", problem, "The problem with all defaults; training.beta is β_max.")
    data.add("family", .texts([scan.family.rawValue]), "Shape of the schedules.", at: "schedule")
    add("tolerance", tolerance, "How far above the error of the fixed point counts as converged.")
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
    typealias Row = (
      name: String, rate: Double?, time: Double?, obstacle: Convergence.Obstacle?,
      schedule: BetaSchedule
    )
    var rows: [Row] = zip(scan.rates, scan.convergences).map { rate, convergence in
      (
        "rate", rate, convergence.time, convergence.obstacle,
        scan.family.schedule(rate: rate, maximum: scan.maximum)
      )
    }
    rows.append(
      ("constant", nil, scan.constant.time, scan.constant.obstacle, .constant(scan.maximum)))
    if let best = scan.best, let schedule = scan.bestSchedule {
      rows.append(("best", best.rate, best.time, nil, schedule))
    }
    if let optimum = optimal?.optimum {
      rows.append(("optimal", nil, optimum.time, nil, optimum.schedule))
    }
    let columns: [(String, Dataset.Values, String)] = [
      ("rate", .optionals(rows.map(\.rate)), "Largest slope of β/β_max."),
      ("time", .optionals(rows.map(\.time)), "Time of convergence."),
      ("reason", .texts(rows.map { $0.obstacle?.rawValue }), "Why there is no time."),
      (
        "row", .texts(rows.map(\.name)),
        "`rate`, `constant`, `best` or `optimal`: which schedule the row is about."
      ),
      ("schedule", .texts(rows.map(\.schedule.text)), "Its schedule, as training.beta takes it."),
    ]
    for (name, values, meaning) in columns {
      data.add(name, values, meaning, at: "schedules[].\(name)", over: "schedule")
    }
  }
}
