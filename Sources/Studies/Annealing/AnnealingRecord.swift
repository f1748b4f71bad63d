import LinearVAE
import MeanField
import Storage

/// A study of annealing as it is stored: the fields of the command's JSON.
public struct AnnealingRecord: Sendable, Encodable {
  struct Best: Sendable, Encodable {
    let rate: Double
    let time: Double
    /// As the value of `training.beta`: its rate is the slope of `β`, not of `β/β_max`.
    let schedule: String
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
    best = scan.best.flatMap { best in
      scan.bestSchedule.map { Best(rate: best.rate, time: best.time, schedule: $0.text) }
    }
    slow_below = Nullable(scan.slowBelow)
    break_even = Nullable(scan.breakEven)
    optimal = study.optimal.flatMap(OptimalScheduleRecord.init)
  }
}

extension AnnealingStudy {
  /// A schedule that was timed.
  private struct Row {
    let name: String
    let rate: Double?
    let time: Double?
    var obstacle: Convergence.Obstacle?
    let schedule: BetaSchedule
  }

  private var rows: [Row] {
    var rows = zip(scan.rates, scan.convergences).map { rate, convergence in
      Row(
        name: "rate", rate: rate, time: convergence.time, obstacle: convergence.obstacle,
        schedule: scan.family.schedule(rate: rate, maximum: scan.maximum))
    }
    rows.append(
      Row(
        name: "constant", rate: nil, time: scan.constant.time, obstacle: scan.constant.obstacle,
        schedule: .constant(scan.maximum)))
    if let best = scan.best, let schedule = scan.bestSchedule {
      rows.append(Row(name: "best", rate: best.rate, time: best.time, schedule: schedule))
    }
    if let optimum = optimal?.optimum {
      rows.append(Row(name: "optimal", rate: nil, time: optimum.time, schedule: optimum.schedule))
    }
    return rows
  }

  /// One row per rate; then, by the column `row`, `constant`, the `best` rate and the `optimal`
  /// schedule where there are such. The column `schedule` has what `training.beta` of a problem file
  /// takes, and the command schedule.
  public var table: ColumnTable {
    let rows = rows
    var table = ColumnTable()
    table.add("rate", rows.map(\.rate))
    table.add("time", rows.map(\.time))
    table.add("reason", texts: rows.map { $0.obstacle?.rawValue ?? "" })
    table.add("row", texts: rows.map(\.name))
    table.add("schedule", texts: rows.map(\.schedule.text))
    return table
  }

  /// Arrays `rates`, `times` and the texts `reasons`, single numbers `constant`, `best_rate`,
  /// `best_time`, `slow_below`, and the text `best_schedule`; with an optimal schedule
  /// `optimal_points` (points, 2), `optimal_time` and the text `optimal_schedule`.
  public var archive: NPZArchive {
    var archive = NPZArchive()
    let count = scan.rates.count
    archive.add("rates", shape: [count], scan.rates)
    archive.add("times", shape: [count], scan.convergences.map { $0.time ?? .nan })
    archive.add(
      "reasons", shape: [count], texts: scan.convergences.map { $0.obstacle?.rawValue ?? "" })
    archive.add("constant", shape: [1], [scan.constant.time ?? .nan])
    archive.add("best_rate", shape: [1], [scan.best?.rate ?? .nan])
    archive.add("best_time", shape: [1], [scan.best?.time ?? .nan])
    archive.add("best_schedule", shape: [1], texts: [scan.bestSchedule?.text ?? ""])
    archive.add("slow_below", shape: [1], [scan.slowBelow ?? .nan])
    if let optimum = optimal?.optimum {
      let points = optimum.points
      archive.add(
        "optimal_points", shape: [points.count, 2], points.flatMap { [$0.time, $0.beta] })
      archive.add("optimal_time", shape: [1], [optimum.time ?? .nan])
      archive.add("optimal_schedule", shape: [1], texts: [optimum.schedule.text])
    }
    return archive
  }
}
