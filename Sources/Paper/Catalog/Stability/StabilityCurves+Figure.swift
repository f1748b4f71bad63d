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

  /// How the class of a fixed point is drawn.
  private struct Style {
    let roles: [String]
    let label: Label
    let color: Color
    let dash: Series.Dash
    let width: Double
  }

  /// Wide lines first: where two classes have one growth rate, both are seen.
  private static let styles = [
    Style(roles: ["–", "–, –"], label: "collapsed", color: .orange, dash: .solid, width: 2.2),
    Style(
      roles: ["noise", "noise, –"], label: "one latent on noise", color: .green, dash: .dashed,
      width: 1.1),
    Style(
      roles: ["factor", "factor, –"], label: "learned", color: .blue, dash: .solid, width: 2.2),
    Style(
      roles: ["noise, noise"], label: "two latents on noise", color: .purple, dash: .dashed,
      width: 1.1),
    Style(
      roles: ["factor, noise"], label: "overfit: factor and noise", color: .vermillion,
      dash: .solid,
      width: 1.6),
  ]

  private func panel(_ data: StabilityCurvesSpecification.Data, latents: Int) -> Panel {
    let shown = points.filter { $0.data == data && $0.latents == latents }
    var series = Self.styles.compactMap { style -> Series? in
      let members = shown.filter { style.roles.contains($0.roles) }
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
    let (ρ, η) = (data.signal, data.noise)
    let isFirstRow = latents == specification.latents.first
    let isFirstColumn = data == specification.data.first
    let threshold = { (beta: Double, label: Label) in
      Annotation.vertical(at: beta, label: isFirstRow ? label : nil, dash: .dotted)
    }
    let model: Label = latents == 1 ? "matched" : "mismatched"
    return Panel(
      title: isFirstRow
        ? "\(Label.rho) = \(.value(ρ)), \(Label.eta) = \(.value(η))" : "",
      x: Axis(.beta, from: 0, to: specification.betas.last),
      y: Axis(isFirstColumn ? "\(model): max Re \(Label.lambda)/\(Label.tau)" : ""),
      series: series,
      annotations: [
        .span(.horizontal, from: -10, to: 0), .horizontal(at: 0, dash: .solid), threshold(η, .eta),
        threshold(ρ + η, "\(Label.rho) + \(Label.eta)"),
      ])
  }

  /// What was run and chosen, with the largest differences from the closed forms.
  package var caption: CatalogCaption {
    let data = specification.data.map {
      "(\(Label.value($0.signal)), \(Label.value($0.noise)))" as Label
    }
    let listed = data.dropFirst().reduce(data.first ?? "") { $0 + ", " + $1 }
    return CatalogCaption(
      title: "Which fixed points attract",
      shows: """
        The largest real part of the eigenvalues of the flow’s Jacobian at every fixed point; in the \
        grey region below 0 it attracts. Upper row: \(Label.symbol("M")) = \(Label.symbol("M*")) = 1, lower row \
        \(Label.symbol("M")) = 2. The collapsed state attracts iff \(Label.beta) > \(Label.rho) + \
        \(Label.eta), the learned one below, with a latent too many only above \(Label.eta), and the \
        overfit one iff \(Label.beta) < \(Label.eta). Between the thresholds one point attracts.
        """,
      ran: """
        Every fixed point of uncorrelated latents at \(.plain("\(specification.betas.count)")) values \
        of \(Label.beta), and those of correlated latents from their closed forms, for \
        (\(Label.rho), \(Label.eta)) = \(listed); spectra of the Jacobian in symmetric coordinates, \
        small-rate limit.
        """,
      leftOpen: """
        The signs in the appendix’s conditions contradict its figure; the condition of stability of \
        the overfit state is \(Label.beta) < \(Label.eta).
        """,
      chosen: """
        The thresholds are where the curves cross 0, not where a formula says so. States of correlated \
        latents, which the paper does not list, are saddles.
        """,
      findings: findings)
  }

  private var findings: [CatalogFinding] {
    let single = points.filter { $0.latents == 1 }
    func deviation(_ roles: String, _ rate: (ClosedFormSpectrum) -> Double) -> Double {
      single.filter { $0.roles == roles }.map { point in
        let closed = ClosedFormSpectrum(
          signal: point.data.signal, noise: point.data.noise, beta: point.beta)
        return abs(point.growthRate - rate(closed))
      }.max() ?? .nan
    }
    return [
      CatalogFinding(
        "matched, collapsed: largest difference from the closed form",
        deviation("–", \.collapsedGrowthRate), expected: 0, "(spectrum)"),
      CatalogFinding(
        "matched, learned: largest difference from the closed form",
        deviation("factor", \.learnedGrowthRate), expected: 0, "(spectrum), (learned-cubic)"),
      CatalogFinding(
        "fixed points that attract at one \(Label.beta), at most", Double(mostAttractors),
        expected: 1, "the stable state is unique"),
    ]
  }

  /// The largest number of attracting points at one `β`.
  var mostAttractors: Int {
    var counts: [[Double]: Int] = [:]
    for point in points where point.growthRate < 0 {
      counts[
        [point.data.signal, point.data.noise, Double(point.latents), point.beta], default: 0] += 1
    }
    return counts.values.max() ?? 0
  }
}
