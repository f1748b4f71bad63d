import LinearVAE
import MeanField
import Storage
import Studies

extension AnnealCommand {
  /// The time of convergence at each rate, what that is worth, and the optimal schedule if there is one.
  func report(_ study: AnnealingResult, _ result: Dataset) -> String {
    let scan = study.scan
    var table = TextTable(result)
    table.add("rate", "rates")
    table.add(
      "time of convergence",
      zip(result.numbers("times"), result.texts("reasons")).map { time, reason in
        time.isNaN ? reason ?? "–" : TextTable.number(time)
      })
    let best = scan.best.map { ", time \(TextTable.number($0.time))" } ?? ""
    return table.text + "\n" + """
      Constant β: \(TextTable.number(scan.constant.time))
      Best rate: \(TextTable.number(scan.best?.rate))\(best)
      \(scan.bestSchedule.map { "Best schedule: \($0.text)\n" } ?? "")\
      Annealing slows the approach below rate: \(TextTable.number(scan.slowBelow))
      As long as constant β at rate: \(TextTable.number(scan.breakEven))

      """ + (study.optimal.map { report($0, result) } ?? "")
  }

  /// What was found, what it is worth beside usual schedules and on other data, and its corners.
  private func report(_ study: OptimalScheduleResult, _ result: Dataset) -> String {
    guard let optimum = study.optimum else { return "\nOptimal schedule: –\n" }
    let name =
      study.objective.horizon.map { "error at \(TextTable.number($0))" } ?? "time of convergence"
    func numbers(_ field: String) -> [String] {
      result.numbers("optimal_\(field)").map { TextTable.number($0) }
    }
    func texts(_ field: String) -> [String] { result.texts("optimal_\(field)").map { $0 ?? "–" } }
    var schedules = TextTable()
    schedules.add("schedule", ["optimal", "constant"] + texts("family_schedule"))
    schedules.add("rate", ["–", "–"] + numbers("family_rate"))
    schedules.add(
      name, [TextTable.number(optimum.value)] + numbers("constant") + numbers("family_value"))
    var sensitivity = TextTable(result)
    sensitivity.add(
      "data",
      zip(texts("change_quantity"), result.numbers("optimal_change_factor")).map {
        quantity, factor in
        let percent = Int((100 * (factor - 1)).rounded())
        return "\(quantity) \(percent > 0 ? "+" : "−")\(abs(percent)) %"
      })
    sensitivity.add("optimal schedule", "optimal_change_value")
    sensitivity.add("constant", "optimal_change_constant")
    var points = TextTable(result)
    points.add("time", "optimal_points", at: 0)
    points.add("β", "optimal_points", at: 1)
    var finite = ""
    if let check = study.finiteSize {
      let error = check.standardError.map { " ± \(TextTable.number($0))" } ?? ""
      finite =
        "\nAt N = \(check.dimension): error \(TextTable.number(check.mean))\(error) at time "
        + "\(TextTable.number(check.time)), flow \(TextTable.number(check.flow))\n"
    }
    return """

      The best schedule found (a local optimum)
      \(schedules.text)
      The same schedule on other data: \(name)
      \(sensitivity.text)\(finite)
      \(points.text)
      Schedule: \(optimum.schedule.text)

      """
  }
}
