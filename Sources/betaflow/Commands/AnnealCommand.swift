import ArgumentParser
import FiniteSize
import LinearVAE
import MeanField
import Storage
import Studies

extension AnnealingFamily: ExpressibleByArgument {}

struct AnnealCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "anneal",
    abstract: "Find the annealing rate at which training converges soonest.",
    discussion: """
      Follows the flow under schedules of one shape and many rates, and finds when the error has \
      come down for good to that of the problem's own fixed point. The file's training.beta, or \
      the maximum of a schedule there, is β_max: the β on which every schedule settles. Rates are \
      the largest slope of β/β_max, per unit of t = steps / N, or of τt with training.rates: limit.

      The best schedule is printed as training.beta of a problem file takes it, and the command \
      schedule with --unit t (with --unit flow in the limit); the rate in it is a slope of β.

      With --optimal it also searches for the best β(t) between 0 and β_max of all, and says what that \
      gains over constant β and over the best of each shape, and how it fares where noise or signals \
      differ by 20 % or, with a section simulation, at finite N.
      """)

  static let example =
    "betaflow anneal Examples/matched.yaml --schedule tanh --rates 0.0005:0.01:30log"

  @OptionGroup var problem: ProblemArgument

  @Option(help: "The shape of the schedules.")
  var schedule: AnnealingFamily = .tanh

  @Option(
    help: ArgumentHelp(
      "The annealing rates; 40 around the slowest rate of the problem unless given.",
      valueName: "lo:hi:n[log]"))
  var rates: String?

  @Option(help: "How far above the error of the fixed point counts as converged.")
  var tolerance = ConvergenceProblem.defaultTolerance

  @OptionGroup(title: "Optimal schedule") var search: OptimalScheduleFlags
  @OptionGroup var common: CommonOptions
  @OptionGroup var plot: PlotOptions

  /// More rates than this make no sense: each is a solve.
  private static let rateLimit = 100_000

  private func range() throws -> [Double]? {
    guard let rates else { return nil }
    let values = try reading("--rates") { try ValueRange(rates).values }
    guard let first = values.first, first > 0 else {
      throw ValidationError("--rates \(rates): rates must be > 0.")
    }
    guard values.count <= Self.rateLimit else {
      throw ValidationError("--rates \(rates): at most \(Self.rateLimit) rates.")
    }
    return values
  }

  func validate() throws {
    _ = try range()
    try checkPositive("--tolerance", tolerance)
  }

  var canSave: Bool { search.optimal }

  var checkpoint: String? { search.checkpoint }

  func execute() throws {
    let context = try common.prepare(
      plot, checkpoint: search.checkpoint, reading: ["the problem file": problemFile])
    let specification = try readProblem()
    let initial = try common.inFile(problemFile) { try specification.initialState() }
    if search.checkpoint != nil, let reason = reasonAgainstRuns(specification) {
      throw ValidationError("--checkpoint has no effect \(reason).")
    }
    let study = try namingFlags("rates") {
      try Interruption.saving(if: canSave) {
        try self.study(specification, from: initial).run(context)
      }
    }
    if !common.quiet, let runs = study.optimal?.finiteSize {
      ProgressLine.finish(replicas: runs.replicas, dimension: runs.dimension, steps: runs.steps)
    }
    if let late = study.lateRamp, let end = study.study.end {
      common.warn(
        "the best schedule reaches 99 % of its β only at \(TextTable.number(late)), after the "
          + "training planned to end at \(TextTable.number(end))")
    }
    if search.optimal {
      if study.optimal?.optimum == nil {
        common.warn(
          "no optimal schedule: constant β never converges, or no start of the search does")
      } else if study.optimal?.optimum?.status == .stopped {
        common.warn(
          "the search for the best schedule stopped while small changes still improved it")
      }
      if specification.simulation != nil, specification.problem.training.rates == .limit {
        common.note("training.rates: limit has no steps, so the schedule is not tried at finite N")
      }
    }
    if let obstacle = study.scan.constant.obstacle {
      common.warn("constant β: \(obstacle.rawValue)")
    }
    try plot.draw(study.figure)
    let result = study.dataset(of: specification)
    try common.write(result) { report(study, result) }
  }

  private func readProblem() throws -> ProblemSpecification {
    var schedule: BetaSchedule?
    let specification = try common.readProblem(
      problemFile, for: search.optimal ? [.start, .simulation] : .start,
      searchesFromSeed: search.optimal
    ) {
      schedule = $0.takeMaximumOfSchedule()
    }
    if let schedule {
      common.note(
        "\(problemFile): training.beta: β_max is \(schedule.supremum), the maximum of "
          + "\(schedule.inWords), which plays no other part")
    }
    return specification
  }

  private func reasonAgainstRuns(_ specification: ProblemSpecification) -> String? {
    if specification.simulation == nil { return "without a section simulation" }
    return specification.problem.training.rates == .limit ? "with training.rates: limit" : nil
  }

  private func study(
    _ specification: ProblemSpecification, from initial: OrderParameters
  ) throws -> AnnealingStudy {
    var study = AnnealingStudy(
      specification.problem, from: initial, family: schedule, rates: try range(),
      tolerance: tolerance)
    study.end = specification.time?.end
    study.search = try search.options(seed: specification.simulation?.seed ?? common.seed ?? 0)
    study.simulation = specification.simulation
    study.ensemble = EnsembleOptions(problemFile: problemFile, checkpoint: search.checkpoint)
    study.withCurves = plot.isWanted
    return study
  }
}
