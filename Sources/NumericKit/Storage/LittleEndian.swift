import Foundation

extension Data {
  /// Appends a whole number, lowest byte first.
  package mutating func appendLittleEndian(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// The whole number that starts `offset` bytes after the first one, lowest byte first.
  package func littleEndian<Number: FixedWidthInteger>(
    _ type: Number.Type, at offset: Int
  ) -> Number {
    withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
  }
}
