/// How long training is, in steps and, where epochs are counted, in passes through the data.
public struct TrainingLength: Sendable, Hashable {
  /// The number of steps, `≥ 1`; step `i` is one of `0 ..< steps`.
  public let steps: Int
  /// Steps in an epoch, `nil` when nothing says so.
  public let stepsPerEpoch: Int?

  /// What is known of it; what is not is `nil`.
  public struct Inputs: Sendable, Hashable {
    /// All steps of training.
    public var steps: Int?
    /// All epochs of training.
    public var epochs: Int?
    /// Samples in the data set.
    public var rows: Int?
    /// Samples in a step.
    public var batch: Int?
    /// Whether the samples that do not fill a batch are left out of each epoch.
    public var dropsLast = false

    /// Nothing is known.
    public init() {}
  }

  /// The length that numbers agree on: `steps`, `epochs` with the steps per epoch, or both.
  ///
  /// Rows and batch give the steps of an epoch: `⌈rows/batch⌉`, the last batch being smaller, or
  /// `⌊rows/batch⌋` without it. Otherwise steps and epochs do, whose quotient must be whole.
  ///
  /// - Throws: `InvalidProblem` that names the number.
  public init(_ inputs: Inputs) throws(InvalidProblem) {
    let bounds = 1...RunUnits.stepLimit
    let numbers: KeyValuePairs = [
      "steps": inputs.steps, "epochs": inputs.epochs, "rows": inputs.rows, "batch": inputs.batch,
    ]
    for (flag, value) in numbers {
      if let value { try InvalidProblem.requireCount(flag, value, in: bounds) }
    }
    let perEpoch = try Self.stepsPerEpoch(of: inputs)
    switch (inputs.steps, inputs.epochs, perEpoch) {
    case (let steps?, nil, _):
      (self.steps, stepsPerEpoch) = (steps, perEpoch)
    case (let steps?, let epochs?, nil):
      try InvalidProblem.require(
        steps % epochs == 0, "steps", found: "\(steps)",
        allowed: "a multiple of the \(epochs) epochs",
        advice: "every epoch has as many steps; rows and batch say how many")
      (self.steps, stepsPerEpoch) = (steps, steps / epochs)
    case (let steps, let epochs?, let perEpoch?):
      let (total, overflows) = epochs.multipliedReportingOverflow(by: perEpoch)
      try InvalidProblem.require(
        !overflows && total <= RunUnits.stepLimit, "epochs", found: "\(epochs)",
        allowed: "at most \(RunUnits.stepLimit / perEpoch)",
        advice: "an epoch has \(perEpoch) steps")
      try InvalidProblem.require(
        steps == nil || steps == total, "steps", found: "\(steps ?? 0)",
        allowed: "\(total), or no number of steps",
        advice: "\(epochs) epochs of \(perEpoch) steps are \(total)")
      (self.steps, stepsPerEpoch) = (total, perEpoch)
    case (nil, _, _):
      throw InvalidProblem(
        "steps", found: "nothing", allowed: "the number of steps of training",
        advice: "or give epochs with rows and batch")
    }
  }

  private static func stepsPerEpoch(of inputs: Inputs) throws(InvalidProblem) -> Int? {
    guard let rows = inputs.rows else {
      if let batch = inputs.batch {
        throw InvalidProblem(
          "batch", found: "\(batch)", allowed: "rows beside it",
          advice: "the two give the steps of an epoch")
      }
      try InvalidProblem.require(
        !inputs.dropsLast, "drop_last", found: "no rows", allowed: "rows and batch beside it")
      return nil
    }
    guard let batch = inputs.batch else {
      throw InvalidProblem("batch", found: "nothing", allowed: "a whole number ≥ 1 beside rows")
    }
    let full = rows / batch
    guard inputs.dropsLast else { return full + (rows % batch > 0 ? 1 : 0) }
    try InvalidProblem.require(
      full > 0, "batch", found: "\(batch)",
      allowed: "at most the \(rows) rows, where what does not fill a batch is left out")
    return full
  }

  /// The epoch that a step belongs to, counted from 0.
  public func epoch(ofStep step: Int) -> Int? { stepsPerEpoch.map { step / $0 } }
}
