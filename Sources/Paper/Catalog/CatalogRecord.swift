/// What a figure's folder says of itself, from which the page of all figures is made. Texts are pieces
/// of HTML.
///
/// A study writes the caption; ``CatalogSheet`` adds what stands in the folder.
package struct CatalogRecord: Sendable, Hashable, Codable {
  /// A number of the figure that decides something.
  package struct Finding: Sendable, Hashable, Codable {
    let what: String
    /// Read off the data; `nil` for one that is missing.
    package let value: Double?
    /// What theory, or an independent calculation, expects.
    package let expected: Double?
    /// Where that comes from.
    let source: String

    /// A number, with what is expected of it where that can be derived independently.
    init(
      _ what: MarkedText, _ value: Double?, expected: Double? = nil, _ source: MarkedText = ""
    ) {
      (self.what, self.source, self.expected) = (what.html, source.html, expected)
      self.value = value?.isFinite == true ? value : nil
    }
  }

  package internal(set) var name = ""
  var edition = PaperOptions.Edition.full
  var seed: UInt64 = 0
  /// The width of the picture on paper in millimetres.
  var width = 0.0
  let title: String
  /// What is drawn, and what it shows.
  let shows: String
  /// What was computed, and how.
  let ran: String
  /// What the paper does not say; empty for figures that it does not have.
  let left_open: String
  /// What was chosen, and why.
  let chosen: String
  /// Numbers read off the data.
  package let findings: [Finding]
  /// The names of the files in the folder.
  package internal(set) var files: [String] = []

  /// The name of the file in which it is stored.
  static let fileName = "record.json"

  /// A caption.
  init(
    title: MarkedText, shows: MarkedText, ran: MarkedText, leftOpen: MarkedText = "",
    chosen: MarkedText, findings: [Finding]
  ) {
    (self.title, self.shows, self.ran) = (title.html, shows.html, ran.html)
    (left_open, self.chosen, self.findings) = (leftOpen.html, chosen.html, findings)
  }
}
