import ArgumentParser
import MeanField
import Requests

struct OptimalScheduleFlags: ParsableArguments {
  @Flag(help: "Search for the best β(t) between 0 and β_max.")
  var optimal = false

  @Option(help: "What it is to minimise: the time of convergence, or the error at --horizon.")
  var objective: OptimalSchedulePart.Objective?

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

  /// What these flags say.
  var part: OptimalSchedulePart {
    var part = OptimalSchedulePart()
    (part.optimal, part.objective, part.horizon) = (optimal, objective, horizon)
    (part.monotone, part.knots, part.checkpoint) = (monotone, knots, checkpoint)
    return part
  }
}

extension OptimalSchedulePart.Objective: ExpressibleByArgument {}
