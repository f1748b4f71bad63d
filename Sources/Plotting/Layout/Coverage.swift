extension PanelLayout {
  /// Whether data, lines or texts of the panel reach into a rectangle on the paper.
  func isCovered(_ box: Rect) -> Bool {
    panel.series.contains { covers($0, box) } || panel.annotations.contains { covers($0, box) }
  }

  private func covers(_ series: Series, _ box: Rect) -> Bool {
    let shown = shown(series)
    func point(_ i: Int) -> (x: Double, y: Double) { position(series.x[i], series.y[i]) }
    switch series.mark {
    case .line:
      return zip(shown, shown.dropFirst()).contains { i, j in
        j == i + 1 && box.meetsSegment(from: point(i), to: point(j))
      }
    case .points:
      let around = box.expanded(by: series.markerSize / 2)
      return shown.contains { i in
        if around.meetsSegment(from: point(i), to: point(i)) { return true }
        guard let (lower, upper) = series.bounds.map({ ($0.lower[i], $0.upper[i]) }) else {
          return false
        }
        let foot = y.scale.shows(lower) ? lower : y.lower
        return box.meetsSegment(
          from: position(series.x[i], foot), to: position(series.x[i], upper))
      }
    case .band:
      // A key may lie on a tint, but not on what the tint belongs to.
      return false
    case .rectangles:
      guard let columns = series.xBounds, let rows = series.bounds else { return false }
      return shown.contains { i in
        let low = position(columns.lower[i], rows.lower[i])
        let high = position(columns.upper[i], rows.upper[i])
        return Rect(
          left: low.x, bottom: low.y, width: high.x - low.x, height: high.y - low.y
        ).overlaps(box)
      }
    }
  }

  private func covers(_ annotation: Annotation, _ box: Rect) -> Bool {
    switch annotation.kind {
    case .line(.horizontal, let value, _):
      let y = position(x.lower, value).y
      return box.bottom < y + 3 && y - 1 < box.top
    case .line(.vertical, let value, _):
      let x = position(value, y.lower).x
      return box.left < x && x < box.right
    case .text(let x, let y):
      return textBox(annotation.label ?? "", x: x, y: y).overlaps(box)
    case .span: return false
    }
  }

  /// The rectangle of a text around a point, moved sideways where the axes would cut it.
  func textBox(_ label: Label, x: Double, y: Double) -> Rect {
    let width = Typography.width(of: label, size: Typography.tickSize)
    let height = Typography.lineHeight(Typography.tickSize) * Double(label.lineCount)
    let point = position(x, y)
    return Rect(
      left: max(min(point.x - width / 2, area.right - width), area.left),
      bottom: point.y - height / 2, width: width, height: height)
  }
}
