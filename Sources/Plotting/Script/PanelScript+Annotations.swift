extension PanelScript {
  /// Regions behind the data, lines and texts.
  var annotations: [String] {
    panel.annotations.flatMap { annotation -> [String] in
      switch annotation {
      case .line(let line): commands(for: line)
      case .span(let span): [command(for: span)]
      case .text(let mark): [command(for: mark)]
      }
    }
  }

  private func commands(for line: Annotation.ReferenceLine) -> [String] {
    let value = line.position
    let axis = line.orientation == .horizontal ? layout.y : layout.x
    guard axis.scale.shows(value), axis.contains(value) else {
      return ["# the reference line at \(value) lies outside the axes"]
    }
    let ends =
      switch line.orientation {
      case .horizontal: "from graph 0, first \(value) to graph 1, first \(value)"
      case .vertical: "from first \(value), graph 0 to first \(value), graph 1"
      }
    let stroke = "lw \(fraction(Typography.referenceWidth)) dt \(line.dash.script)"
    let drawn = "set arrow \(ends) nohead back \(stroke) lc \(line.color.script)"
    guard let label = line.label, line.place != .outside else { return [drawn] }
    return [drawn, labelOnLine(label, line)]
  }

  /// The label of a reference line that stands on the line, inside the axes.
  private func labelOnLine(_ label: Label, _ line: Annotation.ReferenceLine) -> String {
    let (area, atStart) = (layout.area, line.place == .start)
    let beside = Typography.lineHeight(Typography.tickSize) / 2 + 0.3
    switch line.orientation {
    case .horizontal:
      let y = area.bottom + layout.y.fraction(line.position) * area.height + beside
      let x = atStart ? area.left + Typography.gap : area.right
      return text(label, at: (x, y), atStart ? .left : .right, color: line.color)
    case .vertical:
      let x = area.left + layout.x.fraction(line.position) * area.width
      let width = Typography.width(of: label, size: Typography.tickSize)
      let fits = x + Typography.gap + width <= area.right
      let y = atStart ? area.bottom + beside + Typography.gap : area.top - beside
      let place = (fits ? x + Typography.gap : x - Typography.gap, y)
      return text(label, at: place, fits ? .left : .right, color: line.color)
    }
  }

  private func command(for span: Annotation.Span) -> String {
    let axis = span.orientation == .vertical ? layout.x : layout.y
    // Written so that it also holds when an end is not a number.
    guard span.lower < axis.upper, span.upper > axis.lower, span.lower < span.upper else {
      return "# the region from \(span.lower) to \(span.upper) lies outside the axes"
    }
    let lower = max(span.lower, axis.lower)
    let upper = min(span.upper, axis.upper)
    let corners =
      switch span.orientation {
      case .vertical: "from first \(lower), graph 0 to first \(upper), graph 1"
      case .horizontal: "from graph 0, first \(lower) to graph 1, first \(upper)"
      }
    return "set object rectangle \(corners) behind fc \(span.color.script) "
      + "fillstyle solid 1 noborder"
  }

  private func command(for mark: Annotation.TextMark) -> String {
    guard layout.x.scale.shows(mark.x), layout.y.scale.shows(mark.y),
      layout.x.contains(mark.x), layout.y.contains(mark.y)
    else { return "# the text at (\(mark.x), \(mark.y)) lies outside the axes" }
    let box = layout.textBox(mark)
    // A label of several lines hangs from the middle of its first line.
    let line = Typography.lineHeight(Typography.tickSize)
    return text(mark.label, at: (box.left, box.top - line / 2), .left, color: mark.color)
  }
}

extension Series.Dash {
  /// The pattern: lengths of strokes and gaps.
  var script: String {
    switch self {
    case .solid: "solid"
    case .dashed: "(8,5)"
    case .dotted: "(1.5,4)"
    case .dashDotted: "(8,4,1.5,4)"
    }
  }
}
