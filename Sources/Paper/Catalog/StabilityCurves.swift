import LinearVAE
import MeanField
import NumericKit
import Plotting
import Storage
import Studies

/// The largest real part of the Jacobian's eigenvalues at every fixed point against `β`, per unit of
/// `τt`: whether the point attracts, and how fast.
package struct StabilityCurves: CatalogStudy {
  package struct Specification: Sendable, Hashable, Codable {
    /// Data with one factor: `ρ` and `η`.
    package struct Data: Sendable, Hashable, Codable {
      package var signal: Double, noise: Double
    }

    /// One column of panels each.
    package var data = [
      Data(signal: 0.5, noise: 1.5), Data(signal: 1, noise: 1), Data(signal: 1.95, noise: 0.05),
    ]
    /// One row of panels each.
    package var latents = [1, 2]
    package var betas = (1...120).map { 0.025 * Double($0) }

    package init(_ options: PaperOptions = PaperOptions()) {
      if options.edition == .quick { betas = (1...40).map { 0.075 * Double($0) } }
    }

    func problem(_ data: Data, latents: Int, beta: Double) -> LearningProblem {
      .oneFactor(signal: data.signal, noise: data.noise, beta: beta, latents: latents)
    }

    /// The panels, row by row.
    var cells: [(latents: Int, data: Data)] {
      latents.flatMap { latents in data.map { (latents, $0) } }
    }
  }

  /// A fixed point at one `β`.
  package struct Point: Sendable {
    let problem: LearningProblem
    package let data: Specification.Data, latents: Int, beta: Double
    /// What the latents have made of the data.
    package let kind: FixedPoint.Kind
    /// What each latent stands for, those first that stand for something: "factor, noise".
    package let roles: String
    package let growthRate: Double
  }

  package let specification: Specification
  /// One per fixed point, `β` by `β` within data within numbers of latents.
  package let points: [Point]

  package init(_ specification: Specification, options: PaperOptions) throws {
    self.specification = specification
    let cases = specification.cells.flatMap { cell in
      specification.betas.map { (latents: cell.latents, data: cell.data, beta: $0) }
    }
    points = try RunContext.current.map(cases.count, "spectra") { index -> [Point] in
      let (latents, data, beta) = cases[index]
      let problem = specification.problem(data, latents: latents, beta: beta)
      let analysis = try FixedPointAnalysis(problem)
      let found = try analysis.fixedPoints().points + analysis.mixedFixedPoints(starts: 0).points
      return found.map { point in
        let names = ["factor", "noise", "–"]
        let ranks = point.roles.map { $0 == .collapsed ? 2 : $0 == .noise ? 1 : 0 }.sorted()
        let roles = ranks.map { names[$0] }.joined(separator: ", ")
        return Point(
          problem: problem, data: data, latents: latents, beta: beta, kind: point.kind,
          roles: point.kind == .mixed ? "correlated" : roles, growthRate: point.growthRate)
      }
    }.flatMap { $0 }
  }

  /// One file per data and number of latents, at `β = η`.
  package var problems: [CatalogProblem] {
    specification.cells.map { latents, data in
      (
        "\(latents)-latents-noise-\(ColumnTable.shortest(data.noise))",
        ProblemSpecification(
          problem: specification.problem(data, latents: latents, beta: data.noise))
      )
    }
  }

  /// One row per fixed point and `β`.
  package var tables: [CatalogTable] {
    var table = ColumnTable([
      "latents": points.map { Double($0.latents) }, "signal": points.map(\.data.signal),
      "noise": points.map(\.data.noise), "beta": points.map(\.beta),
    ])
    table.add("kind", texts: points.map(\.kind.rawValue))
    table.add("roles", texts: points.map(\.roles))
    table.add("growth_rate", points.map(\.growthRate))
    return [(nil, table)]
  }

  /// A column per data, a row per number of latents.
  package var figure: Figure {
    Figure(
      title: "Fig. 4: stability of the fixed points", panels: specification.cells.map(panel),
      columns: specification.data.count, width: .doubleColumn, height: .millimetres(112),
      sharesX: true, sharesKey: true)
  }

  /// How fixed points of one class are drawn, by what their latents stand for. Wide lines first: where two
  /// classes have one growth rate, both are seen.
  private static let styles:
    [(label: Label, roles: Set<String>, color: Color, dash: Series.Dash, width: Double)] = [
      ("collapsed", ["–", "–, –"], .orange, .solid, 2.2),
      ("one latent on noise", ["noise", "noise, –"], .green, .dashed, 1.1),
      ("learned", ["factor", "factor, –"], .blue, .solid, 2.2),
      ("two latents on noise", ["noise, noise"], .purple, .dashed, 1.1),
      ("overfit: factor and noise", ["factor, noise"], .vermillion, .solid, 1.6),
    ]

  private func panel(latents: Int, data: Specification.Data) -> Panel {
    let shown = points.filter { $0.data == data && $0.latents == latents }
    let mixed = shown.filter { $0.kind == .mixed }
    var dots = Series.points(
      x: mixed.map(\.beta), y: mixed.map(\.growthRate), label: "correlated latents",
      color: .reference)
    dots.markerSize = 0.35
    let lines = Self.styles.map { style in
      let members = shown.filter { style.roles.contains($0.roles) }
      var line = Series.line(
        x: members.map(\.beta), y: members.map(\.growthRate), label: style.label,
        color: style.color, dash: style.dash)
      line.lineWidth = style.width
      return line
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
      y: Axis(isFirstColumn ? .text("\(model): max Re `λ/τ`") : ""),
      series: ([dots] + lines).filter { !$0.x.isEmpty },
      annotations: [
        .span(.horizontal, from: -10, to: 0), .horizontal(at: 0, dash: .solid),
        threshold(data.noise, "`η`"), threshold(data.signal + data.noise, "`ρ + η`"),
      ])
  }

  package var caption: CatalogRecord {
    let data = specification.data.map { "(\($0.signal), \($0.noise))" as MarkedText }
    let attracting = Dictionary(grouping: points.filter { $0.growthRate < 0 }, by: \.problem)
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
        those of correlated latents from their closed forms, for `(ρ, η) =` \(.list(data)); spectra of \
        the Jacobian in symmetric coordinates, small-rate limit.
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
          "fixed points that attract at one `β`, at most",
          Double(attracting.values.map(\.count).max() ?? 0), expected: 1,
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
}
