import NumericKit

/// A mapping that is read with every key known: no key goes unread.
///
/// Its errors are ``InvalidProblem`` with the key path from the root of what is decoded.
struct StrictContainer {
  private let container: KeyedDecodingContainer<AnyKey>
  private let path: String

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
      container = try decoder.container(keyedBy: AnyKey.self)
    } catch is DecodingError {
      throw InvalidProblem(
        path, found: InvalidProblem.otherKind, allowed: "a mapping with keys of \(names)")
    }
    for key in container.allKeys where !keys.contains(key.stringValue) {
      let nearest = nearestName(to: key.stringValue, among: keys) ?? ""
      throw InvalidProblem(
        key.stringValue, found: "an unknown key",
        allowed: "\"\(nearest)\", the nearest, or another of \(names)"
      ).below(path)
    }
  }

  /// Whether the value of a key is a number.
  func isNumber(_ key: String) -> Bool {
    (try? container.decode(Double.self, forKey: AnyKey(stringValue: key))) != nil
  }

  /// Whether a key is there.
  func contains(_ key: String) -> Bool { container.contains(AnyKey(stringValue: key)) }

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
      return try container.decode(Value.self, forKey: AnyKey(stringValue: key))
    } catch let error as DecodingError {
      let (place, here) = (
        error.keyPath ?? "", InvalidProblem(key, found: "", allowed: "").below(path)
      )
      // What is wrong within a list of numbers is a number.
      let isInside = place.count > here.keyPath.count
      throw InvalidProblem(
        isInside ? place : here.keyPath, found: InvalidProblem.otherKind,
        allowed: isInside ? "a number" : allowed)
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

  /// A list of rows of one length; which row is not is said.
  ///
  /// - Parameters:
  ///   - key: One of those given.
  ///   - allowed: The shape in words.
  ///   - columns: The length of every row, that of the first unless given.
  /// - Returns: A matrix of as many rows as there are.
  /// - Throws: ``InvalidProblem``.
  func matrix(_ key: String, _ allowed: String, columns: Int? = nil) throws -> Matrix {
    let rows: [[Double]] = try value(key, allowed)
    let columns = columns ?? rows.first?.count ?? 0
    if let odd = rows.firstIndex(where: { $0.count != columns }) {
      throw InvalidProblem(
        "\(key).\(odd)", found: InvalidProblem.otherKind,
        allowed: columns == 1 ? "a row of 1 number" : "a row of \(columns) numbers", advice: allowed
      ).below(path)
    }
    return Matrix(rows: rows.count, columns: columns, elements: rows.flatMap { $0 })
  }

  /// One of the names of an enumeration, or the default where it is absent.
  func choice<Value: Decodable & CaseIterable & RawRepresentable<String>>(
    _ key: String, default fallback: Value
  ) throws -> Value {
    try value(key, Value.allCases.map(\.rawValue).joined(separator: " or "), default: fallback)
  }
}

extension InvalidProblem {
  /// What is found where the value is of another kind; a reader that has the text names that instead.
  package static let otherKind = "a value of another kind"
}

extension Decoder {
  /// The coding path as the problem file writes key paths: `data.signals.0`.
  var keyPath: String { codingPath.keyPath }

  /// The keys of the mapping here; empty for anything else.
  var keys: [String] {
    (try? container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)) ?? []
  }

  /// The text here, `nil` for a number or anything that is no scalar.
  var word: String? {
    guard let single = try? singleValueContainer() else { return nil }
    return (try? single.decode(Double.self)) == nil ? try? single.decode(String.self) : nil
  }
}

extension DecodingError {
  /// Where it is.
  fileprivate var keyPath: String? {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context),
      .dataCorrupted(let context):
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

/// A key of any name.
struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
