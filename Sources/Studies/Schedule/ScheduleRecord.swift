import LinearVAE
import Storage

/// A schedule over a training run as it is stored: the fields of the command's JSON.
public struct ScheduleRecord: Sendable, Encodable {
  struct Ramp: Sendable, Encodable {
    /// What `β` settles on, or the top of its cycles.
    let target: Double
    /// `β` when training ends.
    let reached: Double
    /// The first step from which `β` is within 1 % of the target.
    let settled_step: Nullable
    let fits: Bool
    /// The warning on standard error, `null` when there was none.
    let warning: NullableText
  }

  /// As the value of `training.beta`, times in `unit`.
  let schedule: StructuredValue
  let unit: ScheduleUnit
  let steps_per_unit: Double
  let total_steps: Int
  let steps_per_epoch: Nullable
  let ramp: Ramp
  let steps: [Int]
  /// The epoch of each step, where epochs are counted.
  let epochs: [Int]?
  let beta: [Double]

  /// The record of a study.
  ///
  /// - Parameter study: The schedule and the run.
  /// - Throws: `InvalidProblem` when there are too many rows.
  public init(_ study: ScheduleStudy) throws(InvalidProblem) {
    let found = study.ramp
    schedule = study.schedule.written
    unit = study.clock.unit
    steps_per_unit = study.clock.stepsPerUnit
    total_steps = study.length.steps
    steps_per_epoch = Nullable(study.length.stepsPerEpoch.map(Double.init))
    ramp = Ramp(
      target: found.target, reached: found.reached, settled_step: Nullable(found.settled),
      fits: found.fits, warning: NullableText(study.warning))
    steps = try study.rows()
    epochs = study.epochs(of: steps)
    beta = steps.map(study.beta(atStep:))
  }
}

extension ScheduleStudy {
  /// The epoch of each step, `nil` where epochs are not counted.
  func epochs(of steps: [Int]) -> [Int]? {
    length.stepsPerEpoch.map { perEpoch in steps.map { $0 / perEpoch } }
  }

  /// One row a step: `step`, `epoch` where epochs are counted, `beta`.
  ///
  /// - Throws: `InvalidProblem` when there are too many rows.
  public func table() throws(InvalidProblem) -> ColumnTable {
    let steps = try rows()
    var table = ColumnTable()
    table.add("step", steps.map(Double.init))
    if let epochs = epochs(of: steps) { table.add("epoch", epochs.map(Double.init)) }
    table.add("beta", steps.map(beta(atStep:)))
    return table
  }

  /// Arrays `steps`, `epochs` where they are counted, and `beta`.
  ///
  /// - Throws: `InvalidProblem` when there are too many rows.
  public func archive() throws(InvalidProblem) -> NPZArchive {
    let steps = try rows()
    var archive = NPZArchive()
    archive.add("steps", shape: [steps.count], steps.map(Double.init))
    if let epochs = epochs(of: steps) {
      archive.add("epochs", shape: [steps.count], epochs.map(Double.init))
    }
    archive.add("beta", shape: [steps.count], steps.map(beta(atStep:)))
    return archive
  }
}
