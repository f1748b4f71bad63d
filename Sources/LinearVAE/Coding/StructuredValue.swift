/// A value with ordered keys: what an `Encodable` type writes, in the order in which it writes it.
package enum StructuredValue: Sendable, Hashable {
  /// A number with all its digits, a word, or nothing, as they stand in a problem file.
  case scalar(String)
  case list([StructuredValue])
  case mapping([Entry])

  /// A key and its value.
  package struct Entry: Sendable, Hashable {
    package let key: String
    package let value: StructuredValue
  }

  /// What a value encodes.
  ///
  /// - Throws: What the value throws.
  package init(encoding value: some Encodable) throws {
    let encoder = Recorder(codingPath: [])
    try value.encode(to: encoder)
    self = encoder.value
  }

  /// The value on one line, as YAML: `{schedule: tanh, rate: 0.2}`.
  package var text: String {
    switch self {
    case .scalar(let text): text
    case .list(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ") + "}"
    }
  }
}

/// An encoder that keeps what it is given in a tree.
///
/// Foundation's forgets the order of keys; a problem file that is written should be read by people.
private final class Recorder: Encoder, SingleValueEncodingContainer {
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }
  private var scalar = "null"
  private var list: [Recorder]?
  private var mapping: [(key: String, value: Recorder)]?

  init(codingPath: [any CodingKey]) { self.codingPath = codingPath }

  var value: StructuredValue {
    if let list { return .list(list.map(\.value)) }
    guard let mapping else { return .scalar(scalar) }
    return .mapping(mapping.map { .init(key: $0.key, value: $0.value.value) })
  }

  var count: Int { list?.count ?? 0 }

  func child(_ key: some CodingKey) -> Recorder {
    let child = Recorder(codingPath: codingPath + [key])
    mapping?.append((key.stringValue, child))
    return child
  }

  func nextChild() -> Recorder {
    let child = Recorder(codingPath: codingPath)
    list?.append(child)
    return child
  }

  func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
    mapping = mapping ?? []
    return KeyedEncodingContainer(KeyedRecorder(owner: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    list = list ?? []
    return ListRecorder(owner: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func encodeNil() { scalar = "null" }

  func encode<Value: Encodable>(_ value: Value) throws {
    switch value {
    case let value as any LosslessStringConvertible: scalar = "\(value)"
    default: try value.encode(to: self)
    }
  }
}

private struct KeyedRecorder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let owner: Recorder
  var codingPath: [any CodingKey] { owner.codingPath }

  func encodeNil(forKey key: Key) { owner.child(key).encodeNil() }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try owner.child(key).encode(value)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy _: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { owner.child(key).container(keyedBy: Nested.self) }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    owner.child(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { owner }
  func superEncoder(forKey key: Key) -> any Encoder { owner.child(key) }
}

private struct ListRecorder: UnkeyedEncodingContainer {
  let owner: Recorder
  var codingPath: [any CodingKey] { owner.codingPath }
  var count: Int { owner.count }

  func encodeNil() { owner.nextChild().encodeNil() }

  func encode<Value: Encodable>(_ value: Value) throws { try owner.nextChild().encode(value) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy _: Nested.Type
  ) -> KeyedEncodingContainer<Nested> { owner.nextChild().container(keyedBy: Nested.self) }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    owner.nextChild().unkeyedContainer()
  }

  func superEncoder() -> any Encoder { owner.nextChild() }
}
