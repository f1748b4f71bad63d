/// The entries of a key on the paper.
struct KeyLayout {
  /// An entry: where the sample begins and where the text begins, level with each other.
  struct Entry {
    let series: Int
    let sample: Rect
    let text: (x: Double, y: Double)
  }

  let entries: [Entry]
}

extension PanelLayout {
  /// The indices of the series with an entry.
  var keyed: [Int] {
    panel.series.indices.filter { index in
      let series = panel.series[index]
      return series.label != nil && (series.isSample || draws(series))
    }
  }

  /// What the key says, to recognise one that another panel has already.
  var keyContents: [Series] {
    keyed.map { index in
      let series = panel.series[index]
      return Series(
        x: [], y: [], bounds: series.bounds == nil ? nil : .init(lower: [], upper: []),
        mark: series.mark, label: series.label, color: color(ofSeries: index))
    }
  }

  private var entrySize: (width: Double, height: Double) {
    let texts = keyed.compactMap { panel.series[$0].label }
      .map { Typography.width(of: $0, size: Typography.tickSize) }
    return (
      Typography.keySample + Typography.keyGap + (texts.max() ?? 0),
      Typography.lineHeight(Typography.tickSize)
    )
  }

  /// The number of columns: one, except below the axes, where as many as fit.
  private var keyColumns: Int {
    guard key == .below else { return 1 }
    let fitting = Int((max(area.width, cell.width) + keyGutter) / (entrySize.width + keyGutter))
    return max(1, min(fitting, keyed.count))
  }

  private var keyGutter: Double { 3 * Typography.gap }

  /// The size of the whole key in millimetres.
  var keySize: (width: Double, height: Double) {
    let columns = keyColumns
    let rows = (keyed.count + columns - 1) / columns
    return (
      Double(columns) * (entrySize.width + keyGutter) - keyGutter,
      Double(rows) * entrySize.height
    )
  }

  /// The entries of the key where it has been decided to stand; `nil` without one.
  var keyLayout: KeyLayout? {
    if !sharedEntries.isEmpty { return KeyLayout(entries: sharedEntries) }
    guard let origin = keyOrigin else { return nil }
    let (width, height) = entrySize
    let columns = keyColumns
    let entries = keyed.enumerated().map { position, series in
      let left = origin.left + Double(position % columns) * (width + keyGutter)
      let middle = origin.top - (Double(position / columns) + 0.5) * height
      let sample = Rect(
        left: left, bottom: middle - 0.4 * height, width: Typography.keySample,
        height: 0.8 * height)
      return KeyLayout.Entry(
        series: series, sample: sample, text: (sample.right + Typography.keyGap, middle))
    }
    return KeyLayout(entries: entries)
  }

  /// The rectangle of the key.
  private var keyOrigin: Rect? {
    let size = keySize
    switch key {
    case .inside(let corner): return keyBox(in: corner)
    case .right:
      let left = cell.right - size.width
      return Rect(
        left: left, bottom: area.top - size.height, width: size.width, height: size.height)
    case .below:
      let centred = area.left + (area.width - size.width) / 2
      let left = max(cell.left, min(centred, cell.right - size.width))
      return Rect(left: left, bottom: cell.bottom, width: size.width, height: size.height)
    case .automatic, .lineEnds, .none: return nil
    }
  }

  /// The rectangle of a key in a corner of the axes.
  private func keyBox(in corner: Panel.Corner) -> Rect {
    let size = keySize
    let margin = 2 * Typography.gap
    let (left, right) = (area.left + margin, area.right - margin - size.width)
    let (bottom, top) = (area.bottom + margin, area.top - Typography.gap - size.height)
    let (x, y) =
      switch corner {
      case .topRight: (right, top)
      case .topLeft: (left, top)
      case .bottomRight: (right, bottom)
      case .bottomLeft: (left, bottom)
      }
    return Rect(left: x, bottom: y, width: size.width, height: size.height)
  }

  /// The first corner in which a key would cover nothing, if there is one.
  var freeCorner: Panel.Corner? {
    Panel.Corner.allCases.first { corner in
      let box = keyBox(in: corner).expanded(by: Typography.gap)
      let isInside =
        box.left >= area.left && box.right <= area.right + 0.5 && box.bottom >= area.bottom
        && box.top <= area.top + 0.5
      return isInside && !isCovered(box)
    }
  }
}
