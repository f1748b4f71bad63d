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
    values = bytes.withUnsafeBytes { Self.numbers(in: $0) }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let store = encoder.userInfo[ArrayStore.key] as? ArrayStore {
      try container.encode(store.put(values))
    } else {
      try container.encode(Self.withBytes(of: values) { Data($0) })
    }
  }

  /// The bytes of numbers, each lowest byte first.
  static func withBytes<Value>(
    of values: [Double], _ body: (UnsafeRawBufferPointer) throws -> Value
  ) rethrows -> Value {
    #if _endian(big)
      let stored = values.map(\.bitPattern.littleEndian)
    #else
      let stored = values
    #endif
    return try stored.withUnsafeBytes(body)
  }

  /// The numbers that bytes stand for.
  static func numbers(in bytes: UnsafeRawBufferPointer) -> [Double] {
    var values = [Double](repeating: 0, count: bytes.count / 8)
    values.withUnsafeMutableBytes { $0.copyMemory(from: bytes) }
    #if _endian(big)
      values = values.map { Double(bitPattern: $0.bitPattern.byteSwapped) }
    #endif
    return values
  }
}
