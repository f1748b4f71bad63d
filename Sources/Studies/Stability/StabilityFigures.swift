import ComplexModule
import LinearVAE
import MeanField
import NumericKit
import Plotting

extension FixedPointResult {
  /// The real parts of the eigenvalues at each fixed point, one row a point; growing ones lie right
  /// of the line at 0.
  public var figure: Figure {
    let shown = Array(points.prefix(14))
    let rows = shown.indices.map { Double(shown.count - $0) }
    func series(
      _ label: Label, _ color: Color, _ marker: Series.Marker,
      _ isShown: (_ real: Double, _ margin: Double) -> Bool
    ) -> Series {
      var (x, y): ([Double], [Double]) = ([], [])
      for (point, row) in zip(shown, rows) {
        let margin = 1e-10 * (point.eigenvalues.map(\.length).max() ?? 0)
        let parts = point.eigenvalues.map(\.real).filter { isShown($0, margin) }
        x += parts
        y += parts.map { _ in row }
      }
      return .points(x: x, y: y, label: label, color: color, marker: marker)
    }
    let unit: Label =
      problem.training.rates == .limit ? "per \(Label.symbol("τt"))" : "per \(Label.symbol("t"))"
    return Figure(
      title: "Eigenvalues of the flow at its fixed points",
      panels: [
        Panel(
          title: shown.count == points.count
            ? "factor of each latent"
            : "\(shown.count) of \(points.count) states",
          x: Axis("real part of eigenvalues, \(unit)"),
          y: Axis(
            "", from: 0.4, to: Double(shown.count) + 0.6,
            ticks: zip(shown, rows).map { Axis.Tick($1, .plain($0.shortName)) }),
          series: [
            series("decaying", .prediction, .disc) { $0 < -$1 },
            series("growing", .measurement, .diamond) { $0 > $1 },
            series("neither", .reference, .circle) { abs($0) <= $1 },
          ].filter { !$0.x.isEmpty },
          annotations: [.vertical(at: 0)], key: .below)
      ],
      height: .millimetres(34 + 5.5 * Double(shown.count)))
  }
}

extension FixedPoint {
  /// The roles in a few letters: "1, noise, –" for the first factor, noise and nothing.
  fileprivate var shortName: String {
    let names = parts.prefix(4).map { roles in
      roles.map { role in
        switch role {
        case .collapsed: "–"
        case .noise: "noise"
        case .factor(let index): "\(index + 1)"
        }
      }.joined(separator: "+")
    }
    let listed = names.joined(separator: ", ") + (roles.count > 4 ? ", …" : "")
    return kind == .mixed ? "mixed \(listed)" : listed
  }
}

extension ThresholdResult {
  /// What training ends in around the thresholds, if it was computed: `ε_g` and the slowest rate
  /// against `β`.
  public var figure: Figure {
    let top = 1.3 * (thresholds.compactMap(\.beta).max() ?? 1)
    let lines = thresholds.compactMap { threshold in
      threshold.beta.map { beta in
        Annotation.vertical(
          at: beta, label: .plain(threshold.factor.map { "factor \($0 + 1)" } ?? "noise"))
      }
    }
    let axis = Axis(.beta, from: 0, to: top)
    let plain = lines.map { line in
      var line = line
      line.label = nil
      return line
    }
    return Figure(
      title: "Thresholds of posterior collapse",
      panels: [
        Panel(
          x: axis, y: Axis("error \(Label.symbol("ε", sub: "g"))", from: 0),
          series: [.line(x: betas, y: phases.map(\.generalizationError), color: .prediction)],
          annotations: lines),
        Panel(
          x: axis, y: Axis("slowest rate"),
          series: [.line(x: betas, y: phases.map { -$0.growthRate }, color: .prediction)],
          annotations: plain),
      ], columns: 1, sharesX: true)
  }
}

extension EscapeResult {
  /// The overlap of the latents with each factor over time, if it was computed, with the end of each
  /// plateau; for a random start the times at which plateaus end, with their spread.
  public var figure: Figure {
    let panel =
      switch study.start {
      case .state: coursePanel
      case .random: spreadPanel
      }
    return Figure(title: "Escape from the plateau", panels: [panel])
  }

  private var timeAxisLabel: Label {
    study.problem.training.rates == .limit
      ? "time \(Label.symbol("τt"))" : "time \(Label.symbol("t")) = steps / \(Label.symbol("N"))"
  }

  private var endLine: [Annotation] { [.vertical(at: end, label: "end of training")] }

  private var coursePanel: Panel {
    let curve = curve ?? ([], [])
    let series = zip(factors, curve.overlaps).enumerated().map { rank, pair in
      Series.line(
        x: curve.times, y: pair.1, label: .plain("factor \(pair.0.factor + 1)"),
        color: .palette(rank))
    }
    let ends = factors.prefix(6).compactMap { escape in
      escape.time.map {
        Annotation.vertical(
          at: $0, label: factors.count > 1 ? .plain("\(escape.factor + 1) found") : "found",
          dash: .dotted)
      }
    }
    return Panel(
      x: Axis(timeAxisLabel, from: 0, to: horizon), y: Axis("overlap with the latents", from: 0),
      series: series, annotations: ends + (end <= horizon ? endLine : []))
  }

  private var spreadPanel: Panel {
    let found = factors.filter { $0.time != nil }
    let rows = found.indices.map { Double(found.count - $0) }
    let times = found.map { $0.time ?? 0 }
    var points = Series.points(x: times, y: rows, color: .prediction)
    points.markerSize = 1.8
    let bars = zip(found, zip(times, rows)).map { escape, place in
      Series.line(
        x: [place.0 - escape.spread, place.0 + escape.spread], y: [place.1, place.1],
        color: .prediction)
    }
    return Panel(
      x: Axis(timeAxisLabel, from: 0, to: horizon),
      y: Axis(
        "", from: 0.4, to: Double(max(1, found.count)) + 0.6,
        ticks: zip(found, rows).map { Axis.Tick($1, .plain("factor \($0.factor + 1)")) }),
      series: bars + [points], annotations: end <= horizon ? endLine : [], key: .none)
  }
}
