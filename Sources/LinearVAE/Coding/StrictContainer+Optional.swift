/// Values that need not be given; `null` stands for one that is not.
extension StrictContainer {
  /// Whether a key has a value.
  package func has(_ key: Key) -> Bool {
    contains(key) && (try? container.decodeNil(forKey: key)) != true
  }

  /// - Returns: `nil` where the key has no value.
  package func optional<Value: Decodable>(
    _ key: Key, _ allowed: String, as _: Value.Type = Value.self
  ) throws -> Value? {
    has(key) ? try value(key, allowed) : nil
  }

  package func text(_ key: Key) throws -> String? { try optional(key, "text") }

  package func whole(_ key: Key) throws -> Int? { try optional(key, "a whole number") }

  package func real(_ key: Key) throws -> Double? { try optional(key, "a number") }

  /// What is switched on; it is off unless given.
  package func flag(_ key: Key) throws -> Bool {
    try optional(key, "true or false") ?? false
  }

  package func numbersByName(_ key: Key) throws -> [String: Double] {
    try optional(key, "a mapping of names to numbers") ?? [:]
  }

  /// One of a few names; which is none, is said with the nearest of them.
  package func choice<Value: CaseIterable & RawRepresentable<String>>(
    _ key: Key, of _: Value.Type = Value.self
  ) throws -> Value? {
    let names = Value.allCases.map(\.rawValue)
    guard let name = try optional(key, names.joined(separator: ", "), as: String.self) else {
      return nil
    }
    guard let value = Value(rawValue: name) else {
      throw InvalidProblem(
        key.stringValue, found: name, allowed: nearestAndOthers(to: name, among: names))
    }
    return value
  }
}
