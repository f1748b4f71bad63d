import MeanField
import Plotting
import Studies

extension StabilityCurves {
  /// A column per data, a row per number of latents.
  package var figure: Figure {
    let panels = specification.latents.flatMap { latents in
      specification.data.map { panel($0, latents: latents) }
    }
    return Figure(
      title: "Fig. 4: stability of the fixed points", panels: panels,
      columns: specification.data.count, width: .doubleColumn, height: .millimetres(112),
      sharesX: true, sharesKey: true)
  }

  /// How fixed points of one class are drawn, by the numbers of latents that stand for a factor and for
  /// noise. Wide lines first: where two classes have one growth rate, both are seen.
  private static let styles:
    [(label: Label, factor: Int, noise: Int, color: Color, dash: Series.Dash, width: Double)] = [
      ("collapsed", 0, 0, .orange, .solid, 2.2),
      ("one latent on noise", 0, 1, .green, .dashed, 1.1),
      ("learned", 1, 0, .blue, .solid, 2.2), ("two latents on noise", 0, 2, .purple, .dashed, 1.1),
      ("overfit: factor and noise", 1, 1, .vermillion, .solid, 1.6),
    ]

  private func panel(_ data: StabilityCurves.Specification.Data, latents: Int) -> Panel {
    let shown = points.filter { $0.data == data && $0.latents == latents }
    var series = Self.styles.compactMap { style -> Series? in
      let members = shown.filter { point in
        let noise = point.latentRoles.count { $0 == .noise }
        let idle = point.latentRoles.count { $0 == .collapsed }
        return point.kind != .mixed && noise == style.noise
          && point.latents - noise - idle == style.factor
      }
      guard !members.isEmpty else { return nil }
      var line = Series.line(
        x: members.map(\.beta), y: members.map(\.growthRate), label: style.label,
        color: style.color, dash: style.dash)
      line.lineWidth = style.width
      return line
    }
    let mixed = shown.filter { $0.kind == .mixed }
    if !mixed.isEmpty {
      var dots = Series.points(
        x: mixed.map(\.beta), y: mixed.map(\.growthRate), label: "correlated latents",
        color: .reference)
      dots.markerSize = 0.35
      series.insert(dots, at: 0)
    }
    let isFirstRow = latents == specification.latents.first
    let isFirstColumn = data == specification.data.first
    func threshold(_ beta: Double, _ label: MarkedText) -> Annotation {
      .vertical(at: beta, label: isFirstRow ? .text(label) : nil, dash: .dotted)
    }
    let model: MarkedText = latents == 1 ? "matched" : "mismatched"
    return Panel(
      title: isFirstRow ? .text("`ρ = \(data.signal)`, `η = \(data.noise)`") : "",
      x: Axis(.beta, from: 0, to: specification.betas.last),
      y: Axis(isFirstColumn ? .text("\(model): max Re `λ/τ`") : ""), series: series,
      annotations: [
        .span(.horizontal, from: -10, to: 0), .horizontal(at: 0, dash: .solid),
        threshold(data.noise, "`η`"), threshold(data.signal + data.noise, "`ρ + η`"),
      ])
  }

  /// What was run and chosen, with the largest differences from the closed forms.
  package var caption: CatalogRecord {
    let data = specification.data.map { "(\($0.signal), \($0.noise))" as MarkedText }
    return CatalogRecord(
      title: "Which fixed points attract",
      shows: """
        The largest real part of the eigenvalues of the flow’s Jacobian at every fixed point; in the \
        grey region below 0 it attracts. Upper row: `M = M* = 1`, lower row `M = 2`. The collapsed state \
        attracts iff `β > ρ + η`, the learned one below, with a latent too many only above `η`, and the \
        overfit one iff `β < η`. Between the thresholds one point attracts.
        """,
      ran: """
        Every fixed point of uncorrelated latents at \(specification.betas.count) values of `β`, and \
        those of correlated latents from their closed forms, for `(ρ, η) =` \
        \(data.dropFirst().reduce(data.first ?? "") { "\($0), \($1)" }); spectra of the Jacobian in \
        symmetric coordinates, small-rate limit.
        """,
      leftOpen: """
        The signs in the appendix’s conditions contradict its figure; the condition of stability of \
        the overfit state is `β < η`.
        """,
      chosen: """
        The thresholds are where the curves cross 0, not where a formula says so. States of correlated \
        latents, which the paper does not list, are saddles.
        """,
      findings: [
        .init(
          "matched, collapsed: largest difference from the closed form",
          deviation(.collapsed, from: \.collapsedGrowthRate), expected: 0, "(spectrum)"),
        .init(
          "matched, learned: largest difference from the closed form",
          deviation(.learned, from: \.learnedGrowthRate), expected: 0,
          "(spectrum), (learned-cubic)"),
        .init(
          "fixed points that attract at one `β`, at most", Double(mostAttractors), expected: 1,
          "the stable state is unique"),
      ])
  }

  /// The largest difference of a growth rate of one latent from its closed form.
  private func deviation(
    _ kind: FixedPoint.Kind, from rate: (ClosedFormSpectrum) -> Double
  ) -> Double? {
    points.filter { $0.latents == 1 && $0.kind == kind }.map { point in
      let closed = ClosedFormSpectrum(
        signal: point.data.signal, noise: point.data.noise, beta: point.beta)
      return abs(point.growthRate - rate(closed))
    }.max()
  }

  /// The largest number of attracting points at one `β`.
  private var mostAttractors: Int {
    let groups = Dictionary(grouping: points.filter { $0.growthRate < 0 }) {
      [$0.data.signal, $0.data.noise, Double($0.latents), $0.beta]
    }
    return groups.values.map(\.count).max() ?? 0
  }
}
