import LinearVAE
import MeanField
import Plotting
import RealModule

extension LearningCurves {
  /// Error, overlap and decoder's norm one above the other, left with as many latents as factors, right
  /// with one too many; there also the correlation of the latents.
  package var figure: Figure {
    let rows: [(MarkedText, LearningStage.Field)] = [
      ("error `ε_g`", \.error), ("overlap `|m|`", \.overlap), ("decoder’s norm `Q`", \.norm),
    ]
    var panels = rows.flatMap { label, field in
      specification.latents.map { panel(label, field, latents: $0) }
    }
    let most = specification.latents.max() ?? 1
    if most > 1 { panels.append(panel("correlation `|E_12|`", \.entanglement, latents: most)) }
    let isPaired = most > 1 && specification.latents.count == 2
    return Figure(
      title: "Fig. 1: the course of learning", panels: panels,
      columns: specification.latents.count, emptyCells: isPaired ? [2 * rows.count] : [],
      width: .doubleColumn, height: .millimetres(184), sharesX: true, sharesKey: true)
  }

  private func panel(_ name: MarkedText, _ field: LearningStage.Field, latents: Int) -> Panel {
    let shown = curves.filter { $0.latents == latents }
    // The norm of the other latent is drawn beside that of the leading one.
    let hasOther = field == \.norm && latents > 1
    let series = shown.enumerated().flatMap { index, curve -> [Series] in
      let color = Color.family(index, of: shown.count)
      func line(_ field: LearningStage.Field, _ label: Label?, _ dash: Series.Dash) -> Series {
        .line(
          x: curve.times, y: curve.flow.map { $0[keyPath: field] }, label: label, color: color,
          dash: dash)
      }
      func points(_ field: LearningStage.Field, _ marker: Series.Marker) -> Series {
        .points(
          x: curve.runTimes, y: curve.runs.map { $0[keyPath: field] },
          errors: curve.errors.map { $0[keyPath: field] }, color: color, marker: marker)
      }
      return [line(field, .text("`β = \(curve.beta)`"), .solid)]
        + (hasOther ? [line(\.otherNorm, nil, .dashed), points(\.otherNorm, .circle)] : [])
        + [points(field, .disc)]
    }
    // What the key says of lines and points of any colour.
    var samples = [
      Series.sample(
        .text("SGD, `N = \(specification.dimension)`, \(specification.replicas) runs"),
        mark: .points(.disc), color: .reference, hasErrors: true)
    ]
    if hasOther {
      samples += [
        .sample(.text("`Q` of the other latent"), mark: .line(.dashed)),
        .sample("the same, SGD", mark: .points(.circle), color: .reference, hasErrors: true),
      ]
    }
    return Panel(
      title: field == \.error ? .modelTitle(latents: latents) : "",
      x: Axis(.text("time `t` = steps / `N`"), from: 0, to: specification.end),
      y: Axis(.text(name), from: 0), series: series + samples)
  }

  package var caption: CatalogRecord {
    let isRandom = specification.start == .random
    return CatalogRecord(
      title: """
        The course of learning: plateau, overfitting, \
        disentanglement\(isRandom ? "; from the authors’ start" : "")
        """,
      shows: """
        Lines: the flow as `N → ∞`. Points: SGD at `N = \(specification.dimension)`, mean and standard \
        error of \(specification.replicas) runs. The plateau lengthens with `β` and never ends above \
        `ρ + η = \(specification.signal + specification.noise)`. At small `β` the error \
        \(isRandom ? "" : "first rises, and ")after a minimum rises again: overfitting. A latent too \
        many is correlated with the other while both learn, and then less and less: at small `β` much \
        of the correlation is left at the end of the picture. Runs of finite `N` leave a plateau at \
        different times, and share the factor between the latents differently, where their \
        fluctuations are as large as the overlaps of the start: there the points scatter most.
        """,
      ran: """
        The flow and the exact chain of the order parameters for `β =` \(.list(specification.betas)), \
        with `λ = 0`, `τ = \(specification.rate)`, `ρ = \(specification.signal)`, `η = \
        \(specification.noise)`, to `t = \(specification.end)`; runs with seed \(specification.seed).
        """,
      leftOpen: """
        The initial state, and, where there are more latents than factors, which of several errors \
        `ε_g` is.
        """,
      chosen: """
        \(start) `ε_g` is the smallest over assignments of latents to factors and over their signs. \
        `|m|` and `Q` are those of the latent that overlaps most with the factor.
        """,
      findings: turnFindings + curves.flatMap(growthFindings) + curves.flatMap(entanglementFindings)
        + [
          .init(
            "median of |SGD − flow| / standard error, `ε_g`", deviation,
            // The upper quartile of Student's distribution with 4 degrees of freedom.
            expected: specification.replicas == 5 ? 0.7407 : nil,
            "Student’s distribution; points of one run are not independent")
        ])
  }

  private var start: MarkedText {
    guard case .small(let overlaps, let norm) = specification.start else {
      return """
        The start of the authors’ published script: entries of `W` and `V` standard normal, `D = 1`, \
        one draw for all runs; `N` is 200 there. It shows no early peak.
        """
    }
    return """
      The start `m = d = \(overlaps.first ?? 0)` (\(overlaps.last ?? 0) for the second latent), `Q = E = \
      \(norm)`, `R = 0`, `D = 1`: from it, everything that the paper’s text describes is seen.
      """
  }

  /// Where the error turns at the smallest `β`, with as many latents as factors.
  private var turnFindings: [CatalogRecord.Finding] {
    guard let curve = curves.filter({ $0.latents == 1 }).min(by: { $0.beta < $1.beta }),
      let least = curve.flow.indices.min(by: { curve.flow[$0].error < curve.flow[$1].error }),
      let largest = (0...least).max(by: { curve.flow[$0].error < curve.flow[$1].error })
    else { return [] }
    let (peak, minimum) = (curve.turn(at: largest), curve.turn(at: least))
    let at: MarkedText = "`β = \(curve.beta)`, matched"
    let early: [CatalogRecord.Finding] = [
      .init("\(at): early peak of `ε_g`", peak.error), .init("\(at): `t` of the peak", peak.time),
    ]
    return (peak.time > 0 ? early : []) + [.init("\(at): `t` of the minimum", minimum.time)]
  }

  /// The rate at which `m` grows where it is a fiftieth of its final value, if it grows that far. Before,
  /// what does not grow of the start dies out; after, the plateau ends. Below `η` the norm of the decoder
  /// grows on noise, and the plateau is not near the collapsed state.
  private func growthFindings(_ curve: Curve) -> [CatalogRecord.Finding] {
    let (ρ, η, m) = (specification.signal, specification.noise, curve.flow.map(\.overlap))
    guard curve.latents == 1, curve.beta >= η, curve.beta < ρ + η, let last = m.last, last > 0.1,
      let index = m.firstIndex(where: { $0 > 0.02 * last }), index > 1
    else { return [] }
    let time = curve.times[index] - curve.times[index - 2]
    let closed = ClosedFormSpectrum(signal: ρ, noise: η, beta: curve.beta)
    return [
      .init(
        "`β = \(curve.beta)`, matched: growth rate of `m` on the plateau, per unit of `t`",
        Double.log(m[index] / m[index - 2]) / time,
        expected: specification.rate * closed.collapsedGrowthRate, "(escape)")
    ]
  }

  private func entanglementFindings(_ curve: Curve) -> [CatalogRecord.Finding] {
    guard curve.latents == 2, curve.beta == specification.noise else { return [] }
    let largest = curve.flow.map(\.entanglement).max() ?? 0
    let at: MarkedText = "`β = \(curve.beta)`, mismatched"
    return [
      .init("\(at): largest `|E_12|`", largest),
      .init(
        "\(at): share of it left at the end", (curve.flow.last?.entanglement ?? 0) / largest,
        expected: 0, "(disentangle)"),
    ]
  }

  /// The median deviation of the runs from the flow in standard errors.
  private var deviation: Double? {
    let scores = curves.flatMap { curve in
      curve.runTimes.indices.dropFirst().map { index in
        let flow = curve.flow[index * specification.pointStride].error
        return abs(curve.runs[index].error - flow) / curve.errors[index].error
      }
    }.sorted()
    return scores.isEmpty ? nil : scores[scores.count / 2]
  }
}

extension LearningCurves.Curve {
  /// Where the error turns, between the times of the curve by a parabola.
  fileprivate func turn(at index: Int) -> (time: Double, error: Double) {
    let (time, error) = (times[index], flow[index].error)
    guard index > 0, index + 1 < flow.count else { return (time, error) }
    let step = times[index + 1] - time
    let (before, after) = (flow[index - 1].error, flow[index + 1].error)
    let curvature = before - 2 * error + after
    let shift = curvature == 0 ? 0 : 0.5 * (before - after) / curvature
    return (time + shift * step, error - 0.25 * (before - after) * shift)
  }
}
