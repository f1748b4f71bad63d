import LinearVAE
import MeanField
import Plotting

extension FiniteDataResult {
  /// The error at `β` and at the best `β` against samples per dimension, and the best `β` below.
  public var figure: Figure {
    let x = samplesPerDimension
    let isWide = (x.last ?? 1) > 8 * (x.first ?? 1)
    let axis = Axis(
      "samples per dimension \(Label.symbol("α")) = \(Label.symbol("P/N"))",
      scale: isWide ? .logarithmic : .linear)
    let onset = leastSamples.map { least in
      (x.first ?? 0)...(x.last ?? 0) ~= least
        ? [Annotation.vertical(at: least, label: "a factor shows")] : []
    }
    let plain = (onset ?? []).map { line in
      var line = line
      line.label = nil
      return line
    }
    return Figure(
      title: "What samples buy",
      panels: [
        Panel(
          x: axis, y: Axis("error \(Label.symbol("ε", sub: "g"))", from: 0),
          series: [
            .line(
              x: x, y: optima.map(\.error),
              label: "\(Label.symbol("β")) = \(Label.value(beta))", color: .palette(0)),
            .line(
              x: x, y: optima.map(\.bestError), label: "best \(Label.symbol("β"))",
              color: .palette(1)),
          ], annotations: onset ?? []),
        Panel(
          x: axis, y: Axis("best \(Label.symbol("β"))"),
          series: [
            .line(x: x, y: optima.map { $0.best?.level ?? .nan }, color: .palette(1)),
            .line(
              x: x, y: x.map { _ in problem.data.noise }, label: "noise \(Label.symbol("η"))",
              color: .reference, dash: .dashed),
          ], annotations: plain),
      ], columns: 1, sharesX: true)
  }
}
