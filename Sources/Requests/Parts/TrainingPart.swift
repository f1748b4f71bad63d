import Fitting
import LinearVAE
import ProblemFiles
import Studies

/// How training would go.
package struct TrainingPart: KeyGroup {
  /// What takes the steps.
  package var optimizer: Optimizer = .sgd
  /// The learning rate on the loss as it is written.
  package var learningRate: Double?
  /// Samples in a step.
  package var batch: Int?
  package var steps: Int?
  package var epochs: Int?
  /// What the weight of the KL term is multiplied by over the steps: a call, a number, a mapping in YAML, or
  /// the path of a file.
  package var schedule: String?

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case optimizer
    case learningRate = "learning_rate"
    case batch, steps, epochs, schedule
  }

  package init() {}

  package init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(partOf: decoder)
    optimizer = try section.choice(.optimizer) ?? .sgd
    learningRate = try section.real(.learningRate)
    batch = try section.whole(.batch)
    steps = try section.whole(.steps)
    epochs = try section.whole(.epochs)
    schedule = try section.written(.schedule)
  }

  package func validate() throws(InvalidProblem) {
    try InvalidProblem.require(batch, in: 1..., "batch")
    try InvalidProblem.require(steps, in: 1..., "steps")
    try InvalidProblem.require(epochs, in: 1..., "epochs")
    try InvalidProblem.requirePositive("learning_rate", learningRate)
    if epochs != nil && steps == nil && batch == nil {
      throw .missing("batch", "\"epochs\" needs it, as it says how many steps an epoch has")
    }
    if schedule != nil && !hasLength {
      throw .unsuited(
        "schedule", "it runs over the steps of training: give \"steps\" or \"epochs\"")
    }
  }

  /// Whether training has an end that was given.
  package var hasLength: Bool { steps != nil || epochs != nil }
}

extension TrainingPart {
  /// Fills in how training on so many rows goes, and notes how names of other libraries were read.
  ///
  /// - Returns: The law that β follows, where the schedule is one.
  func apply(
    to plan: inout PlanSpecification, training rows: Int, _ inputs: RequestInputs
  ) throws -> FeedbackLaw? {
    (plan.optimizer, plan.learningRate) = (optimizer, learningRate)
    guard hasLength else { return nil }
    plan.length = try TrainingLength(length(rows))
    guard let input = try scheduleInput(rows, allowsLaws: true, inputs) else { return nil }
    plan.schedule = input.law == nil ? input.scheduleInSteps : nil
    return input.law
  }

  /// Fills in how training on so many rows would go, and notes how names of other libraries were read.
  func apply(to plan: inout PlanSpecification, rows: Int, _ inputs: RequestInputs) throws {
    (plan.optimizer, plan.learningRate, plan.batch) = (optimizer, learningRate, batch)
    if optimizer == .adam && learningRate != nil && !hasLength {
      inputs.note(
        "steps of Adam have no map to flow time: \"learning_rate\" has no effect without \"steps\" or "
          + "\"epochs\", for a pilot run")
    }
    guard hasLength else { return }
    plan.length = try TrainingLength(length(rows))
    guard let input = try scheduleInput(rows, allowsLaws: false, inputs) else { return }
    plan.schedule = input.scheduleInSteps
  }

  private func length(_ rows: Int) -> TrainingLength.Inputs {
    var length = TrainingLength.Inputs()
    (length.steps, length.epochs) = (steps, epochs)
    if let batch { (length.rows, length.batch) = (rows, batch) }
    return length
  }

  private func scheduleInput(
    _ rows: Int, allowsLaws: Bool, _ inputs: RequestInputs
  ) throws -> ScheduleInput? {
    guard let schedule else { return nil }
    var flags = ScheduleInput.Flags()
    (flags.length, flags.allowsLaws) = (length(rows), allowsLaws)
    let input = try ScheduleInput(schedule, flags: flags)
    for line in input.notes { inputs.note("\(line)") }
    return input
  }
}

extension ScheduleInput {
  /// The schedule with its times in steps.
  fileprivate var scheduleInSteps: BetaSchedule {
    schedule.scaled(by: 1, stretch: clock.stepsPerUnit)
  }
}
