extension Figure {
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
    if let sharedKey = sharedKey(of: layouts) {
      sharedKey.put(into: &layouts, in: sharedKeyBox(sharedKey, layouts))
    }
    return layouts
  }

  private func sharedKey(of layouts: [PanelLayout]) -> SharedKey? {
    sharesKey ? SharedKey(of: layouts) : nil
  }

  /// The room of the shared key: the first empty cell, else a strip above the panels.
  private func sharedKeyBox(_ key: SharedKey, _ layouts: [PanelLayout]) -> Rect {
    guard let empty = emptyCells.min() else {
      let width = width.millimetres - 2 * Typography.margin
      let height = key.height(within: width)
      return Rect(
        left: Typography.margin, bottom: heightInMillimetres - Typography.margin - height,
        width: width, height: height)
    }
    // As wide as the axes above or below it, as high as those beside it.
    let cells = cells
    let column = layouts.indices.first { cells[$0] % columns == empty % columns }
    let row = layouts.indices.first { cells[$0] / columns == empty / columns }
    let horizontal = column.map { layouts[$0].area } ?? Rect(width: width.millimetres)
    let vertical = row.map { layouts[$0].area } ?? Rect(height: heightInMillimetres)
    return Rect(
      left: horizontal.left, bottom: vertical.bottom, width: horizontal.width,
      height: vertical.height)
  }

  /// What a shared key takes from the height of the panels.
  private func sharedKeyHeight(_ layouts: [PanelLayout]) -> Double {
    guard emptyCells.isEmpty, let key = sharedKey(of: layouts) else { return 0 }
    return key.height(within: width.millimetres - 2 * Typography.margin) + 2 * Typography.gap
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

  private func firstLayouts() throws(FigureError) -> [PanelLayout] {
    let guess = Rect(
      left: 0, bottom: 0, width: 0.75 * width.millimetres / Double(columns),
      height: 0.75 * heightInMillimetres / Double(rows))
    var sharedX: [AxisScale?] = Array(repeating: nil, count: columns)
    let cells = cells
    if sharesX {
      for (i, panel) in panels.enumerated() {
        let x = try panel.scales(number: i + 1).x
        let column = cells[i] % columns
        sharedX[column] = sharedX[column]?.union(x) ?? x
      }
    }
    var layouts: [PanelLayout] = []
    for (i, panel) in panels.enumerated() {
      let column = cells[i] % columns
      let isLastOfColumn = !cells.contains { $0 > cells[i] && $0 % columns == column }
      var layout = PanelLayout(
        panel: panel, letter: letter(ofPanel: i),
        scales: try panel.scales(number: i + 1, sharedX: sharedX[column]),
        labelsX: !sharesX || isLastOfColumn, area: guess)
      if sharesKey { layout.key = .none }
      layouts.append(layout)
    }
    return layouts
  }

  private func letter(ofPanel index: Int) -> String? {
    guard panels.count > 1, index < 26 else { return nil }
    return String(UnicodeScalar(UInt8(97 + index)))
  }

  /// Gives every panel the space that its labels need now; all axes become equally large.
  private func place(_ layouts: inout [PanelLayout]) throws(FigureError) {
    let insets = layouts.map(\.insets)
    let (columns, rows, cells) = (columns, rows, cells)
    func greatest(_ side: KeyPath<Insets, Double>, where isMember: (Int) -> Bool) -> Double {
      insets.indices.filter(isMember).map { insets[$0][keyPath: side] }.max() ?? 0
    }
    let left = (0..<columns).map { c in greatest(\.left) { cells[$0] % columns == c } }
    let right = (0..<columns).map { c in greatest(\.right) { cells[$0] % columns == c } }
    let top = (0..<rows).map { r in greatest(\.top) { cells[$0] / columns == r } }
    let bottom = (0..<rows).map { r in greatest(\.bottom) { cells[$0] / columns == r } }
    let pageTop = heightInMillimetres - Typography.margin - sharedKeyHeight(layouts)
    let free = (
      width: width.millimetres - 2 * Typography.margin - (left + right).reduce(0, +)
        - Double(columns - 1) * Typography.gutter,
      height: pageTop - Typography.margin - (top + bottom).reduce(0, +)
        - Double(rows - 1) * Typography.gutter
    )
    let size = (width: free.width / Double(columns), height: free.height / Double(rows))
    guard size.width >= 8, size.height >= 8 else {
      throw .tooSmall(width: width.millimetres, height: heightInMillimetres)
    }
    for i in layouts.indices {
      layouts[i].yLabelOffset =
        layouts.indices.filter { cells[$0] % columns == cells[i] % columns }
        .map { layouts[$0].yLabelDistance }.max() ?? 0
      let (row, column) = (cells[i] / columns, cells[i] % columns)
      let before = (left[..<column] + right[..<column]).reduce(0, +)
      let above = (top[..<row] + bottom[..<row]).reduce(0, +)
      layouts[i].cell.left =
        Typography.margin + before + Double(column) * (size.width + Typography.gutter)
      layouts[i].cell.width = left[column] + size.width + right[column]
      layouts[i].cell.height = top[row] + size.height + bottom[row]
      let cellTop = pageTop - above - Double(row) * (size.height + Typography.gutter)
      layouts[i].cell.bottom = cellTop - layouts[i].cell.height
      layouts[i].area = Rect(
        left: layouts[i].cell.left + left[column], bottom: cellTop - top[row] - size.height,
        width: size.width, height: size.height)
    }
  }
}

extension AxisScale {
  fileprivate func union(_ other: AxisScale) -> AxisScale {
    AxisScale(lower: min(lower, other.lower), upper: max(upper, other.upper), scale: scale)
  }
}
