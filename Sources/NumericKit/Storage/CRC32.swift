import Foundation

/// The checksum of ZIP and PNG, polynomial 0xEDB88320.
package enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1
    }
  }

  /// The checksum of all bytes.
  package static func checksum(_ data: Data) -> UInt32 {
    let table = table
    return ~data.reduce(~UInt32(0)) { value, byte in
      (value >> 8) ^ table[Int((value ^ UInt32(byte)) & 0xFF)]
    }
  }
}
