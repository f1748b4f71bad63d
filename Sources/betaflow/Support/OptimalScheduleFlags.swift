import ArgumentParser
import LinearVAE
import MeanField
import Studies

/// The flags of a search for the best schedule.
struct OptimalScheduleFlags: ParsableArguments {
  /// What is minimised.
  enum Objective: String, ExpressibleByArgument, CaseIterable {
    case time
    case error
  }

  @Flag(help: "Search for the best β(t) between 0 and β_max.")
  var optimal = false

  @Option(help: "What it is to minimise: the time of convergence, or the error at --horizon.")
  var objective: Objective?

  @Option(help: "When the error is to be smallest, in the units of time.end.")
  var horizon: Double?

  @Flag(help: "Let β never fall.")
  var monotone = false

  @Option(
    help: """
      Pieces of equal length on which β is constant (default: \
      \(OptimalScheduleOptions.defaultKnots)).
      """)
  var knots: Int?

  func validate() throws {
    let given = [
      ("--objective", objective != nil), ("--horizon", horizon != nil), ("--monotone", monotone),
      ("--knots", knots != nil),
    ]
    if !optimal, let flag = given.first(where: \.1)?.0 {
      throw ValidationError("\(flag) has no effect without --optimal.")
    }
    let range = OptimalScheduleOptions.knotRange
    if let knots, !range.contains(knots) {
      throw ValidationError(
        "--knots must be from \(range.lowerBound) to \(range.upperBound), not \(knots).")
    }
    switch (objective ?? .time, horizon) {
    case (.error, nil):
      throw ValidationError(
        "--objective error needs --horizon T, the time at which the error counts.")
    case (.time, .some(let horizon)):
      throw ValidationError("--horizon \(horizon) has no effect without --objective error.")
    case (.error, .some(let horizon)) where !(horizon > 0 && horizon.isFinite):
      throw ValidationError("--horizon must be a number > 0, not \(horizon).")
    default: break
    }
  }

  /// The options of the search, or `nil` when none is asked for.
  func options(seed: UInt64) throws -> OptimalScheduleOptions? {
    guard optimal else { return nil }
    return OptimalScheduleOptions(
      objective: horizon.map { .error(at: $0) } ?? .time,
      knots: knots ?? OptimalScheduleOptions.defaultKnots, isMonotone: monotone, seed: seed)
  }
}

/// An optimal schedule for people.
enum OptimalScheduleReport {
  static func text(_ study: OptimalScheduleStudy) -> String {
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
    return text + "\n" + points.text
  }
}
