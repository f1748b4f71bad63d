import CZlib
import Foundation

/// Unpacking what zlib and its like compressed.
package enum Inflation {
  package static let gzipMagic: [UInt8] = [0x1F, 0x8B]

  /// What stands around compressed bytes.
  enum Format: String {
    /// The frame of gzip (RFC 1952): one member, or several behind each other.
    case gzip = "gzip file"
    /// Nothing (RFC 1951): a ZIP archive has the frame elsewhere.
    case zip = "NPZ archive"
  }

  /// The bytes that were compressed. Zeros behind gzip's, which tapes are filled up with, are none.
  ///
  /// - Parameters:
  ///   - file: All that is compressed.
  ///   - format: What stands around it.
  ///   - length: How many bytes are wanted.
  ///   - expected: How many there probably are.
  ///   - limit: The most bytes that may come out: a thousand times as many as go in are possible.
  ///   - excess: What is wrong if there are more, given the limit.
  /// - Returns: The bytes, in memory.
  /// - Throws: `.malformedArchive` for what is cut off, or has another checksum, and `excess`.
  static func unpacked(
    _ file: FileBytes, _ format: Format, upTo length: Int = .max, expecting expected: Int = 1 << 16,
    limit: Int, else excess: (Int) -> DataFileError.Problem = { .unpacksTooLarge(limit: $0) }
  ) throws(DataFileError.Problem) -> FileBytes {
    func malformed(_ reason: String) -> DataFileError.Problem {
      .malformedArchive(kind: format.rawValue, reason: reason)
    }
    var stream = z_stream()
    let windowBits = format == .gzip ? MAX_WBITS + 16 : -MAX_WBITS
    let size = CInt(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, size) == Z_OK else {
      throw .unreadable(reason: "\(SystemError(ENOMEM))")
    }
    defer { inflateEnd(&stream) }
    var (position, released) = (0, 0)
    var rest = length
    var isAtEnd = false
    return try FileBytes(expecting: expected, limit: limit, else: excess) {
      room throws(DataFileError.Problem) in
      stream.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.avail_out = uInt(clamping: min(room.count, rest))
      let capacity = stream.avail_out
      while !isAtEnd && capacity > 0 && stream.avail_out == capacity {
        let part = UnsafeRawBufferPointer(rebasing: file.bytes[position...].prefix(1 << 30))
        stream.next_in = UnsafeMutablePointer(
          mutating: part.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.avail_in = uInt(part.count)
        let status = inflate(&stream, Z_NO_FLUSH)
        position += part.count - Int(stream.avail_in)
        switch status {
        case Z_OK: break
        case Z_STREAM_END:
          isAtEnd = format == .zip || file.bytes[position...].allSatisfy { $0 == 0 }
          inflateReset(&stream)
        case Z_BUF_ERROR: throw malformed("it ends too early")
        default: throw malformed(stream.msg.map { String(cString: $0) } ?? "error \(status)")
        }
      }
      if position - released >= ScratchFile.threshold {
        file.releasePages()
        released = position
      }
      let count = Int(capacity - stream.avail_out)
      rest -= count
      return count
    }
  }
}

extension UnsafeRawBufferPointer {
  /// The CRC-32 of bytes behind those with a given one.
  func checksum(after sum: UInt32 = 0) -> UInt32 {
    // Without bytes, zlib takes the call as a question for the first checksum.
    guard let start = baseAddress, !isEmpty else { return sum }
    return UInt32(
      truncatingIfNeeded: crc32_z(uLong(sum), start.assumingMemoryBound(to: UInt8.self), count))
  }
}
