import Yams

/// A value with ordered keys, written alike as YAML and as JSON.
enum StructuredValue: Sendable, Hashable {
  case number(Double)
  case whole(Int)
  case seed(UInt64)
  case text(String)
  case list([StructuredValue])
  case mapping([Entry])

  /// A key and its value.
  struct Entry: Sendable, Hashable {
    let key: String
    let value: StructuredValue
  }

  /// A mapping in the order given; keys with `nil` are left out.
  static func mapping(_ pairs: KeyValuePairs<String, StructuredValue?>) -> StructuredValue {
    .mapping(pairs.compactMap { key, value in value.map { Entry(key: key, value: $0) } })
  }
}

extension StructuredValue: Encodable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .number(let value): try value.encode(to: encoder)
    case .whole(let value): try value.encode(to: encoder)
    case .seed(let value): try value.encode(to: encoder)
    case .text(let value): try value.encode(to: encoder)
    case .list(let values): try values.encode(to: encoder)
    case .mapping(let entries):
      var container = encoder.container(keyedBy: Key.self)
      for entry in entries {
        try container.encode(entry.value, forKey: Key(stringValue: entry.key))
      }
    }
  }
}

extension StructuredValue {
  /// The value as a tree of YAML, sections one key a line, lists and what is in them on one line.
  func node(inline: Bool = false) -> Node {
    switch self {
    case .number(let value): Node.scalar(.init("\(value)"))
    case .whole(let value): Node.scalar(.init("\(value)"))
    case .seed(let value): Node.scalar(.init("\(value)"))
    case .text(let value): Node.scalar(.init(value))
    case .list(let values):
      Node.sequence(.init(values.map { $0.node(inline: true) }, .implicit, .flow))
    case .mapping(let entries):
      Node.mapping(
        .init(
          entries.map { (Node.scalar(.init($0.key)), $0.value.node(inline: inline)) }, .implicit,
          inline ? .flow : .block))
    }
  }
}
