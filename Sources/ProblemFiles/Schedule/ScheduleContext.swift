import LinearVAE

/// What the rest of the file, and the command, say that a schedule can depend on.
struct ScheduleContext: Sendable {
  /// What times are counted in.
  var unit: ScheduleUnit
  var run = RunUnits()
  /// The last time of the run, in that unit.
  var end: Double?
  /// What says so, for notes.
  var endName = "time.end"
  /// Where what is missing can be given, for errors.
  var isFile = true

  var clock: ScheduleClock? { ScheduleClock(unit, in: run) }
}

extension ScheduleValues {
  /// A number of steps in the schedule's unit of time.
  func time(ofSteps steps: Double, for source: FileNode) throws(ProblemFileError) -> Double {
    guard let clock = context.clock else {
      throw source.error(
        found: "no \(context.unit.words.requirement) to convert it with",
        expected: context.isFile ? context.unit.words.remedyInFile : context.unit.words.remedy,
        advice: "the times of this schedule are in \(context.unit.description)")
    }
    return clock.time(atStep: steps)
  }

  /// How many steps make an epoch: as the command says, else as a key beside the source.
  func stepsPerEpoch(for source: FileNode) throws(ProblemFileError) -> Double {
    let known = context.run.stepsPerEpoch
    if let given = section["steps_per_epoch"] {
      let written = try given.wholeNumber(in: 1...RunUnits.stepLimit)
      guard known == nil || known == written else {
        throw given.error(expected: "\(known ?? 0), as the command line has it")
      }
      return Double(written)
    }
    guard let known else {
      throw source.error(
        found: "no number of steps per epoch to convert it with",
        expected: "steps_per_epoch beside it"
          + (context.isFile ? "" : ", or epochs with steps, or rows with batch"))
    }
    return Double(known)
  }

  func end(for source: FileNode) throws(ProblemFileError) -> Double {
    guard let end = context.end else {
      throw source.error(
        found: "no time to convert it with",
        expected: context.isFile ? "time in the file" : "steps or epochs",
        advice: "it counts in the length of the whole run")
    }
    return end
  }

  /// `max − min` of a ramp, or 1 where it is 0 and the slope without effect.
  func rise() throws(ProblemFileError) -> Double {
    let (min, max) = (try number(.min), try number(.max))
    guard max >= min else {
      throw (section[.max] ?? section[.min] ?? section.owner).error(
        found: "max = \(max) and min = \(min)", expected: "a max ≥ min")
    }
    return max > min ? max - min : 1
  }

  /// Whether the number of cycles has a default, as in `frange_cycle_…`, and that is used.
  var hasCyclesByDefault: Bool {
    isFrange && section[.period] == nil && section[ScheduleConversion.cycles.key] == nil
  }

  private var isFrange: Bool { word.map(ScheduleOrder.frangeNames.contains) ?? false }

  func period() throws(ProblemFileError) -> Double {
    guard hasCyclesByDefault else {
      if isFrange, let cycles = section[ScheduleConversion.cycles.key] {
        _ = try cycles.wholeNumber(in: 1...RunUnits.stepLimit)
      }
      return try number(.period)
    }
    let cycles = ScheduleOrder.frangeCycles
    let period = try lengthOfCycles(for: section.owner) / Double(cycles)
    section.owner.note("n_cycle = \(cycles), as nothing else is said: read as period = \(period)")
    return period
  }

  func lengthOfCycles(for source: FileNode) throws(ProblemFileError) -> Double {
    guard let iterations = section[.iterations] else { return try end(for: source) }
    guard let count = iterations.wholeNumber, (1...RunUnits.stepLimit).contains(count) else {
      throw iterations.error(
        expected: "a whole number ≥ 1 of iterations, the first argument of "
          + ScheduleOrder.iterationsFirst.signature(of: word ?? form.name))
    }
    let isCounted = context.unit == .steps || context.unit == .epochs
    let length = isCounted ? Double(count) : try time(ofSteps: Double(count), for: iterations)
    if let end = context.end, length < end * (1 - 1e-12) {
      iterations.note("the run is longer than these \(count) iterations: the cycles go on")
    }
    return length
  }
}

extension ScheduleUnit {
  /// After a time: "in steps".
  var timePhrase: String { self == .t || self == .flow ? "in units of \(self)" : "in \(self)" }

  /// After a rate: "per step".
  var ratePhrase: String {
    switch self {
    case .steps: "per step"
    case .epochs: "per epoch"
    case .t, .flow: "per unit of \(self)"
    }
  }

  /// What must be known to turn steps into the unit, and what says it, where there is a file and where not.
  var words: (requirement: String, remedy: String, remedyInFile: String) {
    switch self {
    case .steps: ("steps", "steps", "steps")
    case .epochs:
      ("number of steps per epoch", "epochs with steps, or rows with batch", "steps")
    case .t:
      (
        "dimension N", "a dimension",
        "simulation.dimension in the file, or a dimension where a command takes one"
      )
    case .flow:
      (
        "learning rate", "a learning rate",
        "finite rates, or the command schedule with a learning rate"
      )
    }
  }
}
