extension Figure {
  /// A file format of pictures; the raw value is the extension of the file. An image has 300 dots an
  /// inch at the printed size.
  enum Format: String, Sendable, Hashable, CaseIterable {
    case svg, png, pdf

    /// How far above its position the terminal draws text, in units of the font size.
    var textRise: Double { self == .svg ? 0.12 : 0 }
  }
}

extension Figure.Format {
  /// The commands that select this format, with line widths and fonts in printer's points at the
  /// printed size.
  ///
  /// The factors undo the units of the terminals: SVG counts in pixels of 1/96 inch, Cairo's fonts
  /// in points at 96 dots an inch, Cairo's PDF lines in half points. Symbols and dashes were measured
  /// to agree.
  func terminal(width: Double, height: Double) -> String {
    let font = "enhanced rounded font '\(Typography.font),\(number(Typography.tickSize))'"
    func dots(perInch resolution: Double) -> String {
      [width, height].map { "\(Int(($0 / 25.4 * resolution).rounded()))" }.joined(separator: ",")
    }
    let (name, size, options) =
      switch self {
      case .svg:
        ("svg", dots(perInch: 96), "fontscale 1.3333 linewidth 1.3333 background 'white'")
      case .png:
        (
          "pngcairo", dots(perInch: 300),
          "fontscale 3.125 linewidth 4.1667 pointscale 2.668 dashlength 1.83 background 'white'"
        )
      case .pdf:
        (
          "pdfcairo", "\(number(width / 10))cm,\(number(height / 10))cm",
          "fontscale 0.75 linewidth 2 pointscale 0.6865 dashlength 1.83"
        )
      }
    return "set terminal \(name) size \(size) \(font) \(options)"
  }
}

/// A number of the layout as the script writes it: five decimals, no more than needed.
func number(_ value: Double) -> String {
  let rounded = (value * 1e5).rounded() / 1e5
  guard rounded.isFinite, abs(rounded) < 1e9 else { return value.description }
  return rounded == rounded.rounded() ? String(Int(rounded)) : rounded.description
}
