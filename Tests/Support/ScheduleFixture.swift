import LinearVAE
import ProblemFiles
import Studies

/// The flags of a run of 1000 steps; others as given.
package func scheduleFlags(
  steps: Int? = 1000, epochs: Int? = nil, rows: Int? = nil, batch: Int? = nil,
  dropsLast: Bool = false, unit: ScheduleUnit? = nil, dimension: Int? = nil,
  learningRate: Double? = nil
) -> ScheduleInput.Flags {
  ScheduleInput.Flags(
    length: TrainingLength.Inputs(
      steps: steps, epochs: epochs, rows: rows, batch: batch, dropsLast: dropsLast),
    unit: unit, dimension: dimension, learningRate: learningRate)
}

extension ScheduleStudy {
  /// A study of what a command line says.
  package init(_ input: ScheduleInput, stride: Int = 1) throws {
    try self.init(input.schedule, clock: input.clock, length: input.length, stride: stride)
  }
}
