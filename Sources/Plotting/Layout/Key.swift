struct KeyEntry {
  /// The index of the series in its panel.
  let series: Int
  let sample: Rect
  /// Where the text begins, level with the sample.
  let text: (x: Double, y: Double)
}

/// Entries of one size in columns and rows.
struct KeyGrid {
  let count: Int
  let width: Double
  let height = Typography.lineHeight(Typography.tickSize)
  let gutter = 3 * Typography.gap

  init(_ labels: [Label]) {
    let texts = labels.map { Typography.width(of: $0, size: Typography.tickSize) }
    count = labels.count
    width = Typography.keySample + Typography.keyGap + (texts.max() ?? 0)
  }

  func columns(within room: Double) -> Int { Int((room + gutter) / (width + gutter)) }

  func rows(columns: Int) -> Int { (count + columns - 1) / columns }

  func size(columns: Int) -> (width: Double, height: Double) {
    (Double(columns) * (width + gutter) - gutter, Double(rows(columns: columns)) * height)
  }

  /// The entry of a series in a key with this upper left corner.
  func entry(_ series: Int, column: Int, row: Int, left: Double, top: Double) -> KeyEntry {
    let middle = top - (Double(row) + 0.5) * height
    let sample = Rect(
      left: left + Double(column) * (width + gutter), bottom: middle - 0.4 * height,
      width: Typography.keySample, height: 0.8 * height)
    return KeyEntry(
      series: series, sample: sample, text: (sample.right + Typography.keyGap, middle))
  }
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
        x: [], y: [], bounds: series.bounds == nil ? nil : .init(), mark: series.mark,
        label: series.label, color: color(ofSeries: index))
    }
  }

  private var keyGrid: KeyGrid { KeyGrid(keyed.compactMap { panel.series[$0].label }) }

  /// The number of columns: one, except below the axes, where as many as fit.
  private var keyColumns: Int {
    guard key == .below else { return 1 }
    let grid = keyGrid
    return max(1, min(grid.columns(within: max(area.width, cell.width)), grid.count))
  }

  var keySize: (width: Double, height: Double) { keyGrid.size(columns: keyColumns) }

  /// The entries of the key where it has been decided to stand.
  var keyEntries: [KeyEntry] {
    if !sharedEntries.isEmpty { return sharedEntries }
    guard let box = keyBox else { return [] }
    let (grid, columns) = (keyGrid, keyColumns)
    return keyed.enumerated().map { position, series in
      grid.entry(
        series, column: position % columns, row: position / columns, left: box.left, top: box.top)
    }
  }

  private var keyBox: Rect? {
    let size = keySize
    switch key {
    case .inside(let corner): return keyBox(in: corner)
    case .below:
      let centred = area.left + (area.width - size.width) / 2
      let left = max(cell.left, min(centred, cell.right - size.width))
      return Rect(left: left, bottom: cell.bottom, width: size.width, height: size.height)
    case .automatic, .none: return nil
    }
  }

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

/// The key that lists the series of all panels of a figure, each appearance once.
struct SharedKey {
  /// The series with an entry: those of the panels that have a label, in their order.
  private let entries: [(panel: Int, series: Int)]
  private let grid: KeyGrid

  /// The key of some panels; `nil` if it would be empty. Series that look and read alike have one
  /// entry.
  init?(of layouts: [PanelLayout]) {
    var seen: Set<Series> = []
    var labels: [Label] = []
    entries = layouts.enumerated().flatMap { panel, layout in
      zip(layout.keyed, layout.keyContents).compactMap { index, contents in
        guard let label = contents.label, seen.insert(contents).inserted else { return nil }
        labels.append(label)
        return (panel, index)
      }
    }
    grid = KeyGrid(labels)
    if entries.isEmpty { return nil }
  }

  /// How many entries stand side by side: as many as fit, in rows as equally filled as possible.
  private func columns(within width: Double) -> Int {
    let rows = grid.rows(columns: max(1, grid.columns(within: width)))
    return grid.rows(columns: rows)
  }

  /// The height of the key where it may be `width` wide, in millimetres.
  func height(within width: Double) -> Double { grid.size(columns: columns(within: width)).height }

  /// Puts the entries into a box, centred, column by column.
  func put(into layouts: inout [PanelLayout], in box: Rect) {
    let columns = columns(within: box.width)
    let (size, rows) = (grid.size(columns: columns), grid.rows(columns: columns))
    let left = box.left + 0.5 * (box.width - size.width)
    let top = box.bottom + 0.5 * (box.height + size.height)
    for (position, entry) in entries.enumerated() {
      layouts[entry.panel].sharedEntries.append(
        grid.entry(
          entry.series, column: position / rows, row: position % rows, left: left, top: top))
    }
  }
}
