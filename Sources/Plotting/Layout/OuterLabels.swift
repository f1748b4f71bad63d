/// A label outside the axes, beside the reference line or the region that it names.
struct OuterLabel {
  let label: Label
  let color: Color
  /// The middle of what it names, in millimetres from the left or the bottom of the picture.
  var anchor: Double
  /// The middle of the text, in the same direction.
  var middle: Double
  /// Of a label above the axes: from 0 next to the axes upwards.
  var row = 0

  /// Whether a thin line must lead from the label to what it names.
  var needsLeader: Bool { abs(middle - anchor) > 0.5 }
}

extension PanelLayout {
  /// The labels right of the axes, from bottom to top, without overlaps: level with what they name
  /// unless they had to make room for others.
  var marginLabels: [OuterLabel] {
    spread(
      labels(.horizontal).sorted { $0.anchor < $1.anchor },
      distance: Typography.lineHeight(Typography.tickSize))
  }

  /// The labels above the axes, in as many rows as they need not to overlap.
  var topLabels: [OuterLabel] {
    var ends: [Double] = []
    return labels(.vertical).map { label in
      var label = label
      let half = Typography.width(of: label.label, size: Typography.tickSize) / 2
      let rightmost = area.right + Typography.gutter / 2 - half
      label.middle = max(min(label.anchor, rightmost), area.left + half)
      return label
    }.sorted { $0.middle < $1.middle }.map { label in
      var label = label
      let half = Typography.width(of: label.label, size: Typography.tickSize) / 2
      label.row = ends.firstIndex { $0 + Typography.gap < label.middle - half } ?? ends.count
      if label.row == ends.count { ends.append(0) }
      ends[label.row] = label.middle + half
      return label
    }
  }

  /// The height of the rows of labels and the title above the axes.
  var heightAboveAxes: Double {
    let rowCount = (topLabels.map(\.row).max() ?? -1) + 1
    let rows = Double(rowCount) * Typography.lineHeight(Typography.tickSize)
    let title = panel.title.isEmpty ? 0 : Typography.lineHeight(Typography.labelSize)
    return [rows, title].filter { $0 > 0 }.map { $0 + Typography.gap / 2 }.reduce(0, +)
  }

  /// The labels of lines and regions of one direction, level with what they name.
  private func labels(_ orientation: Annotation.Orientation) -> [OuterLabel] {
    let axis = orientation == .horizontal ? y : x
    let (start, length) =
      orientation == .horizontal ? (area.bottom, area.height) : (area.left, area.width)
    return panel.annotations.compactMap { annotation in
      let (value, color): (Double, Color)
      switch annotation.kind {
      case .line(orientation, let position, _): (value, color) = (position, annotation.color)
      case .span(orientation, let lower, let upper):
        // The middle of what the axis shows of it.
        let (lower, upper) = (max(lower, axis.lower), min(upper, axis.upper))
        let isLogarithmic = axis.scale == .logarithmic
        (value, color) = (
          isLogarithmic ? (lower * upper).squareRoot() : (lower + upper) / 2, .reference
        )
      default: return nil
      }
      guard let label = annotation.label, axis.contains(value) else { return nil }
      let place = start + axis.fraction(value) * length
      return OuterLabel(label: label, color: color, anchor: place, middle: place)
    }
  }

  /// The labels moved apart, as little as possible in the square mean, within the axes if they fit.
  ///
  /// Labels that touch form a block, centred on the mean of its anchors; blocks that touch merge.
  private func spread(_ labels: [OuterLabel], distance: Double) -> [OuterLabel] {
    var blocks: [(first: Int, count: Int, low: Double)] = []
    for (index, label) in labels.enumerated() {
      var block = (first: index, count: 1, low: label.anchor)
      settle(&block)
      while let previous = blocks.last,
        previous.low + Double(previous.count) * distance > block.low
      {
        blocks.removeLast()
        let count = previous.count + block.count
        let members = labels[previous.first..<(previous.first + count)]
        let offsets = members.enumerated().map { $1.anchor - Double($0) * distance }
        block = (previous.first, count, offsets.reduce(0, +) / Double(count))
        settle(&block)
      }
      blocks.append(block)
    }
    var result = labels
    for block in blocks {
      for i in 0..<block.count { result[block.first + i].middle = block.low + Double(i) * distance }
    }
    return result

    func settle(_ block: inout (first: Int, count: Int, low: Double)) {
      let height = Double(block.count - 1) * distance
      // Below the axis the lowest label would meet that of the last tick.
      block.low = max(min(block.low, area.top - height), area.bottom + distance / 2)
    }
  }
}
