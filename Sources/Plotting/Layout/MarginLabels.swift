/// A label right of the axes, level with what it names unless it had to make room for others.
struct MarginLabel {
  /// What is written.
  let label: Label
  /// The colour of what it names.
  let color: Color
  /// Where what it names meets the edge of the axes, in millimetres from the bottom of the picture.
  let anchor: (x: Double, y: Double)
  /// The middle of the text.
  var y: Double

  /// Whether a thin line must lead from the label to what it names.
  func needsLeader(edge: Double) -> Bool { abs(y - anchor.y) > 0.5 || edge - anchor.x > 0.5 }
}

extension PanelLayout {
  /// The labels right of the axes, from bottom to top, without overlaps.
  var marginLabels: [MarginLabel] {
    let labels = endLabels + referenceLabels
    return spread(
      labels.sorted { $0.anchor.y < $1.anchor.y },
      distance: Typography.lineHeight(Typography.tickSize))
  }

  /// The labels at the ends of the series.
  private var endLabels: [MarginLabel] {
    guard key == .lineEnds else { return [] }
    return panel.series.indices.compactMap { index in
      let series = panel.series[index]
      let visible = shown(series).filter { x.contains(series.x[$0]) }
      guard let label = series.label, let last = visible.max(by: { series.x[$0] < series.x[$1] })
      else { return nil }
      let end = clamped(position(series.x[last], middle(of: series, at: last)))
      return MarginLabel(label: label, color: color(ofSeries: index), anchor: end, y: end.y)
    }
  }

  /// The labels of horizontal reference lines and regions.
  private var referenceLabels: [MarginLabel] {
    panel.annotations.compactMap { annotation in
      let (label, value, color): (Label?, Double, Color)
      switch annotation {
      case .line(let line) where line.orientation == .horizontal && line.place == .outside:
        (label, value, color) = (line.label, line.position, line.color)
      case .span(let span) where span.orientation == .horizontal:
        (label, color) = (span.label, .reference)
        value = middle(of: span, on: y)
      default: return nil
      }
      guard let label, y.contains(value) else { return nil }
      let anchor = (x: area.right, y: area.bottom + y.fraction(value) * area.height)
      return MarginLabel(label: label, color: color, anchor: anchor, y: anchor.y)
    }
  }

  /// The value in the middle of the visible part of a region.
  func middle(of span: Annotation.Span, on axis: AxisScale) -> Double {
    let lower = max(span.lower, axis.lower)
    let upper = min(span.upper, axis.upper)
    return axis.scale == .logarithmic ? (lower * upper).squareRoot() : (lower + upper) / 2
  }

  /// The ordinate that stands for point `index`, the middle of a band.
  private func middle(of series: Series, at index: Int) -> Double {
    guard series.mark == .band, let bounds = series.bounds else { return series.y[index] }
    return (bounds.lower[index] + bounds.upper[index]) / 2
  }

  private func clamped(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
    (
      min(max(point.x, area.left), area.right),
      min(max(point.y, area.bottom), area.top)
    )
  }

  /// The labels moved apart, as little as possible in the square mean, within the axes if they fit.
  ///
  /// Labels that touch form a block, centred on the mean of its anchors; blocks that touch merge.
  private func spread(_ labels: [MarginLabel], distance: Double) -> [MarginLabel] {
    var blocks: [(first: Int, count: Int, low: Double)] = []
    for (index, label) in labels.enumerated() {
      var block = (first: index, count: 1, low: label.anchor.y)
      settle(&block)
      while let previous = blocks.last,
        previous.low + Double(previous.count) * distance > block.low
      {
        blocks.removeLast()
        let count = previous.count + block.count
        let members = labels[previous.first..<(previous.first + count)]
        let offsets = members.enumerated().map { $1.anchor.y - Double($0) * distance }
        block = (previous.first, count, offsets.reduce(0, +) / Double(count))
        settle(&block)
      }
      blocks.append(block)
    }
    var result = labels
    for block in blocks {
      for i in 0..<block.count { result[block.first + i].y = block.low + Double(i) * distance }
    }
    return result

    func settle(_ block: inout (first: Int, count: Int, low: Double)) {
      let height = Double(block.count - 1) * distance
      // Below the axis the lowest label would meet that of the last tick.
      block.low = max(min(block.low, area.top - height), area.bottom + distance / 2)
    }
  }
}
