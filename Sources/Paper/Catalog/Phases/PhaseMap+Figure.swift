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
      figure.panels[index].y = Axis("noise \(Label.eta)", from: 0, to: top)
    }
    figure.panels[0].series.append(
      .points(
        x: thresholds.map(\.beta), y: thresholds.map(\.noise),
        label: "located at \(Label.tau) = \(Label.value(specification.rate))", color: .black,
        marker: .circle))
    figure.panels[0].annotations += [
      .text("overfit", x: 0.25 * top, y: 0.7 * top, anchor: .center, color: .black),
      .text("learned", x: 0.5 * top + 0.5 * ρ, y: 0.5 * top, anchor: .center, color: .black),
      .text(
        "collapsed", x: 0.5 * (ρ + right) + 0.12 * right, y: 0.25 * top, anchor: .center,
        color: .black),
    ]
    figure.title = "What training ends in over β and η"
    return figure
  }

  /// What was run, with the largest difference of the located thresholds from the closed form.
  package var caption: CatalogCaption {
    let deviation = thresholds.map { abs($0.beta - $0.eigenvalue) }.max() ?? .nan
    let misplaced = diagram.phases.indices.count { index in
      let (beta, noise) = point(index)
      return diagram.phases[index].kind != specification.expectedKind(beta: beta, noise: noise)
    }
    return CatalogCaption(
      title: "Where a latent too many does harm",
      shows: """
        What training ends in with \(Label.symbol("M")) = \(specification.latents) latents for \
        \(Label.symbol("M*")) = 1 factor. Between \(Label.beta) = \(Label.eta) and \(Label.rho) + \
        \(Label.eta) one latent learns the factor and the other collapses; below, it encodes noise; \
        above, nothing is learned. Right: the error that training ends with.
        """,
      ran: """
        The attracting fixed point on \(.plain("\(specification.columns)")) × \
        \(.plain("\(specification.rows)")) cells in the small-rate limit, \(Label.rho) = \
        \(.value(specification.signal)); circles: thresholds located on the Jacobian at \(Label.tau) = \
        \(.value(specification.rate)).
        """,
      leftOpen: "",
      chosen: """
        The small-rate limit for the map. Lines are the closed form of the thresholds, the map and the \
        circles do not know it.
        """,
      findings: [
        CatalogFinding(
          "cells whose phase differs from that of the closed form", Double(misplaced), expected: 0,
          "(collapse), (overfit)"),
        CatalogFinding(
          "largest distance of a located threshold from the eigenvalue", deviation, expected: 0,
          "(thresholds), up to order \(Label.tau)"),
      ])
  }

  /// `β` and `η` of a cell.
  func point(_ index: Int) -> (beta: Double, noise: Double) {
    let columns = diagram.x.values.count
    return (diagram.x.values[index % columns], diagram.y.values[index / columns])
  }
}

extension PhaseMapSpecification {
  /// The phase by the closed form of the thresholds.
  func expectedKind(beta: Double, noise: Double) -> FixedPoint.Kind {
    if beta > signal + noise { return .collapsed }
    return beta > noise || latents == 1 ? .learned : .overfit
  }
}
