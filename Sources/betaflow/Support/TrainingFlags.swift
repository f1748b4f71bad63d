import ArgumentParser
import Fitting
import LinearVAE
import ProblemFiles
import Studies

extension Optimizer: ExpressibleByArgument {}

extension ScheduleInput {
  /// The schedule with its times in steps.
  fileprivate var scheduleInSteps: BetaSchedule {
    schedule.scaled(by: 1, stretch: clock.stepsPerUnit)
  }
}

/// How training would go.
struct TrainingFlags: ParsableArguments {
  @Option(help: "What takes the steps.")
  var optimizer: Optimizer = .sgd

  @Option(
    parsing: .unconditional,
    help: """
      Learning rate of plain SGD on the loss as it is written, small: gives the plateaus in steps, and \
      a warning if training diverges.
      """)
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: "Samples in a step: B of a loss, of an epoch's steps, and of the noise of SGD.")
  var batch: Int?

  @Option(parsing: .unconditional, help: "Steps of training.")
  var steps: Int?

  @Option(parsing: .unconditional, help: "Epochs of training, with --batch in place of --steps.")
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      """
      What the weight of the KL term is multiplied by over the steps, as "linear(duration=4000)"; needs \
      --steps or --epochs.
      """, valueName: "spec"), completion: .problemFile)
  var schedule: String?

  func validate() throws {
    try check("--batch", batch, in: 1...)
    try check("--steps", steps, in: 1...)
    try check("--epochs", epochs, in: 1...)
    try checkPositive("--learning-rate", learningRate)
    if epochs != nil && steps == nil && batch == nil {
      throw ValidationError("--epochs needs --batch, which says how many steps an epoch has.")
    }
    if schedule != nil && steps == nil && epochs == nil {
      throw ValidationError("--schedule runs over the steps of training: give --steps or --epochs.")
    }
  }

  /// Whether training has an end that was given.
  var hasLength: Bool { steps != nil || epochs != nil }

  /// Fills in how training on so many rows goes, and notes how names of other libraries were read.
  ///
  /// - Returns: The law that β follows, where the schedule is one.
  func apply(
    to plan: inout PlanSpecification, training rows: Int, note: (String) -> Void
  ) throws -> FeedbackLaw? {
    (plan.optimizer, plan.learningRate) = (optimizer, learningRate)
    guard hasLength else { return nil }
    let inputs = length(rows)
    plan.length = try TrainingLength(inputs)
    guard let schedule else { return nil }
    let input = try ScheduleInput(schedule, flags: flags(inputs, allowsLaws: true))
    for line in input.notes { note("\(line)") }
    plan.schedule = input.law == nil ? input.scheduleInSteps : nil
    return input.law
  }

  private func length(_ rows: Int) -> TrainingLength.Inputs {
    var inputs = TrainingLength.Inputs()
    (inputs.steps, inputs.epochs) = (steps, epochs)
    if let batch { (inputs.rows, inputs.batch) = (rows, batch) }
    return inputs
  }

  private func flags(
    _ length: TrainingLength.Inputs, allowsLaws: Bool = false
  ) -> ScheduleInput.Flags {
    var flags = ScheduleInput.Flags()
    (flags.length, flags.allowsLaws) = (length, allowsLaws)
    return flags
  }

  /// Fills in how training on so many rows would go, and notes how names of other libraries were read.
  func apply(to plan: inout PlanSpecification, rows: Int, note: (String) -> Void) throws {
    (plan.optimizer, plan.learningRate, plan.batch) = (optimizer, learningRate, batch)
    if optimizer == .adam && learningRate != nil && !hasLength {
      note(
        "steps of Adam have no map to flow time: --learning-rate has no effect without --steps or "
          + "--epochs, for a pilot run")
    }
    guard hasLength else { return }
    let inputs = length(rows)
    plan.length = try TrainingLength(inputs)
    guard let schedule else { return }
    let input = try ScheduleInput(schedule, flags: flags(inputs))
    for line in input.notes { note("\(line)") }
    plan.schedule = input.scheduleInSteps
  }
}
