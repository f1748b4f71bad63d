extension PanelScript {
  /// Regions behind the data, lines and texts.
  var annotations: [String] {
    panel.annotations.map { annotation in
      switch annotation.kind {
      case .line(let orientation, let value, let dash):
        let axis = orientation == .horizontal ? layout.y : layout.x
        guard axis.scale.shows(value), axis.contains(value) else {
          return "# the reference line at \(value) lies outside the axes"
        }
        let stroke = "lw \(number(Typography.referenceWidth)) dt \(dash.script)"
        return "set arrow \(across(orientation, value, value)) nohead back \(stroke) "
          + "lc \(annotation.color.script)"
      case .span(let orientation, let lower, let upper):
        let axis = orientation == .horizontal ? layout.y : layout.x
        // Written so that it also holds when an end is not a number.
        guard lower < axis.upper, upper > axis.lower, lower < upper else {
          return "# the region from \(lower) to \(upper) lies outside the axes"
        }
        let corners = across(orientation, max(lower, axis.lower), min(upper, axis.upper))
        return "set object rectangle \(corners) behind fc \(annotation.color.script) "
          + "fillstyle solid 1 noborder"
      case .text(let x, let y):
        guard layout.x.scale.shows(x), layout.y.scale.shows(y), layout.x.contains(x),
          layout.y.contains(y)
        else { return "# the text at (\(x), \(y)) lies outside the axes" }
        let label = annotation.label ?? ""
        let box = layout.textBox(label, x: x, y: y)
        // A label of several lines hangs from the middle of its first line.
        let line = Typography.lineHeight(Typography.tickSize)
        return text(label, at: (box.left, box.top - line / 2), .left, color: annotation.color)
      }
    }
  }

  /// From one edge of the panel to the other, between two values of one axis.
  private func across(
    _ orientation: Annotation.Orientation, _ lower: Double, _ upper: Double
  ) -> String {
    switch orientation {
    case .horizontal: "from graph 0, first \(lower) to graph 1, first \(upper)"
    case .vertical: "from first \(lower), graph 0 to first \(upper), graph 1"
    }
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
