import LinearVAE

/// A schedule as a command line gives it, with the clock that its times are read on.
public struct ScheduleInput: Sendable, Hashable {
  /// `β` as a function of time.
  public let schedule: BetaSchedule
  /// The time of each step.
  public let clock: ScheduleClock
  /// How long training is.
  public let length: TrainingLength
  /// Remarks for the user: names of other libraries and what they were read as.
  public let notes: [ProblemFile.Note]

  /// What a command line says about time.
  public struct Flags: Sendable, Hashable {
    /// How long training is.
    public var length: TrainingLength.Inputs
    /// What the times of the schedule are counted in; `nil` for steps, or the unit of a
    /// problem file.
    public var unit: ScheduleUnit?
    /// `N`.
    public var dimension: Int?
    /// The learning rate of plain SGD.
    public var learningRate: Double?

    /// Flags; those that were not given are `nil`.
    public init(
      length: TrainingLength.Inputs, unit: ScheduleUnit? = nil, dimension: Int? = nil,
      learningRate: Double? = nil
    ) {
      self.length = length
      self.unit = unit
      self.dimension = dimension
      self.learningRate = learningRate
    }
  }

  /// Reads a schedule: a number, a call such as `tanh(0.2, max=1)`, a mapping in YAML, or the path
  /// of a file with a mapping, a whole problem, whose `training.beta` is meant, or the JSON of
  /// `anneal`, whose best schedule is meant.
  ///
  /// - Parameters:
  ///   - text: The schedule.
  ///   - flags: How its times are to be read.
  /// - Throws: ``ProblemFileError`` for the text or the file, `InvalidProblem` for flags that do not
  ///   fit.
  public init(_ text: String, flags: Flags) throws {
    try flags.validate()
    let root = try FileNode.root(ofSchedule: text)
    let isProblem = root.keys.map { !Set($0).isDisjoint(with: ["data", "model", "training"]) }
    if isProblem == true {
      try self.init(problem: root, flags: flags)
    } else if let result = AnnealingResult(root) {
      try self.init(problem: result.problem, result: result, flags: flags)
    } else {
      try self.init(schedule: root, flags: flags)
    }
    try checkPeriod()
  }

  private init(schedule root: FileNode, flags: Flags) throws {
    let unit = flags.unit ?? .steps
    length = try TrainingLength(flags.length)
    let run = flags.run(of: length)
    clock = try flags.clock(unit, in: run)
    let context = ScheduleContext(
      unit: unit, run: run, end: clock.time(atStep: Double(length.steps)), endName: "the run",
      isFile: false)
    schedule = try root.schedule(in: context)
    do { try schedule.validate() } catch { throw root.located(error) }
    notes = root.log.notes
  }

  private init(
    problem root: FileNode, result: AnnealingResult? = nil, flags: Flags
  ) throws {
    var lengthFlags = flags.length
    if lengthFlags.rows != nil, lengthFlags.batch == nil {
      let batch = root.value(at: "training")?.value(at: "batch")
      lengthFlags.batch = try batch?.wholeNumber(in: 1...Training.batchLimit) ?? 1
    }
    length = try TrainingLength(lengthFlags)
    var run = flags.run(of: length)
    let file = try ProblemFile(root: root, run: run, for: [])
    let problem = file.specification.problem
    do { try problem.validateWithKnownBeta() } catch { throw root.located(error) }
    let training = problem.training
    let unit = training.rates == .limit ? ScheduleUnit.flow : .t
    guard flags.unit == nil || flags.unit == unit else {
      throw InvalidProblem(
        "unit", found: "\(flags.unit?.rawValue ?? "")", allowed: "\(unit.rawValue), or no unit",
        advice: "the times of this problem file are in \(unit)")
    }
    run.dimension = run.dimension ?? file.specification.simulation?.dimension
    clock = try flags.clock(unit, in: run)
    schedule = try result?.schedule() ?? training.reference
    notes = root.log.notes
  }

  /// That a cyclical schedule does not swing so often that its steps say nothing.
  private func checkPeriod() throws(InvalidProblem) {
    try schedule.validatePeriod(upTo: clock.time(atStep: Double(length.steps)))
  }
}

extension ScheduleInput.Flags {
  fileprivate func validate() throws(InvalidProblem) {
    if let dimension {
      try InvalidProblem.requireCount(
        "dimension", dimension, in: 1...SimulationSettings.dimensionLimit)
    }
    if let learningRate { try InvalidProblem.requirePositive("learning_rate", learningRate) }
  }

  fileprivate func run(of length: TrainingLength) -> RunUnits {
    RunUnits(
      dimension: dimension, learningRate: learningRate, stepsPerEpoch: length.stepsPerEpoch,
      steps: length.steps)
  }

  /// The clock of a unit, and that no flag goes without effect.
  fileprivate func clock(
    _ unit: ScheduleUnit, in run: RunUnits
  ) throws(InvalidProblem) -> ScheduleClock {
    if let dimension, unit != .t {
      throw InvalidProblem(
        "dimension", found: "\(dimension)", allowed: "unit t beside it",
        advice: "the times of this schedule are in \(unit)")
    }
    if let learningRate, unit != .flow {
      throw InvalidProblem(
        "learning_rate", found: "\(learningRate)", allowed: "unit flow beside it",
        advice: "the times of this schedule are in \(unit)")
    }
    guard let clock = ScheduleClock(unit, in: run) else {
      throw InvalidProblem(
        unit == .epochs ? "unit" : unit == .t ? "dimension" : "learning_rate",
        found: "no \(unit.requirement)",
        allowed: "\(unit.remedy)", advice: "the times of this schedule are in \(unit)")
    }
    let end = clock.time(atStep: Double(run.steps ?? 0))
    try InvalidProblem.require(end > 0, "learning_rate", end, "a run of finite length in \(unit)")
    return clock
  }
}
