import Foundation
import Plotting

/// What a figure's folder says of itself, from which the page of all figures is made. Texts are pieces
/// of HTML.
package struct CatalogRecord: Sendable, Hashable, Codable {
  /// A number with what is expected of it.
  package struct Finding: Sendable, Hashable, Codable {
    /// What the number is.
    package let what: String
    /// Its value; `nil` for one that is missing.
    package let value: Double?
    /// What theory expects.
    package let expected: Double?
    /// Where that comes from.
    package let source: String
  }

  /// The name of the folder and of the files there.
  package let name: String
  /// How large the study was made.
  package let edition: CatalogEdition
  /// The seed it was made with.
  package let seed: UInt64
  /// The width of the picture on paper in millimetres.
  package let width: Double
  /// What the figure is about.
  package let title: String
  /// What is drawn, and what it shows.
  package let shows: String
  /// What was computed, and how.
  package let ran: String
  /// What the paper does not say.
  package let left_open: String
  /// What was chosen, and why.
  package let chosen: String
  /// Numbers read off the data.
  package let findings: [Finding]
  /// The names of the files in the folder.
  package let files: [String]

  /// The name of the file in which it is stored.
  static let fileName = "record.json"

  init(
    name: String, edition: CatalogEdition, seed: UInt64, figure: Figure, caption: CatalogCaption,
    files: [String]
  ) {
    self.name = name
    self.edition = edition
    self.seed = seed
    width = figure.width.millimetres
    title = caption.title.html
    shows = caption.shows.html
    ran = caption.ran.html
    left_open = caption.leftOpen.html
    chosen = caption.chosen.html
    findings = caption.findings.map {
      Finding(
        what: $0.what.html, value: $0.value.isFinite ? $0.value : nil, expected: $0.expected,
        source: $0.source.html)
    }
    self.files = files
  }
}
