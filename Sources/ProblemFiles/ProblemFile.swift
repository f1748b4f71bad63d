import LinearVAE

/// A problem file that was read: its specification, valid and with all defaults filled in, and
/// remarks for its author.
///
/// ```swift
/// let file = try ProblemFile(contentsOf: "problem.yaml")
/// for note in file.notes { print(note) }
/// let times = try file.specification.requireTime().times
/// ```
public struct ProblemFile: Sendable, Hashable {
  /// What the file says.
  public let specification: ProblemSpecification
  /// What its author should know: names of other libraries and what they were read as, values that
  /// have no effect.
  public let notes: [Note]

  /// A remark on one value of a file.
  public struct Note: Sendable, Hashable, CustomStringConvertible {
    /// The file as it was named.
    public let file: String
    /// The line, counted from 1.
    public let line: Int?
    /// The key as it was written.
    public let keyPath: String
    /// The remark.
    public let message: String

    /// One line: `problem.yaml:9: training.beta.max_beta: read as "max"`.
    public var description: String {
      InvalidProblem.message(file: file, line: line, keyPath: keyPath, message)
    }
  }

  /// Reads and validates the file at a path.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - run: What is known of the run besides, in place of what the file says: it converts the
  ///     steps and epochs of a schedule.
  ///   - use: What is to be done with it.
  ///   - change: Puts what flags say in the place of what the file says, before it is validated.
  /// - Throws: ``ProblemFileError``: `.unreadable` when there is no such file, else with the line and
  ///   the key at fault.
  public init(
    contentsOf path: String, run: RunUnits = RunUnits(), for use: ProblemUse = .everything,
    changing change: (inout ProblemSpecification) -> Void = { _ in }
  ) throws(ProblemFileError) {
    try self.init(root: FileNode.root(ofFile: path), run: run, for: use, changing: change)
  }

  /// Reads and validates the text of a file; JSON is YAML too.
  ///
  /// - Parameters:
  ///   - text: The whole of the file.
  ///   - name: What errors and notes call it.
  ///   - run: As for a file.
  ///   - use: As for a file.
  /// - Throws: ``ProblemFileError`` with the line and the key at fault.
  public init(
    yaml text: String, name: String = "problem", run: RunUnits = RunUnits(),
    for use: ProblemUse = .everything
  ) throws(ProblemFileError) {
    let root = try FileNode.root(ofYAML: text, log: ReadingLog(file: name))
    try self.init(root: root, run: run, for: use)
  }

  /// Reads and validates a problem in JSON that people do not see, so that errors name no line of it.
  package init(
    json text: String, name: String, run: RunUnits, for use: ProblemUse,
    changing change: (inout ProblemSpecification) -> Void
  ) throws(ProblemFileError) {
    let root = try FileNode.root(
      ofYAML: text, log: ReadingLog(file: name, showsLines: false))
    try self.init(root: root, run: run, for: use, changing: change)
  }

  /// Reads and validates a problem that is a value of a larger file.
  init(
    root: FileNode, run: RunUnits, for use: ProblemUse,
    changing change: (inout ProblemSpecification) -> Void = { _ in }
  ) throws(ProblemFileError) {
    specification = try root.specification(in: run, for: use, changing: change)
    notes = root.log.notes
  }
}

extension FileNode {
  /// The specification that stands here, valid and with all defaults filled in; oddities are noted.
  func specification<Specification: RunSpecification>(
    in run: RunUnits, for use: ProblemUse, changing change: (inout Specification) -> Void
  ) throws(ProblemFileError) -> Specification {
    let root = try problemInOurNames(in: run)
    let read: Specification = try root.decoded()
    var specification = read
    change(&specification)
    do {
      try specification.validate(for: use)
    } catch {
      // A value that a flag gave stands on no line.
      let isRead = specification == read || !error.keyPath.hasPrefix("simulation")
      throw isRead
        ? root.located(error)
        : ProblemFileError(error.below(root.keyPath), file: root.log.file)
    }
    root.noteOddValues(in: specification, run: run)
    return specification
  }

  /// A problem with `training.beta` in the names and units of ours; `run` is what the command says of
  /// the run, in place of the file.
  func problemInOurNames(in run: RunUnits) throws(ProblemFileError) -> FileNode {
    guard let training = value(at: "training"), let weight = training.value(at: "beta") else {
      return self
    }
    var run = run
    let dimension = value(at: "simulation")?.value(at: "dimension")?.wholeNumber
    run.dimension = run.dimension ?? dimension
    // What is wrong with the times themselves is said where the file is read.
    let end = try? (value(at: "time")?.decoded(TimeGrid.self))?.end
    let isLimit = training.value(at: "rates")?.word == "limit"
    var context = ScheduleContext(unit: isLimit ? .flow : .t, run: run, end: end)
    if let steps = run.steps, let clock = context.clock {
      (context.end, context.endName) = (clock.time(atStep: Double(steps)), "the run")
    }
    let ours = try weight.weightInOurNames(in: context)
    return replaced(
      by: node.replacing("training", with: training.node.replacing("beta", with: ours)))
  }

  /// Tells about values that are possible but change nothing, or hardly what was meant.
  func noteOddValues(in specification: some RunSpecification, run: RunUnits) {
    let training = specification.training
    let dimension = run.dimension ?? specification.simulation?.dimension
    // The length of a run is known where the schedule itself is looked at, which warns.
    if run.steps == nil, training.rates != .limit,
      let clock = ScheduleClock(.t, in: RunUnits(dimension: dimension)),
      let warning = training.reference.warning(ofRampOn: clock)
    {
      nearest(to: ["training", "beta"]).note(warning)
    }
    if training.rates == .limit, training.batch != Training(rates: .limit, beta: .constant(1)).batch
    {
      nearest(to: ["training", "batch"]).note(
        "has no effect with rates: limit, where the noise of SGD vanishes")
    }
  }
}
