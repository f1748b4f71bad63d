import ArgumentParser
import MeanField
import Requests
import Studies

extension AnnealingFamily: ExpressibleByArgument {}

struct AnnealCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "anneal",
    abstract: "Find the annealing rate at which training converges soonest.",
    discussion: """
      Follows the flow under schedules of one shape and many rates, and finds when the error has \
      come down for good to that of the problem's own fixed point. The file's training.beta, or \
      the maximum of a schedule there, is β_max: the β on which every schedule settles. Rates are \
      the largest slope of β/β_max, per unit of t = steps / N, or of τt with training.rates: limit.

      The best schedule is printed as training.beta of a problem file takes it, and the command \
      schedule with --unit t (with --unit flow in the limit); the rate in it is a slope of β.

      With --optimal it also searches for the best β(t) between 0 and β_max of all, and says what that \
      gains over constant β and over the best of each shape, and how it fares where noise or signals \
      differ by 20 % or, with a section simulation, at finite N.
      """)

  static let example =
    "betaflow anneal Examples/matched.yaml --schedule tanh --rates 0.0005:0.01:30log"

  @OptionGroup var problem: ProblemArgument

  @Option(help: "The shape of the schedules.")
  var schedule: AnnealingFamily = .tanh

  @Option(
    help: ArgumentHelp(
      "The annealing rates; 40 around the slowest rate of the problem unless given.",
      valueName: "lo:hi:n[log]"))
  var rates: String?

  @Option(help: "How far above the error of the fixed point counts as converged.")
  var tolerance = ConvergenceProblem.defaultTolerance

  @OptionGroup(title: "Optimal schedule") var search: OptimalScheduleFlags
  @OptionGroup var common: CommonOptions
  @OptionGroup var plot: PlotOptions

  func request() -> AnnealRequest {
    var request = AnnealRequest(source)
    (request.schedule, request.rates) = (schedule, rates.map { GivenValues($0) })
    (request.tolerance, request.search) = (tolerance, search.part)
    return request
  }

  var canSave: Bool { search.optimal }

  var checkpoint: String? { search.checkpoint }

  func execute() throws {
    let context = try common.prepare(
      plot, checkpoint: search.checkpoint, reading: ["the problem file": problemFile])
    let reply = try ask(common, context, plotting: plot) { $0.rescue = rescue }
    if let runs = reply.outcome.optimal?.finiteSize {
      finish((runs.replicas, runs.dimension, runs.steps))
    }
    try plot.draw(reply)
    try common.write(reply.dataset) { report(reply.outcome, reply.dataset) }
  }
}
