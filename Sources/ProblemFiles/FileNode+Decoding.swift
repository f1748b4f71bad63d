import LinearVAE
import Yams

extension FileNode {
  /// The value of a type that is read from the mapping, list or scalar here.
  ///
  /// Its own reading checks keys and kinds; what it finds wrong is given its line here, and what stands
  /// there in place of a mere "other kind".
  func decoded<Value: Decodable>(_: Value.Type = Value.self) throws(ProblemFileError) -> Value {
    do {
      return try YAMLDecoder().decode(Value.self, from: node.withPlainNumbers)
    } catch let error as InvalidProblem {
      throw located(error)
    } catch {
      throw self.error(expected: "\(Value.self)", advice: "\(error)")
    }
  }
}

extension Node {
  /// The tree with scalars as Yams' decoder takes them for what they are to us: `1e5` is a whole number,
  /// `1:30`, `.inf` and text in quotes are none.
  fileprivate var withPlainNumbers: Node {
    switch self {
    case .scalar(var scalar):
      guard scalar.style == .plain || scalar.style == .any, !scalar.isNull else { return self }
      let text = scalar.string
      guard let value = Double(text), value.isFinite else {
        scalar.style = .doubleQuoted
        return .scalar(scalar)
      }
      if UInt64(text) == nil && Int64(text) == nil {
        let whole =
          UInt64(exactly: value).map(String.init) ?? Int64(exactly: value).map(String.init)
        scalar.string = whole ?? "\(value)"
      }
      return .scalar(scalar)
    case .sequence(var sequence):
      for index in sequence.indices { sequence[index] = sequence[index].withPlainNumbers }
      return .sequence(sequence)
    case .mapping(let mapping):
      let pairs = mapping.map { ($0.key, $0.value.withPlainNumbers) }
      return .mapping(Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
    case .alias: return self
    }
  }

  /// A mapping with the value of a key replaced; others keep their places.
  func replacing(_ key: String, with value: Node) -> Node {
    guard let mapping else { return self }
    let pairs = mapping.map { ($0.key, $0.key.scalar?.string == key ? value : $0.value) }
    return .mapping(Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
  }
}

extension Node.Scalar {
  fileprivate var isNull: Bool { ["", "null", "~"].contains(string) }
}
