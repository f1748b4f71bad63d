import Plotting
import Studies

extension AsymptoticErrors {
  /// Left with as many latents as factors, right with one too many.
  package var figure: Figure {
    Figure(
      title: "Fig. 2: the error that learning ends in", panels: families.map(panel),
      columns: families.count, width: .doubleColumn, height: .millimetres(74), sharesKey: true)
  }

  private func panel(_ family: Family) -> Panel {
    let (ρ, η) = (specification.signal, specification.noise)
    var theorem = Series.line(
      x: specification.betas, y: family.theorem, label: "theorem, small-rate limit", color: .skyBlue
    )
    theorem.lineWidth = 2.6
    var series = [
      theorem,
      .line(
        x: specification.betas, y: family.limit, label: "attracting fixed point, limit",
        color: .black),
      .line(
        x: specification.betas, y: family.finite,
        label: "attracting fixed point, \(Label.tau) = \(Label.value(specification.rate))",
        color: .vermillion, dash: .dashed),
      .points(
        x: specification.followedBetas, y: family.followed,
        label: "end of the flow, limit", color: .black, marker: .circle),
    ]
    series[1].lineWidth = 0.8
    let collapse = Annotation.vertical(
      at: ρ + η, label: "\(Label.rho) + \(Label.eta)", dash: .dotted)
    let optimum = Annotation.vertical(at: η, label: .eta, dash: .dotted)
    return Panel(
      title: .modelTitle(latents: family.latents),
      x: Axis(.beta, from: 0, to: specification.betas.last),
      y: Axis("final error \(Label.error)", from: 0), series: series,
      annotations: [optimum, collapse])
  }

  /// What was run and chosen, with the largest differences between the ways.
  package var caption: CatalogRecord {
    let (signal, noise, rate) = (specification.signal, specification.noise, specification.rate)
    return CatalogRecord(
      title: "The error that learning ends in: collapse, and the best `β`",
      shows: """
        The error falls to its minimum at `β = η` and reaches that of a collapsed model at `β = ρ + η`. \
        With a latent too many it is larger below `η`, where that latent encodes noise, and the same \
        above. At a finite rate a small error remains at the optimum, and a large one for `β` of the \
        order of `τ`.
        """,
      ran: """
        The attracting fixed point at \(specification.betas.count) values of `β`, by Newton’s method on \
        the flow and its Jacobian, in the small-rate limit and at `τ = \(rate)`; flows from a small \
        start to `τt = \(specification.end)`; `ρ = \(signal)`, `η = \(noise)`.
        """,
      leftOpen: """
        Whether the curves are those of the limit or of the rate of Fig. 1, and which error is meant \
        with more latents than factors.
        """,
      chosen: """
        Both. `ε_g` is the smallest over assignments of latents to factors and over signs. No flow is \
        followed at a threshold itself, where its approach is a power law.
        """,
      findings: families.flatMap(findings))
  }

  private func findings(_ family: Family) -> [CatalogRecord.Finding] {
    let name = family.latents == 1 ? "matched" : "mismatched"
    let betas = specification.betas
    let deviation =
      zip(family.limit, family.theorem).map { abs($0 - $1) }.filter(\.isFinite).max() ?? .nan
    let best = betas.indices.min { family.finite[$0] < family.finite[$1] } ?? 0
    let followed = zip(specification.followedBetas, family.followed).map { beta, error in
      abs(error - specification.theorem(latents: family.latents, beta: beta))
    }
    let theorems: MarkedText = "(learned), (collapse), (overfit)"
    return [
      .init(
        "\(name): largest difference of fixed points from the theorem", deviation, expected: 0,
        theorems),
      .init(
        "\(name): the same of flows at their end", followed.max(), expected: 0, theorems),
      .init(
        "\(name): best `β` of those drawn, `τ = \(specification.rate)`", betas[best],
        expected: specification.noise, "(optimum), in the limit"),
      .init("\(name): error there at `τ = \(specification.rate)`", family.finite[best]),
    ]
  }
}
