import LinearVAE
import NumericKit
import Plotting

extension FlowStudy {
  /// Generalization error, overlaps and variances against time, one above the other.
  public var figure: Figure {
    Figure(
      title: "Order parameters of the flow", panels: [errorPanel, overlapPanel, variancePanel],
      columns: 1, sharesX: true)
  }

  /// Latents drawn one by one; more would be a thicket.
  private var shownLatents: Range<Int> { 0..<min(problem.latents, 6) }

  private var timeAxis: Axis {
    let unit: Label =
      problem.training.rates == .limit
      ? "time \(Label.symbol("τt"))" : "time \(Label.symbol("t")) = steps / \(Label.symbol("N"))"
    return Axis(unit, from: 0)
  }

  private var errorPanel: Panel {
    var series = [
      Series.line(
        x: times, y: generalizationError(.aligned), label: .symbol("ε", sub: "g"),
        color: .prediction)
    ]
    if Set(beta).count > 1 {
      series.append(.line(x: times, y: beta, label: .beta, color: .reference, dash: .dashed))
    }
    return Panel(
      x: timeAxis, y: Axis(series.count > 1 ? "error and \(Label.beta)" : "error", from: 0),
      series: series)
  }

  private var overlapPanel: Panel {
    var series: [Series] = []
    for k in shownLatents {
      let index = Label.plain("\(k + 1)")
      let color = Color.palette(k)
      for s in 0..<min(problem.data.factors, 3) {
        let column = problem.data.factors > 1 ? Label.plain("\(s + 1)") : ""
        series.append(
          .line(
            x: times, y: states.map { $0.m[k, s] }, label: .symbol("m", sub: index + column),
            color: color, dash: [.solid, .dotted, .dashDotted][s]))
      }
      series.append(
        .line(
          x: times, y: states.map { $0.Q[k, k] }, label: .symbol("Q", sub: index + index),
          color: color, dash: .dashed))
    }
    return Panel(x: timeAxis, y: Axis("overlaps"), series: series)
  }

  private var variancePanel: Panel {
    let series = shownLatents.map { k in
      Series.line(
        x: times, y: states.map { $0.D[k] }, label: .symbol("D", sub: .plain("\(k + 1)")),
        color: .palette(k))
    }
    return Panel(x: timeAxis, y: Axis("variance", from: 0), series: series)
  }
}
