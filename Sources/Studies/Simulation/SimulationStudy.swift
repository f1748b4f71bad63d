import FiniteSize
import LinearVAE
import NumericKit
import Storage

/// Runs an ensemble at finite `N`, as a problem file asks for.
public struct SimulationStudy: Sendable {
  /// A problem with a start, times and a simulation.
  public var specification: ProblemSpecification
  /// What is kept of the runs, and where.
  public var options: EnsembleOptions

  /// An ensemble to be run.
  public init(
    _ specification: ProblemSpecification, options: EnsembleOptions = EnsembleOptions()
  ) {
    (self.specification, self.options) = (specification, options)
  }

  /// Runs the ensemble.
  ///
  /// - Throws: `InvalidProblem` for a section that is missing or a value that cannot be
  ///   simulated, and what `Ensemble.run(_:_:)` throws.
  public func run(_ context: RunContext = .current) throws -> SimulationResult {
    SimulationResult(
      problem: specification.problem, settings: try specification.requireSimulation(),
      result: specification.problem.data.samplesPerDimension == nil
        ? try specification.ensemble().run(context, options)
        : try specification.fullBatchEnsemble(options).run(context, keepsRuns: options.keepsRuns))
  }
}

/// What an ensemble of runs at finite `N` says.
public struct SimulationResult: Sendable {
  /// What was learned, and how.
  public let problem: LearningProblem
  /// The size and number of the runs.
  public let settings: SimulationSettings
  /// What the runs say together.
  public let result: EnsembleResult

  /// The times, in steps divided by `N`.
  public var times: [Double] { result.times }

  /// `β` at each time: the schedule, or the mean over runs of what a feedback law gave.
  public var beta: EffectiveBeta {
    guard let weights = result.weights else {
      return EffectiveBeta(times.map(problem.training.reference.beta(at:)))
    }
    return EffectiveBeta(byLatent: weights.map(\.mean), under: problem.training.feedback)
  }

  /// The standard error of ``beta``; `nil` under a schedule, which has none, and for a single run.
  public var betaStandardError: EffectiveBeta? {
    guard let errors = result.weights?.compactMap(\.standardError), !errors.isEmpty else {
      return nil
    }
    return EffectiveBeta(byLatent: errors, under: problem.training.feedback)
  }
}

extension SimulationResult {
  /// Means over runs and their standard errors, which a single run lacks.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "time")
    data.note("problem", problem, "The problem with all defaults.")
    data.add("times", .numbers(times), "Times, in steps divided by N.", over: "time")
    data.add(beta)
    if let errors = betaStandardError {
      data.add(errors, named: "beta_standard_error", "Standard error of that weight over runs.")
    }
    let missing = Array(repeating: Double.nan, count: times.count)
    for form in GeneralizationError.allCases {
      guard let estimate = result.generalizationErrors[form] else { continue }
      let (name, path) = (
        "generalization_error_\(form.rawValue)", "generalization_error.\(form.rawValue)"
      )
      data.add(
        name, .numbers(estimate.mean), Dataset.meaning(of: form), at: "\(path).mean", over: "time"
      )
      data.add(
        "\(name)_standard_error", .numbers(estimate.standardError ?? missing),
        "Standard error of its mean over runs.", at: "\(path).standard_error", over: "time")
    }
    data.add(states: result.mean, at: "mean[]", "mean over runs", over: "time")
    let errors =
      result.standardError ?? result.mean.map { $0.combined(with: $0) { _, _ in .nan } }
    data.add(
      states: errors, at: "standard_error[]", suffix: "_standard_error",
      "standard error of the mean over runs",
      over: "time")
    if let runs = result.runs {
      data.add(
        states: runs.flatMap { $0 }, at: "runs[][]", suffix: "_runs", "in each run",
        shape: [runs.count, times.count], over: "run", "time")
    }
    data.add("replicas", .whole([result.replicas]), "Number of independent runs.")
    data.add("dimension", .whole([settings.dimension]), "Dimension N.")
    data.add("method", .texts([settings.method.rawValue]), "`exact` or `vector` simulation.")
    data.note("seed", settings.seed, "Seed of all random numbers.")
    data.add("steps", .whole([result.totalSteps]), "Steps of all runs together.")
    return data
  }
}

extension ProblemSpecification {
  /// The ensemble that this specification asks for.
  ///
  /// - Returns: Runs that have not begun.
  /// - Throws: `InvalidProblem` for a section that is missing or a value that cannot be
  ///   simulated.
  public func ensemble() throws(InvalidProblem) -> Ensemble {
    let settings = try requireSimulation()
    let times = try requireTime().times
    let initial = try initialState()
    let simulation = try Simulation(
      problem, dimension: settings.dimension, method: settings.method, seed: settings.seed)
    try simulation.validate(times: times, replicas: settings.replicas)
    return Ensemble(simulation, from: initial, at: times, replicas: settings.replicas)
  }
}
