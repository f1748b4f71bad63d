import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Storage

/// Theory and simulation of one problem, from one start, at the same times.
public struct ComparisonStudy: Sendable {
  /// The limit `N → ∞`.
  public let flow: FlowStudy
  /// The runs at finite `N`.
  public let simulation: SimulationStudy

  /// Follows the flow and runs the ensemble.
  ///
  /// - Parameters:
  ///   - specification: A problem with a start, times and a simulation.
  ///   - tolerance: The relative error allowed in a step of the flow.
  ///   - options: How the ensemble is run.
  ///   - curvePoints: How many points the curve of the flow has at least, for a figure.
  /// - Throws: What ``FlowStudy`` and ``SimulationStudy`` throw.
  public init(
    _ specification: ProblemSpecification,
    tolerance: Double = OrderParameterFlow.defaultTolerance,
    options: EnsembleOptions = EnsembleOptions(), curvePoints: Int = 0
  ) throws {
    _ = try specification.ensemble()
    flow = try FlowStudy(
      specification.problem, from: try specification.initialState(),
      at: try specification.requireTime().times, tolerance: tolerance, curvePoints: curvePoints)
    simulation = try SimulationStudy(specification, options: options)
  }

  /// A comparison of two results.
  ///
  /// - Parameters:
  ///   - flow: The limit `N → ∞`.
  ///   - simulation: Runs of the same problem from the same start, at the same times.
  public init(_ flow: FlowStudy, _ simulation: SimulationStudy) {
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
