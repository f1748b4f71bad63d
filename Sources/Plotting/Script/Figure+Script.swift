extension Figure {
  /// A gnuplot script that draws the figure in several formats, one after another.
  ///
  /// It contains the data at full precision, runs by itself (`gnuplot figure.gp`) and is meant to be
  /// read and edited. The paths are relative to where gnuplot runs, without control characters.
  ///
  /// - Throws: `FigureError.nothingToDraw`, `.invalidRange`, `.tooSmall`.
  func script(for outputs: [(format: Format, path: String)]) throws(FigureError) -> String {
    let layouts = try layout()
    let page = Page(width: width.millimetres, height: heightInMillimetres)
    let header =
      title.split(whereSeparator: \.isNewline).map { "# \($0)" } + [
        "# Drawn by gnuplot 5.4 or later: gnuplot THIS_FILE",
        "# Data first, then one section for each panel. Positions on 'screen' are fractions of the",
        "# \(number(page.width)) mm × \(number(page.height)) mm of the picture.",
        "set encoding utf8",
      ]
    var sections = [header.joined(separator: "\n")]
    let scripts = { (format: Format) in
      layouts.enumerated().map {
        PanelScript(layout: $1, panelNumber: $0 + 1, page: page, format: format)
      }
    }
    sections += scripts(.svg).flatMap(\.dataBlocks)
    for output in outputs {
      sections.append(
        """
        \(output.format.terminal(width: page.width, height: page.height))
        set output \(Label.quote(output.path))
        set multiplot
        """)
      sections += scripts(output.format).map(\.commands)
      sections.append("unset multiplot\nunset output")
    }
    return sections.joined(separator: "\n\n") + "\n"
  }
}

struct Page {
  let width: Double
  let height: Double

  func at(_ x: Double, _ y: Double) -> String {
    "screen \(number(x / width)), screen \(number(y / height))"
  }
}
