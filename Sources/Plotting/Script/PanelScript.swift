struct PanelScript {
  let layout: PanelLayout
  /// From 1.
  let panelNumber: Int
  let page: Page
  let format: Figure.Format

  var panel: Panel { layout.panel }

  /// All commands from the axes to the curves; the data blocks must come before.
  var commands: String {
    let name = layout.letter ?? "\(panelNumber)"
    return
      (["# ---- panel \(name)", "reset"] + frame + ticks(of: "x") + ticks(of: "y") + titles
      + annotations + marginLabels + topLabels + key + errorBarBackground + ["plot " + clauses])
      .joined(separator: "\n")
  }

  private var frame: [String] {
    let area = layout.area
    let (x, y) = (layout.x, layout.y)
    let logarithmic =
      (x.scale == .logarithmic ? "x" : "") + (y.scale == .logarithmic ? "y" : "")
    return [
      "set lmargin at screen \(number(area.left / page.width))",
      "set rmargin at screen \(number(area.right / page.width))",
      "set bmargin at screen \(number(area.bottom / page.height))",
      "set tmargin at screen \(number(area.top / page.height))",
      "set border 3 linewidth \(number(Typography.spineWidth))",
      "set minussign",
      "unset key",
    ] + (logarithmic.isEmpty ? [] : ["set logscale \(logarithmic)"]) + [
      "set xrange [\(x.lower):\(x.upper)]",
      "set yrange [\(y.lower):\(y.upper)]",
    ]
  }

  private func ticks(of name: String) -> [String] {
    let isX = name == "x"
    let ticks = isX ? layout.xTicks : layout.yTicks
    let isLabelled = !isX || layout.labelsX
    let style =
      "out nomirror scale \(Typography.tickScale) offset \(isX ? "0,0.35" : "0.6,0")"
    if ticks.isDecades, let first = ticks.major.first {
      return [
        // From a decade below the axis, for the short marks below its first power of ten.
        "set \(name)tics \(first.position / 10), 10 \(style)", "set m\(name)tics 10",
        "set format \(name) '\(isLabelled ? "10^{%T}" : "")'",
      ]
    }
    let marks =
      ticks.major.map { "\(isLabelled ? $0.label.quotedForTicks : "''") \($0.position)" }
      + ticks.minor.map { "'' \($0) 1" }
    return ["set \(name)tics \(style) (\(marks.joined(separator: ", ")))"]
  }

  private var titles: [String] {
    let (area, cell) = (layout.area, layout.cell)
    let size = Typography.labelSize
    var result: [String] = []
    if layout.labelsX, !panel.x.label.isEmpty {
      // A label wider than its axis stays on the panel's part of the paper.
      let half = Typography.width(of: panel.x.label, size: size) / 2
      let middle = max(
        min(area.left + area.width / 2, cell.right - half), min(cell.left + half, cell.middle))
      let at = (middle, area.bottom - layout.xLabelDistance)
      result.append(text(panel.x.label, at: at, .center, size: size))
    }
    if !panel.y.label.isEmpty {
      let at = (area.left - layout.yLabelOffset, area.bottom + area.height / 2)
      result.append(text(panel.y.label, at: at, .rotated, size: size))
    }
    let line = Typography.lineHeight(size)
    if !panel.title.isEmpty {
      // Level with the letter and with the titles of the row.
      let at = (area.left, cell.top - line / 2)
      result.append(text(panel.title, at: at, .left, size: size))
    }
    if let letter = layout.letter {
      let at = (cell.left, cell.top - line / 2)
      result.append(text(.bold(.plain(letter)), at: at, .left, size: Typography.letterSize))
    }
    return result
  }

  /// The labels right of the axes, with thin lines to what they name where they are not level.
  private var marginLabels: [String] {
    let edge = layout.area.right
    return layout.marginLabels.flatMap { label in
      let at = (edge + PanelLayout.leader, label.middle)
      let drawn = text(label.label, at: at, .left, color: label.color)
      guard label.needsLeader else { return [drawn] }
      let from = page.at(edge + 0.3, label.anchor)
      let to = page.at(edge + PanelLayout.leader - 0.4, label.middle)
      return [drawn, "set arrow from \(from) to \(to) nohead lw 0.4 lc \(label.color.script)"]
    }
  }

  private var topLabels: [String] {
    let line = Typography.lineHeight(Typography.tickSize)
    return layout.topLabels.map { label in
      let y = layout.area.top + Typography.gap / 2 + (Double(label.row) + 0.5) * line
      return text(label.label, at: (label.middle, y), .center, color: label.color)
    }
  }

  /// Which part of a text is at its position, in gnuplot's words.
  enum Alignment: String {
    case left, center
    /// Centred, and read from bottom to top.
    case rotated = "center rotate"
  }

  /// A command that writes text, vertically centred on a position in millimetres.
  func text(
    _ label: Label, at place: (x: Double, y: Double), _ alignment: Alignment,
    size: Double = Typography.tickSize, color: Color = .black
  ) -> String {
    let rise = format.textRise * size * Typography.point
    let at =
      alignment == .rotated
      ? page.at(place.x + rise, place.y) : page.at(place.x, place.y - rise)
    return "set label \(label.quoted) at \(at) \(alignment.rawValue) front "
      + "font ',\(number(size))' textcolor \(color.script)"
  }
}
