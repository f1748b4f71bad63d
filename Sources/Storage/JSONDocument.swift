import Foundation

/// Writing results as JSON: keys in alphabetical order, numbers that read back to the same `Double`.
package enum JSONDocument {
  /// The value as one line of JSON in UTF-8, ended by a line break.
  ///
  /// - Throws: `EncodingError` for a number that is not finite.
  package static func data(of value: some Encodable) throws -> Data {
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
