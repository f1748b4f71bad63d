import LinearVAE
import Yams

extension ProblemSpecification {
  /// The specification as a problem file, with all defaults filled in.
  ///
  /// Numbers are written with as many digits as it takes to read the same ones back, so that reading
  /// the result gives an equal specification.
  ///
  /// - Returns: YAML text that ends with a line break.
  public func yaml() -> String { problemFile(of: self) }
}

/// What a specification encodes, as a problem file.
func problemFile(of specification: some Encodable) -> String {
  do {
    let node = try Node(encoding: specification)
    return try Yams.serialize(node: node, width: -1, allowUnicode: true)
  } catch {
    preconditionFailure("a tree of plain scalars, lists and mappings is YAML: \(error)")
  }
}

extension Node {
  /// What a value encodes, sections one key a line, lists and what is in them on one line.
  ///
  /// Yams' own encoder keeps 15 digits of a number, and Foundation's forget the order of keys.
  init(encoding value: some Encodable) throws {
    let encoder = NodeEncoder()
    try value.encode(to: encoder)
    self = encoder.node(inline: false)
  }
}

private final class NodeEncoder: Encoder, SingleValueEncodingContainer {
  enum Kind { case scalar(String), list, mapping }

  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]
  var kind = Kind.scalar("null")
  var children: [(key: String, value: NodeEncoder)] = []

  func node(inline: Bool) -> Node {
    switch kind {
    case .scalar(let text): .scalar(.init(text))
    case .list: .sequence(.init(children.map { $0.value.node(inline: true) }, .implicit, .flow))
    case .mapping:
      .mapping(
        .init(
          children.map { (.scalar(.init($0.key)), $0.value.node(inline: inline)) }, .implicit,
          inline ? .flow : .block))
    }
  }

  func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
    kind = .mapping
    return KeyedEncodingContainer(Children(owner: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    kind = .list
    return Children<NoKey>(owner: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func encodeNil() { kind = .scalar("null") }

  func encode<Value: Encodable>(_ value: Value) throws {
    if value is any LosslessStringConvertible {
      kind = .scalar("\(value)")
    } else {
      try value.encode(to: self)
    }
  }

  private enum NoKey: CodingKey {}

  /// The values below keys, or of a list.
  private struct Children<Key: CodingKey>: KeyedEncodingContainerProtocol, UnkeyedEncodingContainer
  {
    let owner: NodeEncoder
    var codingPath: [any CodingKey] { [] }
    var count: Int { owner.children.count }

    private func next(_ key: String = "") -> NodeEncoder {
      let child = NodeEncoder()
      owner.children.append((key, child))
      return child
    }

    func encode<Value: Encodable>(_ value: Value) throws { try next().encode(value) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
      try next(key.stringValue).encode(value)
    }
    func encodeNil() { next().encodeNil() }
    func encodeNil(forKey key: Key) { next(key.stringValue).encodeNil() }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> { next().container(keyedBy: type) }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { next(key.stringValue).container(keyedBy: type) }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      next(key.stringValue).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { next() }
    func superEncoder(forKey key: Key) -> any Encoder { next(key.stringValue) }
  }
}
