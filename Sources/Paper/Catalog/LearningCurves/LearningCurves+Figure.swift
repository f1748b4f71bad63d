import Plotting
import Studies

extension LearningCurves {
  /// Error, overlap and decoder's norm one above the other, left with as many latents as factors, right
  /// with one too many; there also the correlation of the latents.
  package var figure: Figure {
    let rows: [Row] = [
      ("error `ε_g`", \.error), ("overlap `|m|`", \.overlap), ("decoder’s norm `Q`", \.norm),
    ]
    var panels = rows.flatMap { row in specification.latents.map { panel(row, latents: $0) } }
    let hasPair = specification.latents.contains { $0 > 1 }
    if hasPair {
      panels.append(
        panel(
          ("correlation `|E_12|`", \.entanglement), latents: specification.latents.max() ?? 1))
    }
    let isPaired = hasPair && specification.latents.count == 2
    return Figure(
      title: "Fig. 1: the course of learning", panels: panels,
      columns: specification.latents.count, emptyCells: isPaired ? [2 * rows.count] : [],
      width: .doubleColumn, height: .millimetres(184), sharesX: true, sharesKey: true)
  }

  /// What a panel shows.
  private typealias Row = (label: MarkedText, field: LearningStage.Field)

  private func panel(_ row: Row, latents: Int) -> Panel {
    let shown = curves.filter { $0.latents == latents }
    // The norm of the other latent is drawn beside that of the leading one.
    let hasOther = row.field == \.norm && latents > 1
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
      return [line(row.field, .text("`β = \(curve.beta)`"), .solid)]
        + (hasOther ? [line(\.otherNorm, nil, .dashed), points(\.otherNorm, .circle)] : [])
        + [points(row.field, .disc)]
    }
    return Panel(
      title: row.field == \.error ? .modelTitle(latents: latents) : "",
      x: Axis(.text("time `t` = steps / `N`"), from: 0, to: specification.end),
      y: Axis(.text(row.label), from: 0), series: series + samples(hasOther: hasOther))
  }

  /// What the key says of lines and points of any colour.
  private func samples(hasOther: Bool) -> [Series] {
    let runs: Label = .text(
      "SGD, `N = \(specification.dimension)`, \(specification.replicas) runs")
    let other: [Series] = [
      .sample(.text("`Q` of the other latent"), mark: .line(.dashed)),
      .sample("the same, SGD", mark: .points(.circle), color: .reference, hasErrors: true),
    ]
    return [.sample(runs, mark: .points(.disc), color: .reference, hasErrors: true)]
      + (hasOther ? other : [])
  }
}
