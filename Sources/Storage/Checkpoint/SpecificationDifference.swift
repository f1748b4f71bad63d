import Foundation

/// The first key in which two specifications differ.
///
/// Numbers and words come before lists, which may follow from them, and keys in alphabetical order.
struct SpecificationDifference {
  /// The path of the key, `simulation.seed` for example.
  let key: String
  /// Its value in the first specification, as people read it.
  let found: String
  /// Its value in the second.
  let expected: String

  /// Compares encoded specifications; `nil` for equal ones.
  init?(_ first: Data, _ second: Data) {
    guard first != second else { return nil }
    let values = [first, second].map { try? JSONDecoder().decode(Value.self, from: $0) }
    let all = Self.differences(values[0], values[1], at: [])
    guard let difference = all.first(where: { !$0.isOfLists }) ?? all.first else { return nil }
    key = difference.key
    (found, expected) = Self.texts(difference.first, difference.second)
  }

  private struct Difference {
    let key: String
    let first: Value?
    let second: Value?

    var isOfLists: Bool {
      if case .list? = first { return true }
      return false
    }
  }

  private static func differences(
    _ first: Value?, _ second: Value?, at path: [String]
  ) -> [Difference] {
    if case .mapping(let first)? = first, case .mapping(let second)? = second {
      return Set(first.keys).union(second.keys).sorted().flatMap {
        differences(first[$0], second[$0], at: path + [$0])
      }
    }
    guard first != second else { return [] }
    return [Difference(key: path.joined(separator: "."), first: first, second: second)]
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

/// What JSON holds.
private enum Value: Decodable, Equatable {
  case mapping([String: Value])
  case list([Value])
  case word(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .word("\(number)")
    } else if let number = try? container.decode(UInt64.self) {
      self = .word("\(number)")
    } else if let number = try? container.decode(Double.self) {
      self = .word("\(number)")
    } else if let truth = try? container.decode(Bool.self) {
      self = .word("\(truth)")
    } else if let text = try? container.decode(String.self) {
      self = .word(text)
    } else if let list = try? container.decode([Value].self) {
      self = .list(list)
    } else if let mapping = try? container.decode([String: Value].self) {
      self = .mapping(mapping)
    } else {
      self = .word("null")
    }
  }

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
