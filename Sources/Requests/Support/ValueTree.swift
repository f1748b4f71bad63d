import LinearVAE
import MessageText

/// A value that is handed on as it is, to a reader of its own.
package indirect enum ValueTree: Sendable, Hashable {
  case null
  case flag(Bool)
  case whole(Int)
  /// A whole number too large for `Int`, such as a seed.
  case large(UInt64)
  case number(Double)
  case text(String)
  case list([ValueTree])
  case mapping([String: ValueTree])

  /// What stands at a key path, where lists have indices; `nil` if nothing does.
  func value(at keyPath: some Collection<Substring>) -> ValueTree? {
    guard let key = keyPath.first else { return self }
    switch self {
    case .mapping(let values): return values[String(key)]?.value(at: keyPath.dropFirst())
    case .list(let values):
      guard let index = Int(key), values.indices.contains(index) else { return nil }
      return values[index].value(at: keyPath.dropFirst())
    default: return nil
    }
  }

  /// What it is, for messages.
  var inWords: String {
    switch self {
    case .null: "nothing"
    case .flag(let value): "\(value)"
    case .whole(let value): "\(value)"
    case .large(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let text): "text \"\(text.shown())\""
    case .list(let values):
      values.count == 1 ? "a list of 1 element" : "a list of \(values.count) elements"
    case .mapping: "a mapping"
    }
  }
}

extension ValueTree: Codable {
  package init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let whole = try? value.decode(Int.self) {
      self = .whole(whole)
    } else if let large = try? value.decode(UInt64.self) {
      self = .large(large)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([ValueTree].self) {
      self = .list(list)
    } else {
      self = .mapping(try value.decode([String: ValueTree].self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let value): try container.encode(value)
    case .whole(let value): try container.encode(value)
    case .large(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .mapping(let value): try container.encode(value)
    }
  }
}
