import LinearVAE
import MeanField
import Plotting
import Storage

/// What the map of phases spans.
public struct PhaseMapSpecification: Sendable, Hashable, Codable {
  /// `ρ`.
  public var signal = 1.0
  /// The number of latents; there is one factor.
  public var latents = 2
  /// The rate `τ` at which the thresholds are located.
  public var rate = 0.01
  /// The largest `β`.
  public var largestBeta = 3.2
  /// The largest `η`.
  public var largestNoise = 2.0
  /// Cells along `β`.
  public var columns: Int
  /// Cells along `η`.
  public var rows: Int
  /// Values of `η` at which thresholds are located.
  public var thresholdCount = 9

  /// The figure's own choices.
  public init(_ options: CatalogOptions = CatalogOptions()) {
    // No cell has its middle on a boundary, where nothing attracts to first order.
    (columns, rows) = options.choose((301, 200), quick: (61, 40))
  }

  /// The problem of one point.
  func problem(noise: Double, beta: Double, rates: LearningRates) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [signal], noise: noise), latents: latents,
      training: Training(rates: rates, beta: .constant(beta)))
  }

  /// The values in the middle of cells.
  func axis(
    _ parameter: ProblemParameter, to largest: Double, count: Int
  ) throws -> ParameterAxis {
    let half = 0.5 * largest / Double(count)
    return try ParameterAxis(parameter, from: half, to: largest - half, count: count)
  }
}

/// What training ends in over `β` and the noise, with one latent too many.
public struct PhaseMap: CatalogStudy {
  /// What was asked for.
  public let specification: PhaseMapSpecification
  /// The phases.
  public let diagram: PhaseDiagram
  /// Thresholds at the finite rate.
  public let thresholds: [Located]

  /// A threshold at one value of the noise.
  public struct Located: Sendable {
    /// `η`.
    public let noise: Double
    /// The eigenvalue of the data.
    public let eigenvalue: Double
    /// The `β` at which a latent on it collapses.
    public let beta: Double
  }

  /// Computes the map and locates the thresholds.
  public init(_ specification: PhaseMapSpecification, options: CatalogOptions) throws {
    self.specification = specification
    diagram = try PhaseDiagram(
      of: specification.problem(noise: 1, beta: 1, rates: .limit),
      x: try specification.axis(.beta, to: specification.largestBeta, count: specification.columns),
      y: try specification.axis(.noise, to: specification.largestNoise, count: specification.rows),
      threads: options.threads)
    let count = specification.thresholdCount
    thresholds = try (0..<count).flatMap { index in
      let noise = specification.largestNoise * (Double(index) + 0.5) / Double(count)
      let problem = specification.problem(
        noise: noise, beta: 1, rates: .uniform(specification.rate))
      return try Threshold.all(of: problem).compactMap { threshold in
        threshold.beta.map { Located(noise: noise, eigenvalue: threshold.eigenvalue, beta: $0) }
      }
    }
  }
}

extension PhaseMap {
  /// The problem in the middle of the map.
  public var problems: [CatalogProblem] {
    [
      CatalogProblem(
        "\(specification.latents)-latents-limit",
        ProblemSpecification(problem: specification.problem(noise: 1, beta: 1, rates: .limit))),
      CatalogProblem(
        "\(specification.latents)-latents-finite-rate",
        ProblemSpecification(
          problem: specification.problem(noise: 1, beta: 1, rates: .uniform(specification.rate)))),
    ]
  }

  /// The map, one row per cell, and the thresholds.
  public var tables: [CatalogTable] {
    var located = ColumnTable()
    located.add("noise", thresholds.map(\.noise))
    located.add("eigenvalue", thresholds.map(\.eigenvalue))
    located.add("beta", thresholds.map(\.beta))
    return [CatalogTable(diagram.table), CatalogTable(located, suffix: "thresholds")]
  }

  /// The map as grids, with arrays `threshold_…`.
  public var archive: NPZArchive {
    var archive = diagram.archive
    for (name, values) in [
      ("noise", thresholds.map(\.noise)), ("eigenvalue", thresholds.map(\.eigenvalue)),
      ("beta", thresholds.map(\.beta)),
    ] { archive.add("threshold_\(name)", shape: [values.count], values) }
    return archive
  }
}
