import Foundation
import NumericKit

/// What the fields of the original ZIP format can hold. With less, few bytes make an archive with the
/// fields of ZIP64.
package struct ZIPLimits: Sendable {
  /// The largest size or offset of a file.
  package var size = UInt64(UInt32.max) - 1
  /// The most files.
  package var count = UInt64(UInt16.max) - 1

  /// Those of the format.
  package init() {}
}

/// Writes a ZIP archive of stored files, one after the other (PKWARE APPNOTE 6.3, sections 4.3.7 and
/// 4.3.12 to 4.3.16).
///
/// Sizes, offsets and counts beyond 32 or 16 bits go into the fields of ZIP64, and only those: what old
/// programs can read they still can.
package struct ZIPWriter {
  private let limits: ZIPLimits
  /// Takes bytes.
  package typealias Sink = (UnsafeRawBufferPointer) throws -> Void

  private let write: Sink
  private var offset: UInt64 = 0
  private var directory = Data()
  private var count: UInt64 = 0

  /// 1 January 1980: archives of the same arrays are the same bytes.
  private static let date: UInt16 = 0x0021

  /// An archive without files.
  ///
  /// - Parameters:
  ///   - limits: From which sizes and counts on the fields of ZIP64 are used.
  ///   - write: Takes the bytes in order.
  init(limits: ZIPLimits, _ write: @escaping Sink) {
    (self.limits, self.write) = (limits, write)
  }

  /// Adds a file.
  ///
  /// - Parameters:
  ///   - name: Its name, in the archive as UTF-8.
  ///   - parts: Visits its bytes in order, the same ones each of the two times it is called.
  /// - Throws: What the sink throws.
  mutating func add(
    _ name: String, _ parts: (Sink) throws -> Void
  ) throws {
    var (sum, size) = (CRC32(), UInt64(0))
    try parts { bytes in
      sum.update(bytes)
      size += UInt64(bytes.count)
    }
    let start = offset
    // The sizes of a local header are in ZIP64 together or not at all.
    let sizes = size > limits.size ? [size, size] : []
    let place = start > limits.size ? [start] : []
    var header = Data()
    header.appendLittleEndian(UInt32(0x0403_4b50))
    header += fields(sum.value, size, name, extra: sizes)
    try put(header)
    try parts(write)
    offset += size
    directory.appendLittleEndian(UInt32(0x0201_4b50))
    directory.appendLittleEndian(version(of: sizes + place))  // version made by
    let entry = fields(sum.value, size, name, extra: sizes + place, isInDirectory: start)
    directory += entry
    count += 1
  }

  /// Writes what stands behind the files.
  mutating func finish() throws {
    let start = offset
    let size = UInt64(directory.count)
    var end = Data()
    if count > limits.count || start > limits.size || size > limits.size {
      end.appendLittleEndian(UInt32(0x0606_4b50))
      end.appendLittleEndian(UInt64(44))  // what follows of this record
      end.appendLittleEndian(Self.version64)
      end.appendLittleEndian(Self.version64)
      end.appendLittleEndian(UInt64(0))  // one disk
      for value in [count, count, size, start] { end.appendLittleEndian(value) }
      end.appendLittleEndian(UInt32(0x0706_4b50))
      end.appendLittleEndian(UInt32(0))
      end.appendLittleEndian(start + size)  // where that record is
      end.appendLittleEndian(UInt32(1))
    }
    let count = count > limits.count ? UInt16.max : UInt16(count)
    end.appendLittleEndian(UInt32(0x0605_4b50))
    end.appendLittleEndian(UInt32(0))  // one disk
    end.appendLittleEndian(count)
    end.appendLittleEndian(count)
    end.appendLittleEndian(field(size))
    end.appendLittleEndian(field(start))
    end.appendLittleEndian(UInt16(0))  // no comment
    try put(directory)
    try put(end)
  }

  private static let version64: UInt16 = 45

  private func version(of extra: [UInt64]) -> UInt16 { extra.isEmpty ? 20 : Self.version64 }

  /// A value in 32 bits, or the mark that it stands in ZIP64.
  private func field(_ value: UInt64) -> UInt32 {
    value > limits.size ? UInt32.max : UInt32(value)
  }

  /// What the header of a file and its entry in the directory have in common, and what follows that.
  private func fields(
    _ checksum: UInt32, _ size: UInt64, _ name: String, extra: [UInt64],
    isInDirectory offset: UInt64? = nil
  ) -> Data {
    var data = Data()
    data.appendLittleEndian(version(of: extra))  // version needed
    data.appendLittleEndian(UInt16(0x0800))  // names are UTF-8
    data.appendLittleEndian(UInt16(0))  // stored
    data.appendLittleEndian(UInt16(0))  // time
    data.appendLittleEndian(Self.date)
    data.appendLittleEndian(checksum)
    data.appendLittleEndian(field(size))
    data.appendLittleEndian(field(size))
    data.appendLittleEndian(UInt16(name.utf8.count))
    data.appendLittleEndian(UInt16(extra.isEmpty ? 0 : 4 + 8 * extra.count))
    if let offset {
      data.appendLittleEndian(UInt16(0))  // no comment
      data.appendLittleEndian(UInt16(0))  // first disk
      data.appendLittleEndian(UInt16(0))  // internal attributes
      data.appendLittleEndian(UInt32(0))  // external attributes
      data.appendLittleEndian(field(offset))
    }
    data += Data(name.utf8)
    if !extra.isEmpty {
      data.appendLittleEndian(UInt16(1))  // ZIP64
      data.appendLittleEndian(UInt16(8 * extra.count))
      for value in extra { data.appendLittleEndian(value) }
    }
    return data
  }

  private mutating func put(_ bytes: Data) throws {
    try bytes.withUnsafeBytes(write)
    offset += UInt64(bytes.count)
  }
}
