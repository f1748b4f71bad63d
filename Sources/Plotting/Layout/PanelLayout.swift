/// A panel with everything settled that depends on the size of the paper.
struct PanelLayout {
  let panel: Panel
  let letter: String?
  let x, y: AxisScale
  /// Whether the horizontal axis is labelled in this panel, not in one below it.
  let labelsX: Bool
  var area: Rect
  /// The part of the paper that belongs to the panel.
  var cell = Rect()
  /// From the vertical axis to the middle of its label, alike for the panels of a column.
  var yLabelOffset = 0.0
  /// The key, once it is decided.
  var key: Panel.Key
  /// The entries of the figure's shared key that stand for series of this panel.
  var sharedEntries: [KeyEntry] = []

  init(
    panel: Panel, letter: String?, scales: (x: AxisScale, y: AxisScale), labelsX: Bool, area: Rect
  ) {
    (self.panel, self.letter, self.labelsX, self.area) = (panel, letter, labelsX, area)
    (x, y) = scales
    key = panel.series.contains { $0.label != nil } ? panel.key : .none
  }

  func draws(_ series: Series) -> Bool { !shown(series).isEmpty }

  func shown(_ series: Series) -> [Int] { series.indices(shownBy: x.scale, y.scale) }

  var xTicks: Ticks {
    if let ticks = panel.x.ticks { return Ticks(major: ticks) }
    return .automatic(for: x, length: area.width) { width in
      max(8, width * Typography.tickSize * Typography.point + 1.8)
    }
  }

  var yTicks: Ticks {
    if let ticks = panel.y.ticks { return Ticks(major: ticks) }
    return .automatic(for: y, length: area.height) { _ in 5 }
  }

  /// The colour of series number `index`: its own, or the next of the palette.
  func color(ofSeries index: Int) -> Color {
    if let color = panel.series[index].color { return color }
    return .palette(panel.series[..<index].count { $0.color == nil })
  }

  func position(_ xValue: Double, _ yValue: Double) -> (x: Double, y: Double) {
    (area.left + x.fraction(xValue) * area.width, area.bottom + y.fraction(yValue) * area.height)
  }
}

extension PanelLayout {
  /// The space that the labels need around the axes as they are now.
  var insets: Insets {
    let tickText = Typography.lineHeight(Typography.tickSize)
    let labelText = Typography.lineHeight(Typography.labelSize)
    var insets = Insets()
    insets.left = yLabelDistance + (panel.y.label.isEmpty ? 0 : labelText / 2)
    insets.bottom = Typography.tickLength
    if labelsX {
      insets.bottom = xLabelDistance + (panel.x.label.isEmpty ? 0 : labelText / 2)
    }
    insets.top = max(tickText / 2, heightAboveAxes)
    if letter != nil, panel.title.isEmpty {
      // The letter must clear the label of a tick at the upper end of the axis.
      insets.top = max(insets.top, labelText + tickText / 2)
    }
    insets.right = max(lastTickOverhang, labelColumnWidth)
    if key == .below { insets.bottom += keySize.height + Typography.gap }
    return insets
  }

  var yLabelDistance: Double {
    let ticks =
      Typography.tickLength + Typography.tickGap
      + yTicks.labelWidth * Typography.tickSize * Typography.point
    guard !panel.y.label.isEmpty else { return ticks }
    return ticks + Typography.gap + Typography.lineHeight(Typography.labelSize) / 2
  }

  var xLabelDistance: Double {
    let ticks =
      Typography.tickLength + Typography.gap / 2
      + Typography.lineHeight(Typography.tickSize)
    guard !panel.x.label.isEmpty else { return ticks }
    return ticks + Typography.gap / 2 + Typography.lineHeight(Typography.labelSize) / 2
  }

  /// How far the label of the last tick reaches beyond the axis.
  private var lastTickOverhang: Double {
    guard labelsX else { return 0 }
    return xTicks.major.map { tick in
      let half = Typography.width(of: tick.label, size: Typography.tickSize) / 2
      return half - (1 - x.fraction(tick.position)) * area.width
    }.max().map { max($0, 0) } ?? 0
  }

  private var labelColumnWidth: Double {
    marginLabels.map { Typography.width(of: $0.label, size: Typography.tickSize) }.max()
      .map { $0 + PanelLayout.leader } ?? 0
  }

  /// The distance between the axes and the labels right of them.
  static let leader = 2.2
}
