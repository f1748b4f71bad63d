import Foundation
import Synchronization

/// Arrays of numbers beside a property list that refers to them: large ones are neither copied nor
/// encoded.
///
/// In bytes: the length of the list (8 bytes, lowest first), the list, and all arrays, to which the list
/// refers by the index of the first number and their length.
final class ArrayStore: Sendable {
  /// Under which coders find the arrays. The initialiser accepts every text.
  static let key = CodingUserInfoKey(rawValue: "betaflow.arrays").unsafelyUnwrapped

  /// Arrays to be written, and how many numbers they have together.
  private let pending = Mutex((arrays: [[Double]](), count: 0))
  private let stored: Data

  private init(_ stored: Data = Data()) { self.stored = stored }

  /// The parts of an encoded value, one after the other.
  struct Parts: Sendable {
    fileprivate let head: Data
    fileprivate let arrays: [[Double]]

    func forEach(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
      try head.withUnsafeBytes(body)
      for array in arrays { try array.withLittleEndianBytes(body) }
    }
  }

  static func encode(_ value: some Encodable) throws -> Parts {
    let store = ArrayStore()
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    encoder.userInfo[key] = store
    let list = try encoder.encode(value)
    var head = Data()
    head.appendLittleEndian(UInt64(list.count))
    return Parts(head: head + list, arrays: store.pending.withLock { $0.arrays })
  }

  static func decode<Value: Decodable>(_ type: Value.Type, from bytes: Data) throws -> Value {
    let invalid = DecodingError.dataCorrupted(
      .init(codingPath: [], debugDescription: "no property list with arrays"))
    guard bytes.count >= 8,
      let length = Int(exactly: bytes.littleEndian(UInt64.self, at: 0)), length <= bytes.count - 8
    else { throw invalid }
    let body = bytes.dropFirst(8)
    let store = ArrayStore(body.dropFirst(length))
    let decoder = PropertyListDecoder()
    decoder.userInfo[key] = store
    return try decoder.decode(type, from: Data(body.prefix(length)))
  }

  /// Keeps an array; returns what refers to it.
  func put(_ values: [Double]) -> [Int] {
    pending.withLock { pending in
      defer { pending.count += values.count }
      pending.arrays.append(values)
      return [pending.count, values.count]
    }
  }

  /// The array that a reference stands for, or `nil` if there are fewer numbers.
  func take(_ reference: [Int]) -> [Double]? {
    let limit = stored.count / 8
    guard reference.count == 2, (0...limit).contains(reference[0]),
      (0...(limit - reference[0])).contains(reference[1])
    else { return nil }
    let bytes = stored.dropFirst(8 * reference[0]).prefix(8 * reference[1])
    return bytes.withUnsafeBytes { [Double](littleEndianBytes: $0) }
  }
}
