import CZlib
import Foundation

/// What gzip compressed (RFC 1952): one member, or several behind each other.
package enum Gunzip {
  package static let magic: [UInt8] = [0x1F, 0x8B]

  /// Whether bytes begin as gzip's do.
  static func isNeeded(for bytes: UnsafeRawBufferPointer) -> Bool { bytes.starts(with: magic) }

  /// The bytes that were compressed. Zeros behind them, which tapes are filled up with, are none.
  ///
  /// - Parameters:
  ///   - bytes: All that gzip wrote.
  ///   - limit: The most bytes that may come out: a thousand times as many as go in are possible.
  /// - Returns: The bytes, in memory.
  /// - Throws: `.malformedArchive` for what is cut off, or has another checksum, and
  ///   `.unpacksTooLarge`.
  static func unpacked(
    _ bytes: UnsafeRawBufferPointer, limit: Int
  ) throws(DataFileError.Problem) -> FileBytes {
    var stream = z_stream()
    let gzipOnly = MAX_WBITS + 16
    let size = CInt(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, gzipOnly, ZLIB_VERSION, size) == Z_OK else {
      throw .unreadable(reason: "\(SystemError(ENOMEM))")
    }
    defer { inflateEnd(&stream) }
    var position = 0
    var isAtEnd = false
    return try FileBytes(limit: limit, else: { .unpacksTooLarge(limit: $0) }) {
      room throws(DataFileError.Problem) in
      stream.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.avail_out = uInt(clamping: room.count)
      let capacity = stream.avail_out
      while !isAtEnd && stream.avail_out == capacity {
        let part = UnsafeRawBufferPointer(rebasing: bytes[position...].prefix(1 << 30))
        stream.next_in = UnsafeMutablePointer(
          mutating: part.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.avail_in = uInt(part.count)
        let status = inflate(&stream, Z_NO_FLUSH)
        position += part.count - Int(stream.avail_in)
        switch status {
        case Z_OK: break
        case Z_STREAM_END:
          isAtEnd = bytes[position...].allSatisfy { $0 == 0 }
          inflateReset(&stream)
        case Z_BUF_ERROR: throw malformed("it ends too early")
        default: throw malformed(stream.msg.map { String(cString: $0) } ?? "error \(status)")
        }
      }
      return Int(capacity - stream.avail_out)
    }
  }

  private static func malformed(_ reason: String) -> DataFileError.Problem {
    .malformedArchive(kind: "gzip file", reason: reason)
  }
}
