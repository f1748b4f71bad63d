import Plotting
import Studies

extension LearningCurves {
  /// Error, overlap and decoder's norm one above the other, left with as many latents as factors, right
  /// with one too many; there also the correlation of the latents.
  package var figure: Figure {
    let rows: [Row] = [.error, .overlap, .norm]
    var panels = rows.flatMap { row in
      specification.latents.map { panel(row, latents: $0) }
    }
    let hasPair = specification.latents.contains { $0 > 1 }
    if hasPair { panels.append(panel(.entanglement, latents: specification.latents.max() ?? 1)) }
    let isPaired = hasPair && specification.latents.count == 2
    return Figure(
      title: "Fig. 1: the course of learning", panels: panels,
      columns: specification.latents.count, emptyCells: isPaired ? [2 * rows.count] : [],
      width: .doubleColumn, height: .millimetres(184), sharesX: true, sharesKey: true)
  }

  /// What a panel shows.
  private enum Row {
    case error, overlap, norm, entanglement

    var label: Label {
      switch self {
      case .error: "error \(Label.error)"
      case .overlap: "overlap |\(Label.symbol("m"))|"
      case .norm: "decoder’s norm \(Label.symbol("Q"))"
      case .entanglement: "correlation |\(Label.symbol("E", sub: "12"))|"
      }
    }

    func value(_ stage: LearningStage) -> Double {
      switch self {
      case .error: stage.error
      case .overlap: stage.overlap
      case .norm: stage.norm
      case .entanglement: stage.entanglement
      }
    }
  }

  private func panel(_ row: Row, latents: Int) -> Panel {
    let shown = curves.filter { $0.latents == latents }
    var series = shown.enumerated().flatMap { index, curve in
      let color = Color.family(index, of: shown.count)
      return lines(row, of: curve, color) + points(row, of: curve, color)
    }
    series += samples(hasOther: row == .norm && latents > 1)
    let isFirst = row == .error
    let title: Label =
      latents == 1
      ? "matched, \(Label.symbol("M")) = \(Label.symbol("M*")) = 1"
      : "mismatched, \(Label.symbol("M")) = \(latents), \(Label.symbol("M*")) = 1"
    return Panel(
      title: isFirst ? title : "",
      x: Axis(
        "time \(Label.symbol("t")) = steps / \(Label.symbol("N"))", from: 0, to: specification.end),
      y: Axis(row.label, from: 0), series: series)
  }

  private func lines(_ row: Row, of curve: Curve, _ color: Color) -> [Series] {
    var lines = [
      Series.line(
        x: curve.times, y: curve.flow.map(row.value),
        label: "\(Label.beta) = \(Label.value(curve.beta))", color: color)
    ]
    if row == .norm && curve.latents > 1 {
      lines.append(
        .line(
          x: curve.times, y: curve.flow.map(\.otherNorm), color: color, dash: .dashed))
    }
    return lines
  }

  private func points(_ row: Row, of curve: Curve, _ color: Color) -> [Series] {
    func points(_ value: (LearningStage) -> Double, _ marker: Series.Marker) -> Series {
      .points(
        x: curve.runTimes, y: curve.runs.map(value), errors: curve.errors.map(value),
        color: color, marker: marker)
    }
    let leading = points(row.value, .disc)
    return row == .norm && curve.latents > 1 ? [points(\.otherNorm, .circle), leading] : [leading]
  }

  /// What the key says of lines and points of any colour.
  private func samples(hasOther: Bool) -> [Series] {
    let runs: Label =
      "SGD, \(Label.symbol("N")) = \(specification.dimension), \(specification.replicas) runs"
    let other: [Series] = [
      .sample("\(Label.symbol("Q")) of the other latent", mark: .line(.dashed)),
      .sample("the same, SGD", mark: .points(.circle), color: .reference, hasErrors: true),
    ]
    return [.sample(runs, mark: .points(.disc), color: .reference, hasErrors: true)]
      + (hasOther ? other : [])
  }
}
