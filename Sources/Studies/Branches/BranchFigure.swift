import LinearVAE
import MeanField
import Plotting

extension BranchResult {
  /// The branches over the parameter: solid where they attract, dashed where they do not, with their
  /// bifurcations.
  ///
  /// - Parameter observable: What is drawn upwards.
  /// - Returns: One panel.
  public func figure(_ observable: BranchStudy.Observable = .decoderNorm) -> Figure {
    let kinds = FixedPoint.Kind.allCases.filter { kind in
      diagram.branches.contains { $0.kind == kind }
    }
    let curves = kinds.flatMap { curve(of: $0, observable) }
    let shown = curves.flatMap(\.y).filter(\.isFinite)
    let (low, high) = (shown.min() ?? 0, shown.max() ?? 1)
    let annotations: [Annotation] = observable == .growthRate ? [.horizontal(at: 0)] : []
    return Figure(
      title: "Branches of fixed points",
      panels: [
        Panel(
          x: Axis(
            parameter.label, from: min(diagram.range.lowerBound, 0), to: diagram.range.upperBound),
          y: Axis(observable.label, from: low >= 0 ? -0.03 * (high - low) : nil),
          series: curves + marks(observable), annotations: annotations, key: .below)
      ], width: .millimetres(120), height: .millimetres(100))
  }

  /// The branches of one kind: first what attracts, then what does not. Lines end where the branch
  /// or its stability does.
  private func curve(of kind: FixedPoint.Kind, _ observable: BranchStudy.Observable) -> [Series] {
    var lines: [Bool: (x: [Double], y: [Double])] = [true: ([], []), false: ([], [])]
    for branch in diagram.branches where branch.kind == kind {
      let values = branch.points.map { value(observable, at: $0) }
      var last: Bool?
      for index in branch.points.indices.dropFirst() {
        let pair = branch.points[(index - 1)...index]
        let isStable = pair.allSatisfy { $0.growingDirections == 0 }
        if isStable != last {
          lines[isStable]?.x += [.nan, branch.points[index - 1].parameter]
          lines[isStable]?.y += [.nan, values[index - 1]]
        }
        lines[isStable]?.x.append(branch.points[index].parameter)
        lines[isStable]?.y.append(values[index])
        last = isStable
      }
    }
    return [true, false].compactMap { isStable in
      guard let line = lines[isStable], !line.x.isEmpty else { return nil }
      return .line(
        x: line.x, y: line.y,
        label: .plain("\(kind.rawValue), \(isStable ? "stable" : "unstable")"),
        color: kind.color, dash: isStable ? .solid : .dashed)
    }
  }

  /// The bifurcations, a symbol for each kind; those that branches share are drawn once.
  private func marks(_ observable: BranchStudy.Observable) -> [Series] {
    Bifurcation.Kind.allCases.compactMap { kind in
      var places: [(x: Double, y: Double)] = []
      for branch in diagram.branches {
        for found in branch.bifurcations where found.kind == kind {
          let y = value(observable, at: branch.points[found.index])
          let isNew = places.allSatisfy {
            abs($0.x - found.parameter) > 1e-6 * abs(found.parameter)
              || abs($0.y - y) > 1e-6 * max(1, abs(y))
          }
          if isNew { places.append((found.parameter, y)) }
        }
      }
      guard !places.isEmpty else { return nil }
      var series = Series.points(
        x: places.map(\.x), y: places.map(\.y), label: .plain(kind.name), color: .black,
        marker: kind.marker)
      series.markerSize = 1.8
      return series
    }
  }
}

extension FixedPoint.Kind {
  /// Learned blue, overfit vermillion, mixed purple; what has collapsed stays in the background.
  fileprivate var color: Color {
    switch self {
    case .collapsed: .reference
    case .overfit: .vermillion
    case .learned: .blue
    case .mixed: .purple
    }
  }
}

extension Bifurcation.Kind {
  fileprivate var marker: Series.Marker {
    switch self {
    case .pitchfork: .disc
    case .transcritical: .diamond
    case .fold: .square
    case .hopf: .triangle
    }
  }

  fileprivate var name: String { self == .hopf ? "Hopf" : rawValue }
}

extension BranchStudy.Observable {
  /// What stands along an axis of it.
  fileprivate var label: Label {
    switch self {
    case .decoderNorm: return "decoder norm Σ \(Label.symbol("Q", sub: "kk"))"
    case .generalizationError: return "error \(Label.symbol("ε", sub: "g"))"
    case .variance: return "mean variance \(Label.symbol("D", sub: "k"))"
    case .growthRate: return "growth rate"
    }
  }
}
