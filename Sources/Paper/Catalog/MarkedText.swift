import Plotting
import Studies

/// A text whose formulas stand between grave accents: letters there are slanted, what follows `_` is
/// lowered.
///
/// ```swift
/// let text: MarkedText = "The error `ε_g` at `β_max = \(1e-3)` is smallest where `M* = 1`."
/// ```
/// A `Double` is written in six significant digits, with powers of ten.
package struct MarkedText: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// The text with its marks.
  let label: Label

  var html: String { label.html }

  package init(stringLiteral text: String) { self = "\(text)" }

  package init(stringInterpolation parts: StringInterpolation) { label = parts.label }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var label: Label = ""
    private var isFormula = false

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ text: String) {
      var plain = ""
      for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      {
        if index > 0 { isFormula.toggle() }
        guard isFormula else {
          plain += part
          continue
        }
        for match in part.matches(of: /(\p{L}+\*?)(?:_(\p{L}+|\d+))?|[^\p{L}]+/) {
          guard let letters = match.1 else {
            plain += match.0
            continue
          }
          label =
            label + .plain(plain) + .symbol(String(letters), sub: match.2.map { .plain($0) })
          plain = ""
        }
      }
      label = label + .plain(plain)
    }

    package mutating func appendInterpolation(_ value: Double) { label = label + .value(value) }

    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      appendLiteral(value.description)
    }

    package mutating func appendInterpolation(_ text: MarkedText) { label = label + text.label }
  }

  static func list(_ values: [Double]) -> MarkedText { list(values.map { "\($0)" }) }

  /// With commas between.
  static func list(_ texts: [MarkedText]) -> MarkedText {
    texts.dropFirst().reduce(texts.first ?? "") { "\($0), \($1)" }
  }
}

extension Label {
  /// Whether there are as many latents as the one factor, or more.
  static func modelTitle(latents: Int) -> Label {
    latents == 1
      ? .text("matched, `M = M* = 1`") : .text("mismatched, `M = \(latents)`, `M* = 1`")
  }

  /// A text with formulas.
  static func text(_ text: MarkedText) -> Label { text.label }
}
