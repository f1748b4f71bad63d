extension PanelScript {
  /// The data of every series that is drawn, at full precision.
  var dataBlocks: [String] {
    panel.series.indices.filter { !panel.series[$0].isSample }.map { index in
      let series = panel.series[index]
      let title = series.label?.markup.split(separator: "\n").joined(separator: " ") ?? ""
      guard layout.draws(series) else {
        return "# series \(index + 1) of panel \(panelNumber) has no point to draw: \(title)"
      }
      let columns =
        [series.x, series.y] + (series.bounds.map { [$0.lower, $0.upper] } ?? [])
        + (series.xBounds.map { [$0.lower, $0.upper] } ?? [])
      let names =
        "x y" + (series.bounds == nil ? "" : " lower upper")
        + (series.xBounds == nil ? "" : " left right")
      let shown = Set(layout.shown(series))
      let rows = series.x.indices.map { row in
        // A point that the axes cannot show must be a gap in all its columns.
        columns.map { shown.contains(row) ? datum($0[row]) : "NaN" }.joined(separator: " ")
      }
      return
        (["# \(names): \(title)", "\(block(index)) << EOD"] + rows + ["EOD"])
        .joined(separator: "\n")
    }
  }

  var clauses: String {
    let clauses = panel.series.indices.filter { layout.draws(panel.series[$0]) }.flatMap(clauses)
    // Axes alone need a function that is nowhere defined.
    return clauses.isEmpty ? "NaN notitle" : clauses.joined(separator: ", \\\n  ")
  }

  private func block(_ index: Int) -> String { "$panel\(panelNumber)_series\(index + 1)" }

  private func datum(_ value: Double) -> String { value.isFinite ? value.description : "NaN" }

  private func clauses(ofSeries index: Int) -> [String] {
    let series = panel.series[index]
    let block = block(index)
    let color = "lc \(layout.color(ofSeries: index).script)"
    let stroke = "\(color) lw \(number(series.lineWidth))"
    switch series.mark {
    case .line(let dash):
      return ["\(block) using 1:2 with lines \(stroke) dt \(dash.script)"]
    case .points(let marker):
      let symbol = "\(marker.script(diameter: series.markerSize)) \(color)"
      guard series.bounds != nil else { return ["\(block) using 1:2 with points \(symbol)"] }
      return ["\(block) using 1:2:\(lowerBound):4 with yerrorbars \(symbol)"]
    case .band:
      return [
        "\(block) using 1:\(lowerBound):4 with filledcurves \(color) "
          + "fs transparent solid \(number(Typography.bandOpacity)) noborder"
      ]
    case .rectangles:
      // A hair of a border in the same colour closes the seams that viewers draw between areas.
      return [
        "\(block) using 1:2:5:6:3:4 with boxxyerror \(color) "
          + "lw \(number(Typography.seamWidth)) fs solid 1 border"
      ]
    }
  }

  /// An interval that reaches below a logarithmic axis is cut at its end.
  private var lowerBound: String {
    layout.y.scale == .logarithmic ? "($3 > 0 ? $3 : \(layout.y.lower))" : "3"
  }

  /// gnuplot erases a disc under the symbols of error bars; this makes it no larger than they are.
  /// Bars have no ends across, which would stick out of the symbols where they are short.
  var errorBarBackground: [String] {
    let sizes = panel.series.filter { $0.bounds != nil && $0.mark != .band }.map(\.markerSize)
    guard let smallest = sizes.min() else { return [] }
    return [
      "set errorbars small",
      "set pointintervalbox \(number(0.9 * smallest / Typography.pointDiameter))",
    ]
  }

  /// The key, drawn sample by sample: gnuplot's own key would guess the widths of the texts.
  var key: [String] {
    let entries = layout.keyEntries
    return (entries.isEmpty ? [] : ["# key"])
      + entries.flatMap { entry in
        let label = panel.series[entry.series].label ?? ""
        return sample(ofSeries: entry.series, in: entry.sample) + [
          text(label, at: entry.text, .left)
        ]
      }
  }

  /// A piece of line, a symbol or a patch of colour.
  private func sample(ofSeries index: Int, in box: Rect) -> [String] {
    let series = panel.series[index]
    let color = layout.color(ofSeries: index)
    let middle = (x: box.middle, y: box.bottom + box.height / 2)
    let corners = { (box: Rect) in
      "from \(page.at(box.left, box.bottom)) to \(page.at(box.right, box.top))"
    }
    let level = Rect(left: box.left, bottom: middle.y, width: box.width)
    let line = "nohead front lc \(color.script)"
    switch series.mark {
    case .line(let dash):
      return [
        "set arrow \(corners(level)) \(line) lw \(number(series.lineWidth)) dt \(dash.script)"
      ]
    case .points(let marker):
      let bar = Rect(left: middle.x, bottom: box.bottom, height: box.height)
      let symbol = "point \(marker.script(diameter: series.markerSize)) lc \(color.script)"
      return
        (series.bounds == nil
        ? [] : ["set arrow \(corners(bar)) \(line) lw \(number(Typography.errorBarWidth))"])
        + ["set label '' at \(page.at(middle.x, middle.y)) front \(symbol)"]
    case .rectangles:
      return ["set object rectangle \(corners(box)) front fc \(color.script) fs solid 1 noborder"]
    case .band:
      let opacity = number(Typography.bandOpacity)
      return [
        "set object rectangle \(corners(box)) front fc \(color.script) "
          + "fs transparent solid \(opacity) noborder"
      ]
    }
  }
}

extension Series.Marker {
  func script(diameter: Double) -> String {
    let type =
      switch self {
      case .disc: 7
      case .circle: 6
      case .square: 5
      case .triangle: 9
      case .diamond: 13
      }
    return "pt \(type) ps \(number(diameter / Typography.pointDiameter)) lw 0.7"
  }
}
