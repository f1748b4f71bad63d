import Foundation

/// The first key in which two specifications differ.
///
/// Numbers and words come before lists, which may follow from them, and keys in alphabetical order.
struct SpecificationDifference {
  /// The path of the key, `simulation.seed` for example.
  let key: String
  let found: String
  let expected: String

  /// Compares encoded specifications; `nil` for equal ones.
  init?(_ first: Data, _ second: Data) {
    guard first != second else { return nil }
    let values = [first, second].map { try? JSONDecoder().decode(Value.self, from: $0) }
    let all = Self.differences(values[0], values[1], at: [])
    guard let difference = all.first(where: { $0.first?.isList != true }) ?? all.first else {
      return nil
    }
    key = difference.key
    (found, expected) = Self.texts(difference.first, difference.second)
  }

  private typealias Difference = (key: String, first: Value?, second: Value?)

  private static func differences(
    _ first: Value?, _ second: Value?, at path: [String]
  ) -> [Difference] {
    if case .mapping(let first)? = first, case .mapping(let second)? = second {
      return Set(first.keys).union(second.keys).sorted().flatMap {
        differences(first[$0], second[$0], at: path + [$0])
      }
    }
    guard first != second else { return [] }
    return [(path.joined(separator: "."), first, second)]
  }

  /// Of two long lists what people need to see: the first entries that differ.
  private static func texts(_ first: Value?, _ second: Value?) -> (String, String) {
    guard case .list(let first)? = first, case .list(let second)? = second,
      first.count == second.count, first.count > 6,
      let index = first.indices.first(where: { first[$0] != second[$0] })
    else { return (first?.text ?? "missing", second?.text ?? "missing") }
    func shown(_ list: [Value]) -> String {
      (index > 0 ? "[…, " : "[") + list[index].text + (index < list.count - 1 ? ", …]" : "]")
    }
    return (shown(first), shown(second))
  }
}

private enum Value: Decodable, Equatable {
  case mapping([String: Value])
  case list([Value])
  case word(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    func word(_ type: (some Decodable).Type) -> String? {
      (try? container.decode(type)).map { "\($0)" }
    }
    if let word = word(Int.self) ?? word(UInt64.self) ?? word(Double.self) ?? word(Bool.self)
      ?? word(String.self)
    {
      self = .word(word)
    } else if let list = try? container.decode([Value].self) {
      self = .list(list)
    } else if let mapping = try? container.decode([String: Value].self) {
      self = .mapping(mapping)
    } else {
      self = .word("null")
    }
  }

  var isList: Bool { if case .list = self { true } else { false } }

  var text: String {
    switch self {
    case .word(let text): text
    case .list(let list): "[" + list.map(\.text).joined(separator: ", ") + "]"
    case .mapping(let mapping):
      "{"
        + mapping.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }
        .joined(separator: ", ") + "}"
    }
  }
}
