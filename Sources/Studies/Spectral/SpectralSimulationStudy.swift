import FiniteSize
import LinearVAE
import NumericKit
import Storage

/// Runs an ensemble at finite `N` on data with any spectrum, as a problem file asks for.
public struct SpectralSimulationStudy: Sendable {
  /// A problem with a start, times and a simulation.
  public var specification: SpectralSpecification
  /// The rows that samples are drawn from, with `data.distribution: rows`.
  public var rows: SampleRows?
  /// What is kept of the runs, and where.
  public var options: EnsembleOptions

  /// An ensemble to be run.
  public init(
    _ specification: SpectralSpecification, rows: SampleRows? = nil,
    options: EnsembleOptions = EnsembleOptions()
  ) {
    (self.specification, self.rows, self.options) = (specification, rows, options)
  }

  /// Runs the ensemble.
  ///
  /// - Throws: `InvalidProblem` for a section that is missing or a value that cannot be
  ///   simulated, and what `SpectralEnsemble.run(_:_:)` throws.
  public func run(_ context: RunContext = .current) throws -> SpectralSimulationResult {
    SpectralSimulationResult(
      problem: specification.problem, settings: try specification.requireSimulation(),
      result: try specification.ensemble(drawing: rows).run(context, options))
  }
}

/// What an ensemble of runs at finite `N` on data with any spectrum says.
public struct SpectralSimulationResult: Sendable {
  /// What was learned, and how.
  public let problem: SpectralProblem
  /// The size and number of the runs.
  public let settings: SimulationSettings
  /// What the runs say together.
  public let result: SpectralEnsembleResult

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

extension SpectralSimulationResult {
  /// Means over runs and their standard errors, which a single run lacks.
  package func dataset(of problem: SpectralSpecification) -> Dataset {
    var data = Dataset(rows: "time")
    data.note("problem", problem, "The problem with all defaults.")
    data.add("times", .numbers(times), "Times, in steps divided by N.", over: "time")
    data.add(beta)
    if let errors = betaStandardError {
      data.add(errors, named: "beta_standard_error", "Standard error of that weight over runs.")
    }
    add(result.divergences, to: &data)
    let missing = Array(repeating: Double.nan, count: times.count)
    data.add(
      "distortion_change", .numbers(result.distortion.mean),
      "Squared error of reconstruction less that of reconstructing zero; mean over runs.",
      at: "distortion_change.mean", over: "time")
    data.add(
      "distortion_change_standard_error", .numbers(result.distortion.standardError ?? missing),
      "Standard error of its mean over runs.", at: "distortion_change.standard_error",
      over: "time")
    data.add(spectrum: self.problem.data)
    data.add(records: result.mean, at: "mean[]", "mean over runs", over: "time")
    data.add(
      records: result.standardError
        ?? result.mean.map { $0.combined(with: $0) { _, _ in .nan } },
      at: "standard_error[]", suffix: "_standard_error", "standard error of the mean over runs",
      over: "time")
    if let runs = result.runs {
      data.add(
        records: runs.flatMap { $0 }, at: "runs[][]", suffix: "_runs", "in each run",
        shape: [runs.count, times.count], over: "run", "time")
    }
    data.add("replicas", .whole([result.replicas]), "Number of independent runs.")
    data.add("dimension", .whole([settings.dimension]), "Dimension N.")
    data.add("method", .texts([settings.method.rawValue]), "`exact` or `vector` simulation.")
    data.note("seed", settings.seed, "Seed of all random numbers.")
    data.add("steps", .whole([result.totalSteps]), "Steps of all runs together.")
    return data
  }

  /// Adds the KL divergence of each latent.
  private func add(_ divergences: [SpectralEnsembleResult.Estimate], to data: inout Dataset) {
    let shape = [times.count, divergences.count]
    func values(_ series: (SpectralEnsembleResult.Estimate) -> [Double]?) -> Dataset.Values {
      .numbers(times.indices.flatMap { time in divergences.map { series($0)?[time] ?? .nan } })
    }
    data.add(
      "kl", values(\.mean), "KL divergence of each latent, in nats; mean over runs.",
      at: "kl.mean", shape: shape, over: "time", "latent")
    data.add(
      "kl_standard_error", values(\.standardError), "Standard error of its mean over runs.",
      at: "kl.standard_error", shape: shape, over: "time", "latent")
  }
}

extension SpectralSpecification {
  /// The ensemble that this specification asks for.
  ///
  /// - Parameter rows: The rows of the data file, for `data.distribution: rows`.
  /// - Returns: Runs that have not begun.
  /// - Throws: `InvalidProblem` for a section that is missing or a value that cannot be
  ///   simulated.
  public func ensemble(
    drawing rows: SampleRows? = nil
  ) throws(InvalidProblem) -> SpectralEnsemble {
    let settings = try requireSimulation()
    let times = try requireTime().times
    let initial = try initialState()
    let simulation = try SpectralSimulation(
      problem, dimension: settings.dimension, method: settings.method, seed: settings.seed,
      rows: rows)
    do { try simulation.checkRealizable(initial) } catch { throw error.below("initial") }
    try simulation.validate(times: times, replicas: settings.replicas)
    return SpectralEnsemble(simulation, from: initial, at: times, replicas: settings.replicas)
  }
}
