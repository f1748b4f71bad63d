import Foundation

extension Data {
  /// Appends whole numbers, each lowest byte first.
  mutating func appendLittleEndian<each Number: FixedWidthInteger>(_ values: repeat each Number) {
    for value in repeat each values {
      Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
  }

  /// The whole number that starts `offset` bytes after the first one, lowest byte first.
  func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type, at offset: Int
  ) -> Number {
    withUnsafeBytes { $0.littleEndian(type, at: offset) }
  }
}

extension UnsafeRawBufferPointer {
  /// The whole number that starts at an offset, lowest byte first.
  func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type, at offset: Int
  ) -> Number {
    Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
  }
}

extension [Double] {
  func withLittleEndianBytes<Value>(
    _ body: (UnsafeRawBufferPointer) throws -> Value
  ) rethrows -> Value {
    #if _endian(big)
      try map(\.bitPattern.byteSwapped).withUnsafeBytes(body)
    #else
      try withUnsafeBytes(body)
    #endif
  }

  init(littleEndianBytes bytes: UnsafeRawBufferPointer) {
    self = Array(repeating: 0, count: bytes.count / 8)
    withUnsafeMutableBytes { $0.copyMemory(from: bytes) }
    #if _endian(big)
      self = map { Double(bitPattern: $0.bitPattern.byteSwapped) }
    #endif
  }
}
