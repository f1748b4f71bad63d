import FiniteSize
import LinearVAE
import MeanField
import NumericKit

/// Sets theory and simulation of one problem, from one start and at the same times, side by side.
public struct ComparisonStudy: Sendable {
  /// A problem with a start, times and a simulation.
  public var specification: ProblemSpecification
  /// The relative error allowed in a step of the flow.
  public var tolerance: Double
  /// What is kept of the runs, and where.
  public var options: EnsembleOptions
  /// How many points the curve of the flow has at least, for a figure.
  public var curvePoints: Int
  /// Whether the spread of the runs is compared too.
  public var comparesSpread: Bool

  /// A comparison to be made.
  public init(
    _ specification: ProblemSpecification,
    tolerance: Double = OrderParameterFlow.defaultTolerance,
    options: EnsembleOptions = EnsembleOptions(), curvePoints: Int = 0,
    comparesSpread: Bool = false
  ) {
    (self.specification, self.tolerance) = (specification, tolerance)
    (self.options, self.curvePoints) = (options, curvePoints)
    self.comparesSpread = comparesSpread
  }

  /// Follows the flow and runs the ensemble.
  ///
  /// - Throws: What ``FlowStudy/run(_:)`` and ``SimulationStudy/run(_:)`` throw.
  public func run(_ context: RunContext = .current) throws -> Comparison {
    try context.run { context in
      // Refuses before any work what cannot be simulated.
      if specification.problem.data.samplesPerDimension == nil {
        _ = try specification.ensemble()
      } else {
        _ = try specification.fullBatchEnsemble(options)
      }
      let spread = SpreadQuestion(dimension: try specification.requireSimulation().dimension)
      return Comparison(
        try FlowStudy(
          specification.problem, from: try specification.initialState(),
          at: try specification.requireTime().times, tolerance: tolerance,
          curvePoints: curvePoints, spread: comparesSpread ? spread : nil
        ).run(context),
        try SimulationStudy(specification, options: options).run(context))
    }
  }
}

/// Theory and simulation of one problem, from one start, at the same times.
public struct Comparison: Sendable {
  /// The limit `N → ∞`.
  public let flow: FlowResult
  /// The runs at finite `N`.
  public let simulation: SimulationResult

  /// A comparison of two results.
  ///
  /// - Parameters:
  ///   - flow: The limit `N → ∞`.
  ///   - simulation: Runs of the same problem from the same start, at the same times.
  public init(_ flow: FlowResult, _ simulation: SimulationResult) {
    precondition(flow.times == simulation.times, "a flow and a simulation at different times")
    (self.flow, self.simulation) = (flow, simulation)
  }

  /// The times, in steps divided by `N`.
  public var times: [Double] { flow.times }

  /// The largest `|z|` of an order parameter at each time; `nil` where there is none.
  public var largestScores: [Double?] {
    scores.map { $0.allNumbers.filter { !$0.isNaN }.map(\.magnitude).max() }
  }

  /// Whether the largest `|z|` is what chance gives; `nil` without a score, as for a single run.
  public var verdict: ComparisonVerdict? {
    ComparisonVerdict(scores, at: times, replicas: simulation.result.replicas)
  }

  /// How many standard errors the mean of each order parameter lies above the flow, at each time; not a
  /// number where there is no error to measure with: for a single run, and at the start.
  var scores: [OrderParameters] {
    let result = simulation.result
    return times.indices.map { i in
      let difference = result.mean[i].combined(with: flow.states[i], by: -)
      guard let error = result.standardError?[i] else {
        return difference.combined(with: difference) { _, _ in .nan }
      }
      return difference.combined(with: error) { $1 > 0 ? $0 / $1 : .nan }
    }
  }
}
