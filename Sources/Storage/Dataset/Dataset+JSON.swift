extension Dataset: Encodable {
  package func encode(to encoder: any Encoder) throws {
    let branches =
      fields.compactMap { field in
        field.path.map { Branch(path: $0[...], content: .field(field, Place(field))) }
      } + notes.map { Branch(path: $0.path[...], content: .note($0.value)) }
    try Tree(branches: branches).encode(to: encoder)
  }

  /// Where in the values of a field a part of them stands.
  fileprivate struct Place {
    var start = 0
    var shape: [Int]
    /// The lengths of the parts into which the first axis is still to fall.
    var parts: [Int]?

    init(_ field: Field) { (shape, parts) = (field.shape, field.parts) }

    var elements: [Place] {
      // How many numbers stand in one of them.
      let stride = shape.dropFirst().reduce(1, *)
      guard let parts else {
        return (0..<(shape.first ?? 0)).map { index in
          var place = self
          place.shape.removeFirst()
          place.start = start + index * stride
          return place
        }
      }
      var first = start
      return parts.map { length in
        var place = self
        (place.start, place.parts) = (first, nil)
        place.shape[0] = length
        first += length * stride
        return place
      }
    }
  }

  /// A value and what is left of its path.
  fileprivate struct Branch {
    enum Content {
      case field(Field, Place)
      case note(any Encodable & Sendable)
    }
    let path: Substring
    var content: Content

    /// The key that comes first, without the marks of lists.
    var key: Substring { path.prefix { $0 != "." && $0 != "[" } }

    /// The same below its first key.
    var below: Branch {
      let rest = path.dropFirst(key.count)
      return Branch(path: rest.first == "." ? rest.dropFirst() : rest, content: content)
    }

    var opensList: Bool { path.hasPrefix("[]") }

    /// The same for each element of the list that it opens.
    var elements: [Branch] {
      guard case .field(let field, let place) = content else { return [] }
      let rest = path.dropFirst(2)
      let below = rest.first == "." ? rest.dropFirst() : rest
      return place.elements.map { Branch(path: below, content: .field(field, $0)) }
    }
  }

  /// An object, a list or a value of JSON.
  fileprivate struct Tree: Encodable {
    let branches: [Branch]

    func encode(to encoder: any Encoder) throws {
      guard let first = branches.first else { return }
      if first.opensList {
        let lists = branches.map(\.elements)
        var container = encoder.unkeyedContainer()
        for index in lists[0].indices {
          try container.encode(Tree(branches: lists.map { $0[index] }))
        }
      } else if first.path.isEmpty {
        switch first.content {
        case .field(let field, let place):
          try Leaf(values: field.values, place: place).encode(to: encoder)
        case .note(let value): try value.encode(to: encoder)
        }
      } else {
        var container = encoder.container(keyedBy: Key.self)
        var keys: [Substring] = []
        for branch in branches where !keys.contains(branch.key) { keys.append(branch.key) }
        for key in keys {
          let tree = Tree(branches: branches.filter { $0.key == key }.map(\.below))
          try container.encode(tree, forKey: Key(stringValue: String(key)))
        }
      }
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Values as lists within lists.
  fileprivate struct Leaf: Encodable {
    let values: Values
    let place: Place

    func encode(to encoder: any Encoder) throws {
      guard place.parts != nil || !place.shape.isEmpty else {
        var container = encoder.singleValueContainer()
        switch values {
        case .numbers(let values):
          let value = values[place.start]
          if value.isFinite { try container.encode(value) } else { try container.encodeNil() }
        case .whole(let values): try container.encode(values[place.start])
        case .flags(let values): try container.encode(values[place.start])
        case .texts(let values): try container.encode(values[place.start])
        }
        return
      }
      // Finite numbers in a row need no element of their own.
      if case .numbers(let values) = values, place.parts == nil, place.shape.count == 1 {
        let row = values[place.start..<(place.start + place.shape[0])]
        if row.allSatisfy(\.isFinite) { return try Array(row).encode(to: encoder) }
      }
      var container = encoder.unkeyedContainer()
      for element in place.elements { try container.encode(Leaf(values: values, place: element)) }
    }
  }
}
