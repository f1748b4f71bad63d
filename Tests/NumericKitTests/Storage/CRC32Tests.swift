import Foundation
import NumericKit
import Testing

@Suite("CRC-32")
struct CRC32Tests {
  /// The check value of the published catalogue of CRCs, and two of RFC 3720's patterns under this
  /// polynomial.
  @Test func knownValues() {
    #expect(CRC32.checksum(Data()) == 0)
    #expect(CRC32.checksum(Data("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.checksum(Data("The quick brown fox jumps over the lazy dog".utf8)) == 0x414F_A339)
  }

  /// One byte at a time, by the definition.
  private func bitwise(_ data: Data) -> UInt32 {
    var register = ~UInt32(0)
    for byte in data {
      register ^= UInt32(byte)
      for _ in 0..<8 {
        let isOdd = register & 1 == 1
        register >>= 1
        if isOdd { register ^= 0xEDB8_8320 }
      }
    }
    return ~register
  }

  @Test func piecesAndLengths() {
    let data = Data((0..<1000).map { UInt8(truncatingIfNeeded: $0 * $0 + 7 * $0) })
    for length in [1, 7, 8, 9, 15, 16, 17, 999] {
      let part = data.prefix(length)
      #expect(CRC32.checksum(part) == bitwise(part))
      var sum = CRC32()
      for piece in [part.prefix(length / 3), part.dropFirst(length / 3)] {
        piece.withUnsafeBytes { sum.update($0) }
      }
      #expect(sum.value == bitwise(part))
    }
  }
}
