import LinearVAE
import MeanField
import Studies

/// An optimal schedule for people.
enum OptimalScheduleReport {
  /// What was found, what it is worth beside usual schedules and on other data, and its corners.
  static func text(_ study: OptimalScheduleResult) -> String {
    func number(_ value: Double?) -> String { value.map { TextTable.number($0) } ?? "–" }
    guard let optimum = study.optimum else { return "\nOptimal schedule: –\n" }
    let name =
      study.objective.horizon.map { "error at \(TextTable.number($0))" } ?? "time of convergence"
    var table = TextTable(header: ["schedule", "rate", name])
    table.add(["optimal", "–", number(optimum.value)])
    table.add(["constant", "–", number(study.constant)])
    for best in study.families {
      table.add([best.family.rawValue, number(best.rate), number(best.value)])
    }
    var sensitivity = TextTable(header: ["data", "optimal schedule", "constant"])
    for change in study.perturbations {
      let percent = Int((100 * (change.factor - 1)).rounded())
      sensitivity.add([
        "\(change.quantity.rawValue) \(percent > 0 ? "+" : "−")\(abs(percent)) %",
        number(change.value), number(change.constant),
      ])
    }
    var text = "\nThe best schedule found (a local optimum)\n" + table.text
    text += "\nThe same schedule on other data: \(name)\n" + sensitivity.text
    if let check = study.finiteSize {
      let error = check.standardError.map { " ± \(TextTable.number($0))" } ?? ""
      text +=
        "\nAt N = \(check.dimension): error \(TextTable.number(check.mean))\(error) at time "
        + "\(TextTable.number(check.time)), flow \(TextTable.number(check.flow))\n"
    }
    var points = TextTable(header: ["time", "β"])
    for point in optimum.points { points.add([number(point.time), number(point.beta)]) }
    return text + "\n" + points.text + "\nSchedule: \(optimum.schedule.text)\n"
  }
}
