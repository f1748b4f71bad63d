import FiniteSize
import LinearVAE

/// An ensemble of runs at finite `N`, as a problem file asks for.
public struct SimulationStudy: Sendable {
  /// What was learned, and how.
  public let problem: LearningProblem
  /// The size and number of the runs.
  public let settings: SimulationSettings
  /// What the runs say together.
  public let result: EnsembleResult

  /// Runs the ensemble.
  ///
  /// - Parameters:
  ///   - specification: A problem with a start, times and a simulation.
  ///   - options: Threads, checkpoint, progress.
  /// - Throws: `InvalidProblem` for a section that is missing or a value that cannot be
  ///   simulated, and what `Ensemble.run(_:)` throws.
  public init(
    _ specification: ProblemSpecification, options: EnsembleOptions = EnsembleOptions()
  ) throws {
    let settings = try specification.requireSimulation()
    let ensemble = try specification.ensemble()
    problem = specification.problem
    self.settings = settings
    result = try ensemble.run(options)
  }

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
