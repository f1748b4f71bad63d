import LinearVAE
import NumericKit
import Plotting

extension SpectralFlowResult {
  /// KL divergences, decoder norms and variances of the latents against time.
  package var figure: Figure {
    let times = curve.times
    let shown = 0..<min(problem.latents, 6)
    let data = problem.data
    let unit: Label =
      problem.training.rates == .limit
      ? "time \(Label.symbol("τt"))" : "time \(Label.symbol("t")) = steps / \(Label.symbol("N"))"
    let divergences = curve.states.map { $0.klDivergences(data: data) }
    let norms = curve.states.map(\.Q.diagonal)
    func panel(_ axis: Axis, _ name: String, _ value: (Int, Int) -> Double) -> Panel {
      Panel(
        x: Axis(unit, from: 0), y: axis,
        series: shown.map { k in
          .line(
            x: times, y: times.indices.map { value($0, k) },
            label: .symbol(name, sub: .plain("\(k + 1)")), color: .palette(k))
        })
    }
    return Figure(
      title: "Learning a spectrum of \(data.groups.count) groups",
      panels: [
        panel(Axis("KL in nats", from: 0), "KL") { divergences[$0][$1] },
        panel(Axis("decoder", from: 0), "Q") { norms[$0][$1] },
        panel(Axis("variance", from: 0), "D") { curve.states[$0].D[$1] },
      ], columns: 1, sharesX: true)
  }
}
