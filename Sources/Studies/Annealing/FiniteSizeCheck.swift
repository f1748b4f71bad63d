import FiniteSize
import LinearVAE
import MeanField

/// A schedule made for `N → ∞` under the exact chain at finite `N`.
public struct FiniteSizeCheck: Sendable, Hashable {
  /// `N`.
  public let dimension: Int
  /// How many runs.
  public let replicas: Int
  /// When the flow converges under the schedule, or the horizon of the error.
  public let time: Double
  /// `ε_g` at that time, averaged over the runs.
  public let mean: Double
  /// Its standard error; `nil` for a single run.
  public let standardError: Double?
  /// `ε_g` of the flow at that time.
  public let flow: Double
  /// The last of 200 times up to twice ``time`` at which the mean is above the flow's value at ``time``;
  /// `nil` if it still is in the end.
  public let crossing: Double?

  /// Simulates; `nil` for the small-rate limit, which has no steps, or without a time.
  ///
  /// - Parameters:
  ///   - convergence: What is learned, with finite rates.
  ///   - optimum: The schedule.
  ///   - settings: `N`, the number of runs and their seed.
  ///   - options: How to run the ensemble.
  /// - Throws: What `Simulation` and `Ensemble.run(_:)` throw.
  public init?(
    _ convergence: ConvergenceProblem, _ optimum: OptimalSchedule, _ settings: SimulationSettings,
    options: (Ensemble) -> EnsembleOptions
  ) throws {
    let problem = convergence.annealed(by: optimum.schedule)
    guard problem.training.rates != .limit else { return nil }
    guard let end = optimum.objective.horizon ?? optimum.time else { return nil }
    let count = 200
    let times = (1...count).map { 2 * end * Double($0) / Double(count) }
    let state = try OrderParameterFlow(problem).trajectory(from: convergence.initial, at: [end])[0]
    let level = state.generalizationError(data: problem.data)
    let simulation = try Simulation(
      problem, dimension: settings.dimension, method: settings.method, seed: settings.seed)
    let ensemble = Ensemble(
      simulation, from: convergence.initial, at: times, replicas: settings.replicas)
    let result = try ensemble.run(options(ensemble))
    guard let errors = result.generalizationErrors[.aligned] else { return nil }
    (time, flow) = (end, level)
    (dimension, replicas) = (settings.dimension, settings.replicas)
    let middle = count / 2 - 1
    mean = errors.mean[middle]
    standardError = errors.standardError?[middle]
    let last = errors.mean.lastIndex { $0 > level }
    crossing = last == count - 1 ? nil : last.map { times[$0] } ?? 0
  }
}
