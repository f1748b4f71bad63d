import Foundation

/// Numbers as people read them, in a few significant digits: in tables, sentences and pictures.
package enum ShortNumber {
  /// A number in a few significant digits; a dash for what is none.
  package static func text(_ value: Double, digits: Int = 5) -> String {
    value.isNaN ? "–" : String(format: "%.\(digits)g", value)
  }
}
