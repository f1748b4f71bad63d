import ArgumentParser
import Foundation
import LinearVAE
import ProblemFiles
import Requests
import Storage
import Studies

enum ScheduleFormat: String, ResultFormat {
  case table
  case json
  case csv
  case npz
  case python
  case fields

  static let allCases: [ScheduleFormat] = [.table, .json, .csv, .npz, .python]
}

extension ScheduleUnit: ExpressibleByArgument {}

struct ScheduleCommand: RequestCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Print any schedule of β as a table over steps, or as Python for a training loop.",
    discussion: """
      SPEC is a number; a call, arguments by name or in order; a mapping \
      '{schedule: tanh, rate: 0.2}'; or the path of a file with such a mapping, a whole problem, \
      whose training.beta is meant, or the JSON of anneal, whose best schedule is meant. The calls:

      \(BetaSchedule.signatures.map { "  \($0)" }.joined(separator: "\n"))

      A linear ramp can be given by its duration instead of its rate; warmup and monotonic take a \
      duration. Names of scvi-tools (n_epochs_kl_warmup, n_steps_kl_warmup, max_kl_weight, \
      min_kl_weight), Fu et al. (frange_cycle_…, n_cycle or M, ratio or R), Bowman et al. (k, x0), \
      NVAE (kl_anneal_portion, …), Trajectron (kl_crossover, …) and beta_rate with max_beta are \
      understood, with a note of what they were read as.

      β at step i, counted from 0, is the schedule at the time of step i. Times in SPEC, and rates \
      per time, are in steps unless --unit says epochs, t (steps / N, with --dimension) or flow \
      (learning rate × steps, with --learning-rate; for a loss other than ½‖x − x̂‖² + β KL times \
      the factor that 'betaflow loss' prints). A problem file's are in t, or in flow with rates: \
      limit.

      Epochs are counted if --rows and --batch are given, ⌈rows/batch⌉ steps each (⌊rows/batch⌋ \
      with --drop-last), or both --steps and --epochs.
      """)

  static let example = "betaflow schedule 'tanh(rate=0.002, max=1)' --steps 2000 --format python"

  @Argument(help: ArgumentHelp("The schedule.", valueName: "spec"), completion: .problemFile)
  var schedule: String

  @Option(parsing: .unconditional, help: "Steps of training.")
  var steps: Int?

  @Option(parsing: .unconditional, help: "Epochs of training.")
  var epochs: Int?

  @Option(parsing: .unconditional, help: "Samples in the data set.")
  var rows: Int?

  @Option(
    parsing: .unconditional, help: "Samples in a step; unless given, those of a problem file.")
  var batch: Int?

  @Flag(help: "An epoch leaves out the samples that do not fill a batch.")
  var dropLast = false

  @Option(help: "What times in SPEC are counted in (default: steps).")
  var unit: ScheduleUnit?

  @Option(
    parsing: .unconditional,
    help: "N, for times in steps / N; overrides simulation.dimension of a problem file.")
  var dimension: Int?

  @Option(
    parsing: .unconditional, help: "Learning rate of plain SGD, for times in learning rate × steps."
  )
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      "A row every so many steps, or for the first step of each epoch.",
      valueName: "steps|epoch"), completion: .list(["epoch"]))
  var every = "1"

  @OptionGroup var common: OutputOptions<ScheduleFormat>
  @OptionGroup var plot: PlotOptions

  static let arguments: Set = ["spec"]

  func request() -> ScheduleRequest {
    var request = ScheduleRequest(schedule)
    (request.steps, request.epochs, request.rows) = (steps, epochs, rows)
    (request.batch, request.dropLast, request.unit) = (batch, dropLast, unit)
    (request.dimension, request.learningRate) = (dimension, learningRate)
    request.every = every
    return request
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the schedule": schedule])
    let reply = try ask(common, context, plotting: plot) {
      $0.wantsDataset = common.format != .python
    }
    try plot.draw(reply)
    try common.write(reply.dataset) {
      common.format == .python ? reply.outcome.python : Self.report(reply)
    }
  }

  private static func report(_ reply: Reply<ScheduleStudy>) -> String {
    var table = TextTable(reply.dataset)
    table.add("step", "steps")
    if reply.outcome.length.stepsPerEpoch != nil { table.add("epoch", "epochs") }
    table.add("β", "beta", digits: 6)
    return table.text + "\n" + reply.words.map { $0 + "\n" }.joined()
  }
}
