import Foundation

/// The checksum of ZIP and PNG, polynomial 0xEDB88320.
package struct CRC32 {
  /// Tables for eight bytes at a time: that of slice `k` moves a byte on by `k` more bytes.
  private static let tables: [UInt32] = {
    var tables: [UInt32] = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { value, _ in
        value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1
      }
    }
    for index in 256..<2048 {
      let previous = tables[index - 256]
      tables.append((previous >> 8) ^ tables[Int(previous & 0xFF)])
    }
    return tables
  }()

  private var register = ~UInt32(0)

  /// The checksum of no bytes yet.
  package init() {}

  /// The checksum of all bytes so far.
  package var value: UInt32 { ~register }

  /// Goes on with more bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var value = register
    Self.tables.withUnsafeBufferPointer { table in
      var offset = 0
      while offset + 8 <= bytes.count {
        let word = UInt64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        let mixed = word ^ UInt64(value)
        value = 0
        for slice in 0..<8 {
          let byte = Int(truncatingIfNeeded: (mixed >> (8 * UInt64(slice))) & 0xFF)
          value ^= table[256 * (7 - slice) + byte]
        }
        offset += 8
      }
      while offset < bytes.count {
        value = (value >> 8) ^ table[Int((value ^ UInt32(bytes[offset])) & 0xFF)]
        offset += 1
      }
    }
    register = value
  }

  /// The checksum of all bytes.
  package static func checksum(_ data: Data) -> UInt32 {
    var sum = CRC32()
    data.withUnsafeBytes { sum.update($0) }
    return sum.value
  }
}
