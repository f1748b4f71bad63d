import Foundation

/// Numbers that are stored bit by bit, and without an object for each.
///
/// Within an ``ArrayStore`` they are stored beside what refers to them; by any other coder as data.
package struct ExactNumbers: Sendable, Hashable, Codable {
  package var values: [Double]

  package init(_ values: [Double]) { self.values = values }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let store = decoder.userInfo[ArrayStore.key] as? ArrayStore {
      guard let values = store.take(try container.decode([Int].self)) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "more numbers are asked for than there are")
      }
      self.values = values
      return
    }
    let bytes = try container.decode(Data.self)
    guard bytes.count % 8 == 0 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(bytes.count) bytes are no whole number of doubles")
    }
    values = bytes.withUnsafeBytes { [Double](littleEndianBytes: $0) }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let store = encoder.userInfo[ArrayStore.key] as? ArrayStore {
      try container.encode(store.put(values))
    } else {
      try container.encode(values.withLittleEndianBytes { Data($0) })
    }
  }
}
