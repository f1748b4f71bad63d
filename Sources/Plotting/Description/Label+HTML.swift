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
