import LinearVAE
import ProblemFiles
import Studies

/// The flags of a run of 1000 steps; others as given.
package func scheduleFlags(
  steps: Int? = 1000, epochs: Int? = nil, rows: Int? = nil, batch: Int? = nil,
  dropsLast: Bool = false, unit: ScheduleUnit? = nil, dimension: Int? = nil,
  learningRate: Double? = nil
) -> ScheduleInput.Flags {
  var flags = ScheduleInput.Flags()
  (flags.length.steps, flags.length.epochs) = (steps, epochs)
  (flags.length.rows, flags.length.batch, flags.length.dropsLast) = (rows, batch, dropsLast)
  (flags.unit, flags.dimension, flags.learningRate) = (unit, dimension, learningRate)
  return flags
}

extension ScheduleStudy {
  /// A study of what a command line says.
  package init(_ input: ScheduleInput, stride: Int = 1) throws {
    try self.init(input.schedule, clock: input.clock, length: input.length, stride: stride)
  }
}
