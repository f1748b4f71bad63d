/// Text of others as messages show it: names of files, keys and values, all of which may hold anything.
extension StringProtocol {
  /// The text on one line, cut where it is longer than it takes to recognise it, with characters that
  /// could command a terminal written out: `\n`, `\x1B`, `\u{202E}`.
  ///
  /// - Returns: The text itself when it is short and harmless.
  package func shown(upTo limit: Int = 80) -> String {
    guard let end = index(ofScalar: limit), end < endIndex else { return visible() }
    return self[..<(index(ofScalar: limit - 1) ?? end)].visible() + "…"
  }

  /// The same of the name of a file, of which both ends tell something.
  package func shownPath() -> String {
    let half = 150
    guard let end = index(ofScalar: 2 * half), end < endIndex,
      let head = index(ofScalar: half),
      let tail = unicodeScalars.index(endIndex, offsetBy: 1 - half, limitedBy: startIndex)
    else { return visible() }
    return self[..<head].visible() + "…" + self[tail...].visible()
  }

  /// All of the text, with characters that could command a terminal written out.
  ///
  /// - Returns: The text itself when it is harmless.
  package func visible(keepingLines keepsLines: Bool = false) -> String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.isVisible || keepsLines && scalar == "\n" {
        text.append(scalar)
      } else {
        text.append(contentsOf: scalar.writtenOut.unicodeScalars)
      }
    }
    return String(text)
  }

  private func index(ofScalar offset: Int) -> Index? {
    unicodeScalars.index(startIndex, offsetBy: offset, limitedBy: endIndex)
  }
}

extension Unicode.Scalar {
  /// Whether it is a mark on the screen or a space: nothing that moves the cursor, changes colours or
  /// turns the direction of the text that follows.
  fileprivate var isVisible: Bool {
    if isASCII { return value >= 0x20 && value != 0x7F }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return false
    default: return true
    }
  }

  fileprivate var writtenOut: String {
    switch self {
    case "\n": return #"\n"#
    case "\r": return #"\r"#
    case "\t": return #"\t"#
    default:
      let digits = String(value, radix: 16, uppercase: true)
      return value < 0x100
        ? #"\x"# + (value < 0x10 ? "0" : "") + digits : #"\u{"# + digits + "}"
    }
  }
}
