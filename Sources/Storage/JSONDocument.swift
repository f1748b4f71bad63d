import Foundation

/// Writing results as JSON: keys in alphabetical order, numbers that read back to the same `Double`.
public enum JSONDocument {
  /// The value as one line of JSON, ended by a line break.
  ///
  /// - Parameter value: Holds no infinite numbers; a missing number is an optional, written `null`.
  /// - Returns: UTF-8.
  /// - Throws: `EncodingError` for a number that is not finite.
  public static func data(of value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }
}

/// An optional number that is written as `null` when it is missing or not finite, not left out.
public struct Nullable: Sendable, Hashable, Encodable {
  /// The number.
  public let value: Double?

  /// A number, or `null`.
  public init(_ value: Double?) { self.value = value }

  /// Writes the number or `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value, value.isFinite { try container.encode(value) } else { try container.encodeNil() }
  }
}

/// A text that is written as `null` when it is missing, not left out.
package struct NullableText: Sendable, Hashable, Encodable {
  package let value: String?

  /// A text, or `null`.
  package init(_ value: String?) { self.value = value }

  /// Writes the text or `null`.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}
