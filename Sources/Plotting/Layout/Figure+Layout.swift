extension Figure {
  /// The height on paper in millimetres.
  var heightInMillimetres: Double {
    if let height { return height.millimetres }
    let cell = width.millimetres / Double(columns)
    let row = min(max(0.74 * cell, 46), 62)
    return Double(rows) * (sharesX && rows > 1 ? 0.72 * row : row) + (sharesX && rows > 1 ? 8 : 0)
  }

  /// Every panel with its place on the paper.
  ///
  /// Ticks depend on the size of the axes, and that on the labels of the ticks: three rounds are
  /// enough for both to settle.
  ///
  /// - Throws: `FigureError.nothingToDraw`, `.invalidRange`, `.tooSmall`.
  func layout() throws(FigureError) -> [PanelLayout] {
    var layouts = try firstLayouts()
    for _ in 0..<3 {
      try place(&layouts)
      decideKeys(of: &layouts)
    }
    try place(&layouts)
    return layouts
  }

  /// Replaces automatic keys by definite ones; panels with the same key share one.
  private func decideKeys(of layouts: inout [PanelLayout]) {
    let undecided = layouts.indices.filter { layouts[$0].key == .automatic }
    for same in Dictionary(grouping: undecided, by: { layouts[$0].keyContents }).values {
      let corners = same.map { (panel: $0, corner: layouts[$0].freeCorner) }
      for i in same { layouts[i].key = .none }
      if let free = corners.first(where: { $0.corner != nil }), let corner = free.corner {
        layouts[free.panel].key = .inside(corner)
      } else if let last = same.last {
        layouts[last].key = .below
      }
    }
  }

  /// The panels with a guess at their axes.
  private func firstLayouts() throws(FigureError) -> [PanelLayout] {
    let guess = Rect(
      left: 0, bottom: 0, width: 0.75 * width.millimetres / Double(columns),
      height: 0.75 * heightInMillimetres / Double(rows))
    var sharedX: [AxisScale?] = Array(repeating: nil, count: columns)
    if sharesX {
      for (i, panel) in panels.enumerated() {
        let x = try panel.scales(number: i + 1).x
        sharedX[i % columns] = sharedX[i % columns]?.union(x) ?? x
      }
    }
    var layouts: [PanelLayout] = []
    for (i, panel) in panels.enumerated() {
      let isLastOfColumn = i + columns >= panels.count
      layouts.append(
        PanelLayout(
          panel: panel, letter: letter(ofPanel: i),
          scales: try panel.scales(number: i + 1, sharedX: sharedX[i % columns]),
          labelsX: !sharesX || isLastOfColumn, area: guess))
    }
    return layouts
  }

  private func letter(ofPanel index: Int) -> String? {
    guard lettersPanels ?? (panels.count > 1), index < 26 else { return nil }
    return String(UnicodeScalar(UInt8(97 + index)))
  }

  /// Gives every panel the space that its labels need now; all axes become equally large.
  private func place(_ layouts: inout [PanelLayout]) throws(FigureError) {
    let insets = layouts.map(\.insets)
    let (columns, rows) = (columns, rows)
    func greatest(_ side: KeyPath<Insets, Double>, where isMember: (Int) -> Bool) -> Double {
      insets.indices.filter(isMember).map { insets[$0][keyPath: side] }.max() ?? 0
    }
    let left = (0..<columns).map { c in greatest(\.left) { $0 % columns == c } }
    let right = (0..<columns).map { c in greatest(\.right) { $0 % columns == c } }
    let top = (0..<rows).map { r in greatest(\.top) { $0 / columns == r } }
    let bottom = (0..<rows).map { r in greatest(\.bottom) { $0 / columns == r } }
    let free = (
      width: width.millimetres - 2 * Typography.margin - (left + right).reduce(0, +)
        - Double(columns - 1) * Typography.gutter,
      height: heightInMillimetres - 2 * Typography.margin - (top + bottom).reduce(0, +)
        - Double(rows - 1) * Typography.gutter
    )
    let size = (width: free.width / Double(columns), height: free.height / Double(rows))
    guard size.width >= 8, size.height >= 8 else {
      throw .tooSmall(width: width.millimetres, height: heightInMillimetres)
    }
    for i in layouts.indices {
      layouts[i].yLabelOffset =
        layouts.indices.filter { $0 % columns == i % columns }
        .map { layouts[$0].yLabelDistance }.max() ?? 0
      let (row, column) = (i / columns, i % columns)
      let before = (left[..<column] + right[..<column]).reduce(0, +)
      let above = (top[..<row] + bottom[..<row]).reduce(0, +)
      layouts[i].cell.left =
        Typography.margin + before + Double(column) * (size.width + Typography.gutter)
      layouts[i].cell.width = left[column] + size.width + right[column]
      layouts[i].cell.height = top[row] + size.height + bottom[row]
      let cellTop =
        heightInMillimetres - Typography.margin - above
        - Double(row) * (size.height + Typography.gutter)
      layouts[i].cell.bottom = cellTop - layouts[i].cell.height
      layouts[i].area = Rect(
        left: layouts[i].cell.left + left[column], bottom: cellTop - top[row] - size.height,
        width: size.width, height: size.height)
    }
  }
}

extension AxisScale {
  /// The axis that shows what either shows.
  fileprivate func union(_ other: AxisScale) -> AxisScale {
    AxisScale(lower: min(lower, other.lower), upper: max(upper, other.upper), scale: scale)
  }
}
