import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Storage

/// Sets theory and simulation of one problem with any spectrum, from one start and at the same times, side by
/// side.
///
/// Where samples are not Gaussian, the exact chain of Gaussian ones at the same `N` stands beside them: what the
/// simulation differs by from it is due to the data alone, not to `N`.
public struct SpectralComparisonStudy: Sendable {
  /// A problem with a start, times and a simulation.
  public var specification: SpectralSpecification
  /// The rows that samples are drawn from, with `data.distribution: rows`.
  public var rows: SampleRows?
  /// The relative error allowed in a step of the flow.
  public var tolerance: Double
  /// What is kept of the runs, and where.
  public var options: EnsembleOptions
  /// How many points the curve of the flow has at least, for a figure.
  public var curvePoints: Int

  /// A comparison to be made.
  public init(
    _ specification: SpectralSpecification, rows: SampleRows? = nil,
    tolerance: Double = OrderParameterFlow.defaultTolerance,
    options: EnsembleOptions = EnsembleOptions(), curvePoints: Int = 0
  ) {
    (self.specification, self.rows, self.tolerance) = (specification, rows, tolerance)
    (self.options, self.curvePoints) = (options, curvePoints)
  }

  /// Follows the flow and runs the ensembles.
  ///
  /// - Throws: What ``SpectralFlowStudy/run(_:)`` and ``SpectralSimulationStudy/run(_:)`` throw.
  public func run(_ context: RunContext = .current) throws -> SpectralComparison {
    try context.run { context in
      let ensemble = try specification.ensemble(drawing: rows)
      let flow = try SpectralFlowStudy(
        specification.problem, from: ensemble.initial, at: ensemble.times, tolerance: tolerance,
        curvePoints: curvePoints
      ).run(context)
      let simulation = try SpectralSimulationStudy(specification, rows: rows, options: options)
        .run(context)
      var gaussian: SpectralSimulationResult?
      if specification.problem.data.distribution != .gaussian {
        var exact = specification
        exact.problem.data.distribution = .gaussian
        exact.simulation?.method = .exact
        gaussian = try SpectralSimulationStudy(exact).run(context)
      }
      return SpectralComparison(flow: flow, simulation: simulation, gaussian: gaussian)
    }
  }
}

/// Theory and simulation of one problem with any spectrum, from one start, at the same times.
public struct SpectralComparison: Sendable {
  /// The limit `N → ∞`.
  public let flow: SpectralFlowResult
  /// The runs at finite `N`.
  public let simulation: SpectralSimulationResult
  /// As many runs at the same `N` on Gaussian data with the same spectrum, where those of the simulation are
  /// not Gaussian.
  public let gaussian: SpectralSimulationResult?

  /// The times, in steps divided by `N`.
  public var times: [Double] { flow.times }

  /// Standard errors by which the mean of each order parameter lies above the flow, at each time; not a number
  /// where there is no error to measure with.
  var scores: [SpectralRecord] {
    let result = simulation.result
    return times.indices.map { i in
      let difference = result.mean[i].combined(
        with: SpectralRecord(flow.states[i]), by: -)
      return Self.score(difference, result.standardError?[i])
    }
  }

  /// The same against Gaussian data at the same `N`, with the errors of both.
  var gaussianScores: [SpectralRecord]? {
    guard let gaussian else { return nil }
    let (result, other) = (simulation.result, gaussian.result)
    return times.indices.map { i in
      let difference = result.mean[i].combined(with: other.mean[i], by: -)
      guard let error = result.standardError?[i], let otherError = other.standardError?[i] else {
        return Self.score(difference, nil)
      }
      return Self.score(
        difference,
        error.combined(with: otherError) { ($0 * $0 + $1 * $1).squareRoot() })
    }
  }

  /// A difference over its error, where that is more than rounding, which all that vectors start with has.
  private static func score(
    _ difference: SpectralRecord, _ error: SpectralRecord?
  ) -> SpectralRecord {
    difference.combined(with: error ?? difference) {
      error != nil && $1 > 1e-12 ? $0 / $1 : .nan
    }
  }

  /// The largest `|z|` of an order parameter at each time; `nil` where there is none.
  public var largestScores: [Double?] {
    scores.map { $0.independentNumbers.map(\.value.magnitude).max() }
  }

  /// Whether the largest `|z|` is what chance gives; `nil` without a score, as for a single run.
  public var verdict: ComparisonVerdict? {
    ComparisonVerdict(
      scores.map(\.independentNumbers), at: times, degreesOfFreedom: simulation.result.replicas - 1
    )
  }

  /// Whether chance explains what data that are not Gaussian differ by from such that are; `nil` where they are.
  public var gaussianVerdict: ComparisonVerdict? {
    guard let gaussianScores else { return nil }
    return ComparisonVerdict(
      gaussianScores.map(\.independentNumbers), at: times,
      degreesOfFreedom: simulation.result.replicas - 1)
  }

  /// The change of distortion by the flow at each time.
  public var flowDistortion: [Double] {
    flow.states.map { $0.relativeDistortion(data: flow.problem.data) }
  }
}

extension SpectralRecord {
  /// Every number that is not missing, of symmetric matrices each once: those of a group as `group_Q` with the
  /// group's index first, then totals and `D`.
  var independentNumbers: [(quantity: String, indices: [Int], value: Double)] {
    func numbers(
      _ group: SpectralState.Group, _ prefix: String, _ place: [Int]
    ) -> [(quantity: String, indices: [Int], value: Double)] {
      [("Q", group.Q, true), ("E", group.E, true), ("R", group.R, false)].flatMap {
        name, matrix, isSymmetric in
        (0..<matrix.rows).flatMap { k in
          ((isSymmetric ? k : 0)..<matrix.columns).map { l in
            (prefix + name, place + [k, l], matrix[k, l])
          }
        }
      }
    }
    let inGroups = groups.enumerated().flatMap { numbers($1, "group_", [$0]) }
    return (inGroups + numbers(total, "", []) + D.enumerated().map { ("D", [$0], $1) })
      .filter { !$0.2.isNaN }
  }
}
