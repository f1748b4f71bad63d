import LinearVAE
import MeanField
import Plotting
import Storage
import Studies

/// What training ends in over `β` and the noise, with one latent too many.
package struct PhaseMap: CatalogStudy {
  /// What the map spans.
  package struct Specification: Sendable, Hashable, Codable {
    /// `ρ`.
    package var signal = 1.0
    /// The number of latents; there is one factor.
    package var latents = 2
    /// The rate `τ` at which the thresholds are located.
    package var rate = 0.01
    /// The largest `β` and the largest `η`.
    package var largestBeta = 3.2, largestNoise = 2.0
    /// Cells along `β`, and along `η`.
    package var columns: Int, rows: Int
    /// Values of `η` at which thresholds are located.
    package var thresholdCount = 9

    /// The figure's own choices.
    package init(_ options: PaperOptions = PaperOptions()) {
      // No cell has its middle on a boundary, where nothing attracts to first order.
      (columns, rows) = options.choose((301, 200), quick: (61, 40))
    }

    /// The problem at `β = 1`, in the small-rate limit unless a rate is given.
    func problem(noise: Double = 1, rate: Double? = nil) -> LearningProblem {
      .oneFactor(signal: signal, noise: noise, beta: 1, latents: latents, rate: rate)
    }

    /// The values in the middle of cells.
    func axis(
      _ parameter: ProblemParameter, to largest: Double, count: Int
    ) throws -> ParameterAxis {
      let half = 0.5 * largest / Double(count)
      return try ParameterAxis(parameter, from: half, to: largest - half, count: count)
    }

    /// The phase by the closed form of the thresholds.
    func expectedKind(beta: Double, noise: Double) -> FixedPoint.Kind {
      if beta > signal + noise { return .collapsed }
      return beta > noise || latents == 1 ? .learned : .overfit
    }
  }

  /// A threshold at one value of the noise.
  package struct Located: Sendable {
    /// `η`.
    package let noise: Double
    /// The eigenvalue of the data.
    package let eigenvalue: Double
    /// The `β` at which a latent on it collapses.
    package let beta: Double
  }

  package let specification: Specification
  /// The phases.
  package let diagram: PhaseDiagram
  /// Thresholds at the finite rate.
  package let thresholds: [Located]

  /// Computes the map and locates the thresholds.
  package init(_ specification: Specification, options: PaperOptions) throws {
    self.specification = specification
    diagram = try PhaseStudy(
      specification.problem(),
      x: try specification.axis(.beta, to: specification.largestBeta, count: specification.columns),
      y: try specification.axis(.noise, to: specification.largestNoise, count: specification.rows),
      withBoundaries: true
    ).run()
    let count = specification.thresholdCount
    thresholds = try (0..<count).flatMap { index in
      let noise = specification.largestNoise * (Double(index) + 0.5) / Double(count)
      let problem = specification.problem(noise: noise, rate: specification.rate)
      return try Threshold.all(of: problem).compactMap { threshold in
        threshold.beta.map { Located(noise: noise, eigenvalue: threshold.eigenvalue, beta: $0) }
      }
    }
  }

  /// The problem in the middle of the map.
  package var problems: [CatalogProblem] {
    [("limit", nil), ("finite-rate", specification.rate)].map { name, rate in
      (
        "\(specification.latents)-latents-\(name)",
        ProblemSpecification(problem: specification.problem(rate: rate))
      )
    }
  }

  private var dataset: Dataset { diagram.dataset(of: problems[0].specification) }

  /// The map, one row per cell, and the thresholds.
  package var tables: [CatalogTable] {
    let located = ColumnTable([
      "noise": thresholds.map(\.noise), "eigenvalue": thresholds.map(\.eigenvalue),
      "beta": thresholds.map(\.beta),
    ])
    return [(nil, dataset.table), ("thresholds", located)]
  }

  /// The map as grids, with arrays `threshold_…`.
  package var archive: NPZArchive {
    var archive = dataset.archive
    for column in tables[1].table.columns {
      guard case .numbers(let values) = column.cells else { continue }
      archive.add("threshold_\(column.name)", shape: [values.count], values.map { $0 ?? .nan })
    }
    return archive
  }
}
