/// A mapping that is read with every key known: no key goes unread.
///
/// Its errors are ``InvalidProblem`` with the key path from the root of what is decoded.
struct StrictContainer {
  private let container: KeyedDecodingContainer<Key>
  private let path: String

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Opens a mapping.
  ///
  /// - Parameters:
  ///   - decoder: At the mapping.
  ///   - keys: All that it may hold.
  /// - Throws: ``InvalidProblem`` for an unknown key, with the nearest known one, or for a value that
  ///   is no mapping.
  init(_ decoder: any Decoder, keys: [String]) throws {
    path = decoder.keyPath
    let names = keys.joined(separator: ", ")
    do {
      container = try decoder.container(keyedBy: Key.self)
    } catch is DecodingError {
      throw InvalidProblem(
        path, found: "no mapping", allowed: "a mapping with keys of \(names)")
    }
    for key in container.allKeys where !keys.contains(key.stringValue) {
      let nearest = nearestName(to: key.stringValue, among: keys) ?? ""
      throw InvalidProblem(
        key.stringValue, found: "an unknown key",
        allowed: "\"\(nearest)\", the nearest, or another of \(names)"
      ).below(path)
    }
  }

  /// Whether a key is there.
  func contains(_ key: String) -> Bool { container.contains(Key(stringValue: key)) }

  /// The value of a key that must be there.
  ///
  /// - Parameters:
  ///   - key: One of those given.
  ///   - allowed: The values that are allowed, for people: "a number ≥ 0".
  /// - Returns: The value.
  /// - Throws: ``InvalidProblem`` for a missing key or a value of another kind.
  func value<Value: Decodable>(_ key: String, _ allowed: String) throws -> Value {
    guard contains(key) else {
      throw InvalidProblem(key, found: "nothing", allowed: allowed).below(path)
    }
    do {
      return try container.decode(Value.self, forKey: Key(stringValue: key))
    } catch is DecodingError {
      throw InvalidProblem(key, found: "a value of another kind", allowed: allowed).below(path)
    }
  }

  /// The value of a key, or the default where it is absent.
  func value<Value: Decodable>(
    _ key: String, _ allowed: String, default fallback: Value
  ) throws -> Value {
    contains(key) ? try value(key, allowed) : fallback
  }

  /// A number that must be there.
  func number(_ key: String) throws -> Double { try value(key, "a number") }

  /// A number, or the default where it is absent.
  func number(_ key: String, default fallback: Double) throws -> Double {
    try value(key, "a number", default: fallback)
  }

  /// One of the names of an enumeration, or the default where it is absent.
  func choice<Value: Decodable & CaseIterable & RawRepresentable<String>>(
    _ key: String, default fallback: Value
  ) throws -> Value {
    try value(key, Value.allCases.map(\.rawValue).joined(separator: ", "), default: fallback)
  }
}

extension Decoder {
  /// The coding path as the problem file writes key paths: `data.signals.0`.
  var keyPath: String {
    codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }
}
