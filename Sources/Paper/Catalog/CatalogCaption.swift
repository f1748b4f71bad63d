import Plotting
import Studies

/// What the reader of a figure must know to judge it.
package struct CatalogCaption: Sendable, Hashable {
  /// What the figure is about.
  package var title: Label
  /// What is drawn, and what it shows.
  package var shows: Label
  /// What was computed, and how.
  package var ran: Label
  /// What the paper does not say; empty for figures that it does not have.
  package var leftOpen: Label
  /// What was chosen, and why.
  package var chosen: Label
  /// Numbers read off the data, each beside one derived independently where there is one.
  package var findings: [CatalogFinding]
}

/// A number of the figure that decides something.
package struct CatalogFinding: Sendable, Hashable {
  /// What it is.
  package let what: Label
  /// Its value in the data of the figure.
  package let value: Double
  /// What theory, or an independent calculation, expects.
  package let expected: Double?
  /// Where that comes from.
  package let source: Label

  /// A number with what is expected of it.
  ///
  /// - Parameters:
  ///   - what: What the number is.
  ///   - value: Read off the data.
  ///   - expected: Derived independently, if that is possible.
  ///   - source: How.
  package init(_ what: Label, _ value: Double, expected: Double? = nil, _ source: Label = "") {
    self.what = what
    self.value = value
    self.expected = expected
    self.source = source
  }
}

extension Label {
  /// `ε_g`, the generalization error.
  static let error = symbol("ε", sub: "g")

  /// Several numbers with commas between.
  static func list(_ values: [Double]) -> Label {
    let labels = values.map { Label.value($0) }
    return labels.dropFirst().reduce(labels.first ?? "") { $0 + ", " + $1 }
  }
}
