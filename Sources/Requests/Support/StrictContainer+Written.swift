import Foundation
import LinearVAE

extension StrictContainer {
  /// What a reader of its own takes: text as it is, anything else as JSON, which is YAML too.
  func written(_ key: Key) throws -> String? {
    guard let tree = try optional(key, "a value", as: ValueTree.self) else { return nil }
    if case .text(let text) = tree { return text }
    return try tree.json
  }

  /// One text, or a list of them.
  func texts(_ key: Key, _ allowed: String) throws -> [String] {
    guard has(key) else { return [] }
    if let text = try? value(key, allowed, default: nil) as String { return [text] }
    return try value(key, allowed)
  }

  /// A number that random draws begin with.
  func seed(_ key: Key) throws -> UInt64? {
    try optional(key, "a whole number from 0 to \(UInt64.max)")
  }
}

extension ValueTree {
  /// The value as JSON text.
  var json: String {
    get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
  }
}
