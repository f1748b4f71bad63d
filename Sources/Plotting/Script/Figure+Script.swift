extension Figure {
  /// A complete gnuplot script that draws the figure in one format.
  ///
  /// The script contains the data at full precision, runs by itself (`gnuplot figure.gp`) and is meant
  /// to be read and edited.
  ///
  /// - Parameters:
  ///   - format: The format of the picture.
  ///   - output: The path of the picture, relative to where gnuplot runs; no control characters.
  /// - Returns: The text of the script.
  /// - Throws: `FigureError.nothingToDraw`, `.invalidRange`, `.tooSmall`.
  public func script(for format: Format, output: String) throws(FigureError) -> String {
    try script(for: [(format, output)])
  }

  /// A script that draws the figure in several formats, one after another.
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
      layouts.enumerated().map { PanelScript($1, number: $0 + 1, page: page, format: format) }
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

/// The paper, and the map from millimetres to gnuplot's screen coordinates.
struct Page {
  let width: Double
  let height: Double

  /// The position of a point given in millimetres.
  func at(_ x: Double, _ y: Double) -> String {
    "screen \(number(x / width)), screen \(number(y / height))"
  }
}
