extension PanelLayout {
  /// Whether data, lines or texts of the panel reach into a rectangle on the paper.
  func isCovered(_ box: Rect) -> Bool {
    panel.series.contains { covers($0, box) } || panel.annotations.contains { covers($0, box) }
  }

  private func covers(_ series: Series, _ box: Rect) -> Bool {
    let shown = shown(series)
    switch series.mark {
    case .line:
      return meets(series, shown, box) { [$0, $1] }
    case .steps:
      return meets(series, shown, box) { [$0, ($1.x, $0.y), $1] }
    case .points:
      let radius = box.expanded(by: series.markerSize / 2)
      return shown.contains { i in
        let end = position(series.x[i], series.y[i])
        return radius.meetsSegment(from: end, to: end) || rises(series, i, box)
      }
    case .impulses:
      return shown.contains { rises(series, $0, box) }
    case .bars(let width):
      let half = x.fraction(x.lower + width / 2) * area.width
      let widened = Rect(
        left: box.left - half, bottom: box.bottom, width: box.width + 2 * half, height: box.height)
      return shown.contains { rises(series, $0, widened) }
    case .rectangles:
      guard let columns = series.xBounds, let rows = series.bounds else { return false }
      return shown.contains { i in
        let low = position(columns.lower[i], rows.lower[i])
        let high = position(columns.upper[i], rows.upper[i])
        return Rect(
          left: low.x, bottom: low.y, width: high.x - low.x, height: high.y - low.y
        ).overlaps(box)
      }
    case .band:
      return shown.contains { rises(series, $0, box) }
        || meets(series, shown, box, edge: series.bounds?.lower) { [$0, $1] }
        || meets(series, shown, box, edge: series.bounds?.upper) { [$0, $1] }
    }
  }

  /// Whether the path through neighbouring points meets the box; `path` gives its corners between
  /// two of them.
  private func meets(
    _ series: Series, _ shown: [Int], _ box: Rect, edge: [Double]? = nil,
    path: ((x: Double, y: Double), (x: Double, y: Double)) -> [(x: Double, y: Double)]
  ) -> Bool {
    let ordinates = edge ?? series.y
    return zip(shown, shown.dropFirst()).contains { i, j in
      guard j == i + 1 else { return false }
      let corners = path(
        position(series.x[i], ordinates[i]), position(series.x[j], ordinates[j]))
      return zip(corners, corners.dropFirst()).contains { box.meetsSegment(from: $0, to: $1) }
    }
  }

  /// Whether the vertical extent of point `i` (error bar, impulse, bar or band) meets the box.
  private func rises(_ series: Series, _ i: Int, _ box: Rect) -> Bool {
    let ends: (Double, Double)
    if let bounds = series.bounds {
      ends = (bounds.lower[i], bounds.upper[i])
    } else if case .points = series.mark {
      return false
    } else {
      ends = (y.scale == .linear ? 0 : y.lower, series.y[i])
    }
    let low = y.scale.shows(ends.0) ? ends.0 : y.lower
    return box.meetsSegment(from: position(series.x[i], low), to: position(series.x[i], ends.1))
  }

  private func covers(_ annotation: Annotation, _ box: Rect) -> Bool {
    switch annotation {
    case .line(let line):
      switch line.orientation {
      case .horizontal:
        let y = position(x.lower, line.position).y
        return box.bottom < y + 3 && y - 1 < box.top
      case .vertical:
        let x = position(line.position, y.lower).x
        return box.left < x && x < box.right
      }
    case .text(let text): return textBox(text).overlaps(box)
    case .span: return false
    }
  }

  /// The rectangle of a text at a point, moved sideways where the axes would cut it.
  func textBox(_ text: Annotation.TextMark) -> Rect {
    let width = Typography.width(of: text.label, size: Typography.tickSize)
    let height = Typography.lineHeight(Typography.tickSize) * Double(text.label.lineCount)
    let point = position(text.x, text.y)
    let left =
      switch text.anchor {
      case .left: point.x
      case .center: point.x - width / 2
      case .right: point.x - width
      }
    return Rect(
      left: max(min(left, area.right - width), area.left), bottom: point.y - height / 2,
      width: width, height: height)
  }
}
