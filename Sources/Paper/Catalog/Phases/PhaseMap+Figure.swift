import MeanField
import Plotting
import Studies

extension PhaseMap {
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

  /// What was run, with the largest difference of the located thresholds from the closed form.
  package var caption: CatalogRecord {
    let deviation = thresholds.map { abs($0.beta - $0.eigenvalue) }.max()
    let (x, y) = (diagram.x.values, diagram.y.values)
    let misplaced = diagram.phases.indices.count { index in
      diagram.phases[index].kind
        != specification.expectedKind(beta: x[index % x.count], noise: y[index / x.count])
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
