import NumericKit

/// A mapping that is read with every key known: no key goes unread.
///
/// Its errors are ``InvalidProblem`` with the key path from the root of what is decoded.
package struct StrictContainer<Key: CodingKey> {
  let container: KeyedDecodingContainer<Key>
  private let path: String

  /// Opens a mapping.
  ///
  /// - Parameters:
  ///   - decoder: Where the mapping is.
  ///   - keys: Those that are read here.
  ///   - others: Keys of the same mapping that others read.
  /// - Throws: `InvalidProblem` for what is no mapping, or has an unknown key.
  init(_ decoder: any Decoder, keys: [Key], beside others: [String] = []) throws {
    path = decoder.keyPath
    let names = keys.map(\.stringValue) + others
    do {
      container = try decoder.container(keyedBy: Key.self)
    } catch is DecodingError {
      throw decoder.otherKind(allowed: "a mapping with keys of \(names.joined(separator: ", "))")
    }
    for key in decoder.keys where !names.contains(key) {
      throw InvalidProblem(
        key, found: "an unknown key", allowed: nearestAndOthers(to: key, among: names)
      ).below(path)
    }
  }

  package init(
    _ decoder: any Decoder, beside others: [String] = []
  ) throws where Key: CaseIterable {
    try self.init(decoder, keys: Array(Key.allCases), beside: others)
  }

  /// Opens a mapping of which others read the rest, and check that no key is unknown.
  ///
  /// - Throws: `InvalidProblem` for what is no mapping.
  package init(partOf decoder: any Decoder) throws where Key: CaseIterable {
    path = decoder.keyPath
    do {
      container = try decoder.container(keyedBy: Key.self)
    } catch is DecodingError {
      throw decoder.otherKind(allowed: "a mapping")
    }
  }

  package func contains(_ key: Key) -> Bool { container.contains(key) }

  func isNumber(_ key: Key) -> Bool { (try? container.decode(Double.self, forKey: key)) != nil }

  /// The value of a key, or the default where it is absent.
  ///
  /// - Returns: The value.
  package func value<Value: Decodable>(
    _ key: Key, _ allowed: String, default fallback: Value? = nil
  ) throws -> Value {
    guard contains(key) else {
      guard let fallback else {
        throw InvalidProblem(key.stringValue, found: "nothing", allowed: allowed).below(path)
      }
      return fallback
    }
    do {
      return try container.decode(Value.self, forKey: key)
    } catch let error as InvalidProblem {
      throw error
    } catch {
      let problem = InvalidProblem(
        key.stringValue, found: InvalidProblem.otherKind, allowed: allowed
      ).below(path)
      // What is wrong within a list of numbers is a number.
      guard let place = (error as? DecodingError)?.keyPath, place.count > problem.keyPath.count
      else { throw problem }
      throw InvalidProblem(place, found: InvalidProblem.otherKind, allowed: "a number")
    }
  }

  func value<Value: FormInWords>(_ key: Key) throws -> Value { try value(key, Value.allowed) }

  /// `nil` where the key is absent.
  func optional<Value: FormInWords>(_ key: Key) throws -> Value? {
    contains(key) ? try value(key) : nil
  }

  func number(_ key: Key, default fallback: Double? = nil) throws -> Double {
    try value(key, "a number", default: fallback)
  }

  /// A list of rows of one length; which row is not is said.
  ///
  /// - Returns: A matrix of as many rows as there are.
  func matrix(_ key: Key, _ allowed: String, columns: Int? = nil) throws -> Matrix {
    let rows: [[Double]] = try value(key, allowed)
    let columns = columns ?? rows.first?.count ?? 0
    if let odd = rows.firstIndex(where: { $0.count != columns }) {
      throw InvalidProblem(
        "\(key.stringValue).\(odd)", found: InvalidProblem.otherKind,
        allowed: columns == 1 ? "a row of 1 number" : "a row of \(columns) numbers", advice: allowed
      ).below(path)
    }
    return Matrix(rows: rows.count, columns: columns, elements: rows.flatMap { $0 })
  }

  func choice<Value: Decodable & CaseIterable & RawRepresentable<String>>(
    _ key: Key, default fallback: Value
  ) throws -> Value {
    try value(key, Value.allCases.map(\.rawValue).joined(separator: " or "), default: fallback)
  }
}

/// A section or value of a problem file that says in words what it looks like.
protocol FormInWords: Decodable {
  static var allowed: String { get }
}

extension InvalidProblem {
  /// What is found where the value is of another kind; a reader that has the text names that instead.
  package static let otherKind = "a value of another kind"
}

extension Decoder {
  /// The coding path as the problem file writes key paths: `data.signals.0`.
  var keyPath: String { codingPath.keyPath }

  var keys: [String] {
    (try? container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)) ?? []
  }

  var number: Double? { try? singleValueContainer().decode(Double.self) }

  /// The text here, `nil` for a number or anything that is no scalar.
  var word: String? { number == nil ? try? singleValueContainer().decode(String.self) : nil }

  /// The name that tells schedules and feedback laws apart, where a mapping has one.
  var scheduleName: String? {
    try? container(keyedBy: AnyKey.self).decode(String.self, forKey: "schedule")
  }

  func otherKind(allowed: String) -> InvalidProblem {
    InvalidProblem(keyPath, found: InvalidProblem.otherKind, allowed: allowed)
  }
}

extension DecodingError {
  fileprivate var keyPath: String? {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context), .dataCorrupted(let context):
      context.codingPath.keyPath
    @unknown default: nil
    }
  }
}

extension [any CodingKey] {
  fileprivate var keyPath: String {
    map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }
}

struct AnyKey: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init(stringLiteral name: String) { stringValue = name }
  init?(intValue: Int) { nil }
}
