import LinearVAE

/// A schedule as a command line gives it, with the clock that its times are read on.
public struct ScheduleInput: Sendable, Hashable {
  /// `β` as a function of time.
  public let schedule: BetaSchedule
  /// The law that `β` follows in place of it, where one was given and is allowed; its times are in steps,
  /// and ``schedule`` is what it refers to.
  public var law: FeedbackLaw?
  /// The time of each step.
  public let clock: ScheduleClock
  /// How long training is.
  public let length: TrainingLength
  /// Names of other libraries and what they were read as.
  public let notes: [ProblemFile.Note]

  /// What a command line says about time; what it does not say is `nil`.
  public struct Flags: Sendable, Hashable {
    /// How long training is.
    public var length = TrainingLength.Inputs()
    /// What the times of the schedule are counted in; `nil` for steps, or the unit of a
    /// problem file.
    public var unit: ScheduleUnit?
    /// `N`.
    public var dimension: Int?
    /// The learning rate of plain SGD.
    public var learningRate: Double?
    /// Whether `β` may follow from the state of training.
    public var allowsLaws = false

    /// Nothing is said.
    public init() {}
  }

  /// Reads a schedule: a number, a call such as `tanh(0.2, max=1)`, a mapping in YAML, or the path
  /// of a file with a mapping, a whole problem, whose `training.beta` is meant, or the JSON of
  /// `anneal`, whose best schedule is meant.
  ///
  /// - Throws: ``ProblemFileError`` for the text or the file, `InvalidProblem` for flags that do not
  ///   fit.
  public init(_ text: String, flags: Flags) throws {
    try flags.validate()
    let root = try FileNode.root(ofSchedule: text)
    let isProblem = root.keys.map { !Set($0).isDisjoint(with: ["data", "model", "training"]) }
    if isProblem == true {
      try self.init(problem: root, flags: flags)
    } else if root.isAnnealingResult, let problem = root.value(at: "problem") {
      // Its `training.beta` is the number that schedules settle on.
      try self.init(problem: problem, result: root, flags: flags)
    } else {
      try self.init(schedule: root, flags: flags)
    }
    // A cyclical schedule that swings more often than that has steps that say nothing.
    try schedule.validatePeriod(upTo: clock.time(atStep: Double(length.steps)))
  }

  private init(schedule root: FileNode, flags: Flags) throws {
    let unit = flags.unit ?? .steps
    length = try TrainingLength(flags.length)
    let run = flags.run(of: length)
    clock = try flags.clock(unit, in: run)
    let context = ScheduleContext(
      unit: unit, run: run, end: clock.time(atStep: Double(length.steps)), endName: "the run",
      isFile: false)
    let weight = flags.allowsLaws ? try root.weight(in: context) : nil
    if case .feedback(let found) = weight { law = found }
    schedule = try law?.reference ?? root.schedule(in: context)
    do { try law?.validate() } catch { throw root.located(error) }
    do { try schedule.validate() } catch { throw root.located(error) }
    notes = root.log.notes
  }

  private init(problem root: FileNode, result: FileNode? = nil, flags: Flags) throws {
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
    try InvalidProblem.require(
      flags.unit == nil || flags.unit == unit, "unit", found: "\(flags.unit?.rawValue ?? "")",
      allowed: "\(unit.rawValue), or no unit",
      advice: "the times of this problem file are in \(unit)")
    run.dimension = run.dimension ?? file.specification.simulation?.dimension
    clock = try flags.clock(unit, in: run)
    schedule = try result?.bestSchedule() ?? training.reference
    notes = root.log.notes
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

  fileprivate func clock(
    _ unit: ScheduleUnit, in run: RunUnits
  ) throws(InvalidProblem) -> ScheduleClock {
    func error(_ key: String, _ found: String, _ allowed: String) -> InvalidProblem {
      InvalidProblem(
        key, found: found, allowed: allowed, advice: "the times of this schedule are in \(unit)")
    }
    if let dimension, unit != .t {
      throw error("dimension", "\(dimension)", "unit t beside it")
    }
    if let learningRate, unit != .flow {
      throw error("learning_rate", "\(learningRate)", "unit flow beside it")
    }
    guard let clock = ScheduleClock(unit, in: run) else {
      throw error(
        unit == .epochs ? "unit" : unit == .t ? "dimension" : "learning_rate",
        "no \(unit.words.requirement)", unit.words.remedy)
    }
    let end = clock.time(atStep: Double(run.steps ?? 0))
    try InvalidProblem.require(end > 0, "learning_rate", end, "a run of finite length in \(unit)")
    return clock
  }
}
