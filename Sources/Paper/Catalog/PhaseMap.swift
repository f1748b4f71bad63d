import LinearVAE
import MeanField
import Plotting
import Storage
import Studies

/// What training ends in over `β` and the noise, with one latent too many.
package struct PhaseMap: CatalogStudy {
  package struct Specification: Sendable, Hashable, Codable {
    package var signal = 1.0, latents = 2
    /// Cells along `β`, and along `η`.
    package var columns: Int, rows: Int
    package var largestBeta = 3.2, largestNoise = 2.0
    /// At which `τ`, and at how many values of `η`, thresholds are located.
    package var rate = 0.01, thresholdCount = 9

    package init(_ options: PaperOptions = PaperOptions()) {
      // No cell has its middle on a boundary, where nothing attracts to first order.
      (columns, rows) = options.choose((301, 200), quick: (61, 40))
    }

    /// In the small-rate limit unless a rate is given.
    func problem(noise: Double = 1, beta: Double = 1, rate: Double? = nil) -> LearningProblem {
      .oneFactor(signal: signal, noise: noise, beta: beta, latents: latents, rate: rate)
    }
  }

  /// The `β` at which a latent on an eigenvalue of the data collapses.
  package struct Located: Sendable {
    package let noise: Double, eigenvalue: Double, beta: Double
  }

  package let specification: Specification
  package let diagram: PhaseDiagram
  /// Thresholds at the finite rate.
  package let thresholds: [Located]

  package init(_ specification: Specification, options: PaperOptions) throws {
    self.specification = specification
    /// The values in the middle of cells.
    func axis(_ parameter: ProblemParameter, to largest: Double, _ count: Int) throws
      -> ParameterAxis
    {
      let half = 0.5 * largest / Double(count)
      return try ParameterAxis(parameter, from: half, to: largest - half, count: count)
    }
    diagram = try PhaseStudy(
      specification.problem(),
      x: try axis(.beta, to: specification.largestBeta, specification.columns),
      y: try axis(.noise, to: specification.largestNoise, specification.rows), withBoundaries: true
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
    archive.add(tables[1].table, prefix: "threshold_")
    return archive
  }

  /// Left the phases with their names, right the error.
  package var figure: Figure {
    var figure = diagram.figure
    let (ρ, right, top) = (
      specification.signal, specification.largestBeta, specification.largestNoise
    )
    for index in figure.panels.indices {
      figure.panels[index].x = Axis(.beta, from: 0, to: right)
      figure.panels[index].y = Axis(.text("noise `η`"), from: 0, to: top)
    }
    figure.panels[0].series.append(
      .points(
        x: thresholds.map(\.beta), y: thresholds.map(\.noise),
        label: .text("located at `τ = \(specification.rate)`"), color: .black, marker: .circle))
    figure.panels[0].annotations += [
      ("overfit", 0.25 * top, 0.7 * top), ("learned", 0.5 * top + 0.5 * ρ, 0.5 * top),
      ("collapsed", 0.5 * (ρ + right) + 0.12 * right, 0.25 * top),
    ].map { name, x, y in .text(.plain(name), x: x, y: y, color: .black) }
    figure.title = "What training ends in over β and η"
    return figure
  }

  package var caption: CatalogRecord {
    let deviation = thresholds.map { abs($0.beta - $0.eigenvalue) }.max()
    let (x, y) = (diagram.x.values, diagram.y.values)
    let misplaced = diagram.phases.enumerated().count { index, phase in
      let (beta, noise) = (x[index % x.count], y[index / x.count])
      return phase.kind != specification.problem(noise: noise, beta: beta).theoremKind
    }
    return CatalogRecord(
      title: "Where a latent too many does harm",
      shows: """
        What training ends in with `M = \(specification.latents)` latents for `M* = 1` factor. Between \
        `β = η` and `ρ + η` one latent learns the factor and the other collapses; below, it encodes \
        noise; above, nothing is learned. Right: the error that training ends with.
        """,
      ran: """
        The attracting fixed point on \(specification.columns) × \(specification.rows) cells in the \
        small-rate limit, `ρ = \(specification.signal)`; circles: thresholds located on the Jacobian at \
        `τ = \(specification.rate)`.
        """,
      chosen: """
        The small-rate limit for the map. Lines are the closed form of the thresholds, the map and the \
        circles do not know it.
        """,
      findings: [
        .init(
          "cells whose phase differs from that of the closed form", Double(misplaced), expected: 0,
          "(collapse), (overfit)"),
        .init(
          "largest distance of a located threshold from the eigenvalue", deviation, expected: 0,
          "(thresholds), up to order `τ`"),
      ])
  }
}
