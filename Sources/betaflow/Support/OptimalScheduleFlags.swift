import ArgumentParser
import MeanField

struct OptimalScheduleFlags: ParsableArguments {
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

  @Option(
    help: ArgumentHelp(
      """
      Write the state of the runs at finite N to this file now and then, and go on from it if it \
      exists.
      """, valueName: "path"))
  var checkpoint: String?

  func validate() throws {
    let given = [
      ("--objective", objective != nil), ("--horizon", horizon != nil), ("--monotone", monotone),
      ("--knots", knots != nil), ("--checkpoint", checkpoint != nil),
    ]
    if !optimal, let flag = given.first(where: \.1)?.0 {
      throw ValidationError("\(flag) has no effect without --optimal.")
    }
    try check("--knots", knots, in: OptimalScheduleOptions.knotRange)
    if objective != .error, let horizon {
      throw ValidationError("--horizon \(horizon) has no effect without --objective error.")
    }
    if objective == .error, horizon == nil {
      throw ValidationError(
        "--objective error needs --horizon T, the time at which the error counts.")
    }
    try checkPositive("--horizon", horizon)
  }

  /// The options of the search, or `nil` when none is asked for.
  func options(seed: UInt64) throws -> OptimalScheduleOptions? {
    guard optimal else { return nil }
    return OptimalScheduleOptions(
      objective: horizon.map { .error(at: $0) } ?? .time,
      knots: knots ?? OptimalScheduleOptions.defaultKnots, isMonotone: monotone, seed: seed)
  }
}
