import LinearVAE
import NumericKit
import ProblemFiles
import Storage
import Studies

/// Any schedule of `β` as a table over steps: the command `schedule`.
package struct ScheduleRequest: Request {
  /// A number, a call, a mapping in YAML, or the path of a file.
  package var spec: String
  package var steps: Int?
  package var epochs: Int?
  /// Samples in the data set.
  package var rows: Int?
  /// Samples in a step.
  package var batch: Int?
  /// Whether an epoch leaves out the samples that do not fill a batch.
  package var dropLast = false
  /// What times of the schedule are counted in.
  package var unit: ScheduleUnit?
  /// `N`.
  package var dimension: Int?
  package var learningRate: Double?
  /// A row every so many steps, or for the first step of each `epoch`.
  package var every = "1"

  package static let command = "schedule"

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case spec, steps, epochs, rows, batch
    case dropLast = "drop_last"
    case unit, dimension
    case learningRate = "learning_rate"
    case every
  }

  package init(_ spec: String) { self.spec = spec }

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    guard let spec = try section.written(.spec) else {
      throw InvalidProblem.missing("spec", "it is the schedule: a number, a call, or a mapping")
    }
    self.spec = spec
    steps = try section.whole(.steps)
    epochs = try section.whole(.epochs)
    rows = try section.whole(.rows)
    batch = try section.whole(.batch)
    dropLast = try section.flag(.dropLast)
    unit = try section.choice(.unit)
    dimension = try section.whole(.dimension)
    learningRate = try section.real(.learningRate)
    every = try section.written(.every) ?? every
  }

  package func validate() throws(InvalidProblem) {
    guard every == "epoch" || Int(every) ?? 0 >= 1 else {
      throw InvalidProblem("every", found: every, allowed: "a whole number ≥ 1, or epoch")
    }
  }

  package func reply(
    _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<ScheduleStudy> {
    var flags = ScheduleInput.Flags()
    (flags.length.steps, flags.length.epochs) = (steps, epochs)
    (flags.length.rows, flags.length.batch, flags.length.dropsLast) = (rows, batch, dropLast)
    (flags.unit, flags.dimension, flags.learningRate) = (unit, dimension, learningRate)
    let input = try ScheduleInput(spec, flags: flags)
    for note in input.notes { inputs.note("\(note)") }
    let study = try ScheduleStudy(
      input.schedule, clock: input.clock, length: input.length, stride: try stride(of: input.length)
    )
    if let warning = study.warning { inputs.warn(warning) }
    // Rows are made before the picture: too many of them leave nothing behind.
    let dataset = inputs.wantsDataset ? try study.dataset() : Dataset()
    return Reply(study, dataset, words: Self.words(of: study), figure: { study.figure })
  }

  private func stride(of length: TrainingLength) throws(InvalidProblem) -> Int {
    if let steps = Int(every) { return steps }
    guard let perEpoch = length.stepsPerEpoch else {
      throw InvalidProblem(
        "every", found: every, allowed: "a whole number ≥ 1",
        advice:
          "nothing says how long an epoch is: give \"steps\" and \"epochs\", or \"rows\" and \"batch\""
      )
    }
    return perEpoch
  }

  private static func words(of study: ScheduleStudy) -> [String] {
    var words = ["\(study.schedule.inWords), times in \(study.clock.description)"]
    let ramp = study.ramp
    let target = ShortNumber.text(ramp.target)
    if study.schedule.finalValue == nil {
      words.append("β rises to \(target) in every cycle")
    } else if let settled = ramp.settled, settled > 0, settled.isFinite {
      let step = ScheduleStudy.text(ofStep: settled)
      words.append("β settles on \(target); within 1 % of it from step \(step)")
    }
    return words
  }
}
