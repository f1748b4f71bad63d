import ArgumentParser
import Foundation
import LinearVAE
import ProblemFiles
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

struct ScheduleCommand: Subcommand {
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

  func validate() throws {
    guard every == "epoch" || Int(every) ?? 0 >= 1 else {
      throw ValidationError("--every must be a whole number ≥ 1 or epoch, not \(every).")
    }
  }

  func execute() throws {
    try common.prepare(plot, reading: ["the schedule": schedule])
    try namingFlags(
      "steps", "epochs", "rows", "batch", "drop_last", "unit", "dimension", "learning_rate", "every"
    ) {
      try writeSchedule()
    }
  }

  private func writeSchedule() throws {
    var flags = ScheduleInput.Flags()
    (flags.length.steps, flags.length.epochs) = (steps, epochs)
    (flags.length.rows, flags.length.batch, flags.length.dropsLast) = (rows, batch, dropLast)
    (flags.unit, flags.dimension, flags.learningRate) = (unit, dimension, learningRate)
    let input = try ScheduleInput(schedule, flags: flags)
    for note in input.notes { common.note("\(note)") }
    let study = try ScheduleStudy(
      input.schedule, clock: input.clock, length: input.length, stride: try stride(of: input.length)
    )
    if let warning = study.warning { common.warn(warning) }
    // Rows are made before the picture: too many of them leave nothing behind.
    let result = common.format == .python ? Dataset() : try study.dataset()
    try plot.draw(study.figure)
    try common.write(result) {
      common.format == .python ? study.python : Self.report(study, result)
    }
  }

  private func stride(of length: TrainingLength) throws -> Int {
    if let steps = Int(every) { return steps }
    guard let perEpoch = length.stepsPerEpoch else {
      throw ValidationError(
        "--every epoch: nothing says how long an epoch is; give --steps and --epochs, or "
          + "--rows and --batch.")
    }
    return perEpoch
  }

  private static func report(_ study: ScheduleStudy, _ result: Dataset) -> String {
    var table = TextTable(result)
    table.add("step", "steps")
    if study.length.stepsPerEpoch != nil { table.add("epoch", "epochs") }
    table.add("β", "beta", digits: 6)
    let ramp = study.ramp
    let target = TextTable.number(ramp.target)
    var text = table.text + "\n\(study.schedule.inWords), times in \(study.clock.description)\n"
    if study.schedule.finalValue == nil {
      text += "β rises to \(target) in every cycle\n"
    } else if let settled = ramp.settled, settled > 0, settled.isFinite {
      let step = ScheduleStudy.text(ofStep: settled)
      text += "β settles on \(target); within 1 % of it from step \(step)\n"
    }
    return text
  }
}
