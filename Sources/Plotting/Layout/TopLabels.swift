/// A label above the axes, over what it names.
struct TopLabel {
  /// What is written.
  let label: Label
  /// The colour of what it names.
  let color: Color
  /// The middle of the text, in millimetres from the left of the picture.
  let x: Double
  /// The row, from 0 next to the axes upwards.
  var row: Int
}

extension PanelLayout {
  /// The labels of vertical reference lines and regions, in as many rows as they need not to overlap.
  var topLabels: [TopLabel] {
    var ends: [Double] = []
    return unplacedTopLabels.sorted { $0.x < $1.x }.map { label in
      let half = Typography.width(of: label.label, size: Typography.tickSize) / 2
      let row = ends.firstIndex { $0 + Typography.gap < label.x - half } ?? ends.count
      if row == ends.count { ends.append(0) }
      ends[row] = label.x + half
      return TopLabel(label: label.label, color: label.color, x: label.x, row: row)
    }
  }

  /// The height of the rows of labels and the title above the axes.
  var heightAboveAxes: Double {
    let rowCount = (topLabels.map(\.row).max() ?? -1) + 1
    let rows = Double(rowCount) * Typography.lineHeight(Typography.tickSize)
    let title = panel.title.isEmpty ? 0 : Typography.lineHeight(Typography.labelSize)
    return [rows, title].filter { $0 > 0 }.map { $0 + Typography.gap / 2 }.reduce(0, +)
  }

  private var unplacedTopLabels: [TopLabel] {
    panel.annotations.compactMap { annotation in
      let (label, value, color): (Label?, Double, Color)
      switch annotation {
      case .line(let line) where line.orientation == .vertical && line.place == .outside:
        (label, value, color) = (line.label, line.position, line.color)
      case .span(let span) where span.orientation == .vertical:
        (label, color) = (span.label, .reference)
        value = middle(of: span, on: x)
      default: return nil
      }
      guard let label, x.contains(value) else { return nil }
      let half = Typography.width(of: label, size: Typography.tickSize) / 2
      let middle = area.left + x.fraction(value) * area.width
      let rightmost = area.right + Typography.gutter / 2 - half
      return TopLabel(
        label: label, color: color, x: max(min(middle, rightmost), area.left + half), row: 0)
    }
  }
}
