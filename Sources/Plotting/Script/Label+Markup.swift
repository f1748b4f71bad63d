extension Label {
  /// The label in gnuplot's enhanced text, without quotes.
  ///
  /// Characters that the markup would interpret are escaped. Spaces at either end of a run become
  /// no-break spaces: gnuplot takes the first one for a separator, and SVG viewers drop the last.
  var markup: String { runs.map(\.markup).joined() }

  var quoted: String { Self.quote(markup) }

  /// The label for a list of tick marks, where gnuplot reads `%` as the start of a number format.
  var quotedForTicks: String { Self.quote(markup.replacing("%", with: "%%")) }

  /// A string expression that evaluates to `text`.
  ///
  /// Single quotes suppress every substitution; only the quote itself and the line feed, which would
  /// end the command, need care.
  static func quote(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "'" + $0.replacing("'", with: "''") + "'" }
      .joined(separator: #"."\n"."#)
  }
}

extension Label.Run {
  var markup: String {
    switch self {
    case .plain(let text): escape(text)
    case .italic(let label): "{/:Italic \(label.markup)}"
    case .bold(let label): "{/:Bold \(label.markup)}"
    case .scripts(let sub?, let sup?): "@_{\(sub.markup)}^{\(sup.markup)}"
    case .scripts(let sub?, nil): "_{\(sub.markup)}"
    case .scripts(nil, let sup?): "^{\(sup.markup)}"
    case .scripts(nil, nil): ""
    }
  }
}

extension Label {
  /// The label as a piece of HTML: characters that mean something there are escaped, lines broken
  /// with `<br>`.
  public var html: String { runs.map(\.html).joined() }
}

extension Label.Run {
  fileprivate var html: String {
    switch self {
    case .plain(let text):
      return text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        .replacing(">", with: "&gt;").replacing("\n", with: "<br>")
    case .italic(let label): return "<i>\(label.html)</i>"
    case .bold(let label): return "<b>\(label.html)</b>"
    case .scripts(let sub, let sup):
      return (sub.map { "<sub>\($0.html)</sub>" } ?? "")
        + (sup.map { "<sup>\($0.html)</sup>" } ?? "")
    }
  }
}

/// `text` with the characters of the markup escaped and the spaces at its ends made unbreakable.
private func escape(_ text: String) -> String {
  let noBreakSpace: Unicode.Scalar = "\u{A0}"
  var scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
    scalar.properties.generalCategory == .control && scalar != "\n" ? " " : scalar
  }
  if scalars.first == " " { scalars[0] = noBreakSpace }
  if scalars.last == " " { scalars[scalars.count - 1] = noBreakSpace }
  var result = String.UnicodeScalarView()
  for scalar in scalars {
    if scalar == "&" {
      // As an octal code, because gnuplot 5.4 copies an escaped one into the SVG, which breaks it.
      result.append(contentsOf: #"\046"#.unicodeScalars)
      continue
    }
    if #"\{}^_@~"#.unicodeScalars.contains(scalar) { result.append("\\") }
    result.append(scalar)
  }
  return String(result)
}
