/// The key that lists the series of all panels of a figure, each appearance once.
struct SharedKey {
  /// A series with an entry.
  struct Entry {
    let panel: Int
    let series: Int
    let label: Label
  }

  let entries: [Entry]

  /// The series of the panels that have a label, in their order; those that look and read alike have
  /// one entry.
  init(of layouts: [PanelLayout]) {
    var seen: Set<Series> = []
    entries = layouts.enumerated().flatMap { panel, layout in
      zip(layout.keyed, layout.keyContents).compactMap { index, contents in
        guard let label = contents.label, seen.insert(contents).inserted else { return nil }
        return Entry(panel: panel, series: index, label: label)
      }
    }
  }

  private var entryWidth: Double {
    let texts = entries.map { Typography.width(of: $0.label, size: Typography.tickSize) }
    return Typography.keySample + Typography.keyGap + (texts.max() ?? 0)
  }

  private var entryHeight: Double { Typography.lineHeight(Typography.tickSize) }

  private var gutter: Double { 3 * Typography.gap }

  /// How many entries stand side by side: as many as fit, in rows as equally filled as possible.
  private func columns(within width: Double) -> Int {
    let fitting = max(1, Int((width + gutter) / (entryWidth + gutter)))
    let rows = (entries.count + fitting - 1) / fitting
    return max(1, (entries.count + rows - 1) / max(rows, 1))
  }

  private func rows(within width: Double) -> Int {
    let columns = columns(within: width)
    return (entries.count + columns - 1) / columns
  }

  /// The height of the key where it may be `width` wide, in millimetres.
  func height(within width: Double) -> Double { Double(rows(within: width)) * entryHeight }

  /// Puts the entries into a box, centred, column by column.
  func put(into layouts: inout [PanelLayout], in box: Rect) {
    let (columns, rows) = (columns(within: box.width), rows(within: box.width))
    let width = Double(columns) * (entryWidth + gutter) - gutter
    let top = box.bottom + 0.5 * (box.height + Double(rows) * entryHeight)
    for (position, entry) in entries.enumerated() {
      let left =
        box.left + 0.5 * (box.width - width)
        + Double(position / rows) * (entryWidth + gutter)
      let middle = top - (Double(position % rows) + 0.5) * entryHeight
      let sample = Rect(
        left: left, bottom: middle - 0.4 * entryHeight, width: Typography.keySample,
        height: 0.8 * entryHeight)
      layouts[entry.panel].sharedEntries.append(
        KeyLayout.Entry(
          series: entry.series, sample: sample, text: (sample.right + Typography.keyGap, middle)))
    }
  }
}
