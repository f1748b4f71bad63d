import Foundation
import LinearVAE
import MeanField
import Plotting
import RealModule

extension PhaseDiagram {
  /// The map of phases with the analytic boundaries on top, and beside it that of `ε_g`.
  public var figure: Figure {
    Figure(
      title: "Phase diagram", panels: [phasePanel, errorPanel], columns: 2,
      height: .millimetres(82))
  }

  private var xEdges: [Double] { x.edges }
  private var yEdges: [Double] { y.edges }

  private func axis(_ axis: ParameterAxis) -> Axis {
    let edges = axis.edges
    return Axis(
      axis.parameter.label, scale: axis.isLogarithmic ? .logarithmic : .linear, from: edges[0],
      to: edges[edges.count - 1])
  }

  private var phasePanel: Panel {
    let entries = Set(phases.map(Entry.init)).sorted()
    let series = entries.map { entry in
      Series.region(
        xEdges: xEdges, yEdges: yEdges, label: .plain(entry.name), color: entry.color
      ) { Entry(self[$0, $1]) == entry }
    }
    return Panel(
      title: "what training ends in", x: axis(x), y: axis(y), series: series + boundaryLines,
      key: .below)
  }

  /// The analytic thresholds as lines.
  private var boundaryLines: [Series] {
    boundaries.enumerated().map { index, line in
      var series = Series.line(
        x: line.x, y: line.y, label: index == 0 ? "closed form" : nil, color: .black)
      series.lineWidth = 0.9
      return series
    }
  }

  /// `ε_g` in a few steps of colour.
  private var errorPanel: Panel {
    let values = phases.map(\.generalizationError).filter(\.isFinite)
    let levels = Self.levels(values.min() ?? 0, values.max() ?? 1)
    let (low, high, count) = (levels.low, levels.high, levels.count)
    func edge(_ level: Int) -> Double { low + (high - low) * Double(level) / Double(count) }
    func level(_ phase: Phase) -> Int? {
      guard phase.generalizationError.isFinite else { return nil }
      guard high > low else { return 0 }
      let position = (phase.generalizationError - low) / (high - low) * Double(count)
      return min(count - 1, max(0, Int(position)))
    }
    // Enough digits for the edges as they are: a step has two of them.
    let largest = max(abs(low), abs(high))
    let step = (high - low) / Double(count)
    let digits = step > 0 ? max(3, Int(Double.log10(largest / step).rounded(.up)) + 1) : 3
    func name(_ level: Int) -> String { String(format: "%.\(digits)g", edge(level)) }
    let regions = (0..<count).map { index in
      Series.region(
        xEdges: xEdges, yEdges: yEdges,
        label: .plain("\(name(index))–\(name(index + 1))"),
        color: .sequential(Double(index) / Double(max(1, count - 1)))
      ) { level(self[$0, $1]) == index }
    }
    let missing = Series.region(
      xEdges: xEdges, yEdges: yEdges, label: "none", color: .shade
    ) { level(self[$0, $1]) == nil }
    let shown = (regions + [missing]).filter { !$0.x.isEmpty }
    return Panel(
      title: "error \(Label.symbol("ε", sub: "g"))", x: axis(x), y: axis(y), series: shown,
      key: .below)
  }

  /// Six to twelve levels with round edges around all values; one for values that are all the same.
  ///
  /// Rounding makes an error that vanishes slightly negative.
  private static func levels(
    _ least: Double, _ greatest: Double
  ) -> (low: Double, high: Double, count: Int) {
    let least = abs(least) < 1e-9 * greatest ? 0 : least
    guard greatest > least else { return (least, greatest, 1) }
    let power = Double.exp10((Double.log10((greatest - least) / 12)).rounded(.down))
    let step = power * ([1, 2, 2.5, 5].first { 12 * $0 * power >= greatest - least } ?? 10)
    let first = (least / step + 1e-9).rounded(.down)
    let last = max((greatest / step - 1e-9).rounded(.up), first + 1)
    return (first * step, last * step, Int(last - first))
  }
}

/// One colour of the map.
private struct Entry: Hashable, Comparable {
  let kind: FixedPoint.Kind?
  let status: Phase.Status
  let factors: Int
  let noise: Int

  init(_ phase: Phase) {
    kind = phase.kind
    // A point on a boundary belongs to the phase it is at the verge of.
    status = phase.status == .marginal ? .unique : phase.status
    (factors, noise) = (phase.factorLatents, phase.noiseLatents)
  }

  var name: String {
    guard kind != nil else { return "nothing attracts" }
    var parts: [String] = []
    if factors > 0 { parts.append("\(factors) learned") }
    if noise > 0 { parts.append("\(noise) on noise") }
    let name = parts.isEmpty ? "collapsed" : parts.joined(separator: ", ")
    return status == .multistable ? "\(name) or another" : name
  }

  /// Learned blue, with noise orange, collapsed grey; paler with fewer latents on factors.
  var color: Color {
    switch kind {
    case nil: return .white
    case .collapsed: return Color(hex: 0xBDBDBD)
    case .learned, .mixed:
      let tones: [UInt32] = [0x9ECAE1, 0x4292C6, 0x08519C, 0x08306B]
      return Color(hex: tones[min(factors, tones.count) - 1])
    case .overfit:
      let tones: [UInt32] = [0xFDD49E, 0xFDBB84, 0xFC8D59, 0xD7301F, 0x7F0000]
      return Color(hex: tones[min(factors + max(0, noise - 1), tones.count - 1)])
    }
  }

  static func < (a: Entry, b: Entry) -> Bool {
    (a.factors, -a.noise, a.status.rawValue) > (b.factors, -b.noise, b.status.rawValue)
  }
}

extension ParameterAxis {
  /// The edges of the cells around the values: half-way between neighbours, and as far outside at the
  /// ends.
  var edges: [Double] {
    func between(_ a: Double, _ b: Double) -> Double {
      isLogarithmic ? (a * b).squareRoot() : 0.5 * (a + b)
    }
    guard values.count > 1 else {
      let half = values[0] == 0 ? 0.5 : 0.25 * abs(values[0])
      return [values[0] - half, values[0] + half]
    }
    let inner = zip(values, values.dropFirst()).map(between)
    let last = values.count - 1
    func mirrored(_ value: Double, _ edge: Double) -> Double {
      isLogarithmic ? value * value / edge : 2 * value - edge
    }
    return [mirrored(values[0], inner[0])] + inner + [mirrored(values[last], inner[last - 1])]
  }
}

extension ProblemParameter {
  /// The symbol of the theory, for axes.
  var label: Label {
    switch self {
    case .beta: .beta
    case .noise: "noise \(Label.symbol("η"))"
    case .signals: "signal \(Label.symbol("ρ"))"
    case .signal(let index): "signal \(Label.symbol("ρ", sub: .plain("\(index + 1)")))"
    case .overlap(let i, let j): "overlap \(Label.symbol("m*", sub: .plain("\(i + 1)\(j + 1)")))"
    case .weightDecay: "weight decay \(Label.symbol("λ"))"
    case .rates: "learning rate \(Label.symbol("τ"))"
    case .decoderRate: "decoder rate \(Label.symbol("τ", sub: "W"))"
    case .encoderRate: "encoder rate \(Label.symbol("τ", sub: "V"))"
    case .varianceRate: "variance rate \(Label.symbol("τ", sub: "D"))"
    }
  }
}
