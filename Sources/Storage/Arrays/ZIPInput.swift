import Foundation

/// A file that goes into a ZIP archive: bytes, and numbers behind them, which are written from where
/// they lie.
struct ZIPInput {
  let name: String
  let head: Data
  var numbers: [Double] = []

  /// Writes the files as an archive, not compressed, from its first byte to its last: with the fields
  /// of ZIP64 where, and only where, sizes, offsets or counts need them.
  ///
  /// - Parameters:
  ///   - files: The files, of which the same give the same bytes.
  ///   - sink: Takes the bytes in their order.
  static func write(
    _ files: [ZIPInput], to sink: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    var (directory, offset) = (Data(), 0)
    for file in files {
      let checksum = file.numbers.withLittleEndianBytes {
        $0.checksum(after: file.head.withUnsafeBytes { $0.checksum() })
      }
      let header = file.header(checksum)
      try header.withUnsafeBytes(sink)
      try file.head.withUnsafeBytes(sink)
      try file.numbers.withLittleEndianBytes(sink)
      directory += file.header(checksum, at: offset)
      offset += header.count + file.size
    }
    try directory.withUnsafeBytes(sink)
    try end(count: files.count, directory: directory.count, at: offset).withUnsafeBytes(sink)
  }

  private var size: Int { head.count + 8 * numbers.count }

  /// What stands before the file; or, if it is told where that is, in the directory.
  private func header(_ checksum: UInt32, at offset: Int? = nil) -> Data {
    var large = Data()
    func short(_ value: Int) -> UInt32 {
      if value < UInt32.max { return UInt32(value) }
      large.appendLittleEndian(UInt64(value))
      return .max
    }
    let (packed, unpacked, place) = (short(size), short(size), offset.map(short))
    let name = Data(name.utf8)
    let version: UInt16 = large.isEmpty ? 10 : 45
    let marksUTF8: UInt16 = name.allSatisfy { $0 < 0x80 } ? 0 : 1 << 11
    // Midnight of 1 January 1980, the first day of the format.
    let (time, date): (UInt16, UInt16) = (0, 0x21)
    var data = Data()
    if place == nil {
      data.appendLittleEndian(ZIPMark.file)
    } else {
      data.appendLittleEndian(ZIPMark.entry, Self.madeOnUnix)
    }
    data.appendLittleEndian(version, marksUTF8, ZIPMethod.stored, time, date)
    data.appendLittleEndian(checksum, packed, unpacked)
    data.appendLittleEndian(UInt16(name.count), UInt16(large.isEmpty ? 0 : 4 + large.count))
    if let place {
      let (comment, disk, kind): (UInt16, UInt16, UInt16) = (0, 0, 0)
      data.appendLittleEndian(comment, disk, kind, Self.regularFile, place)
    }
    data += name
    if !large.isEmpty { data.appendLittleEndian(ZIPMark.large, UInt16(large.count)) }
    return data + large
  }

  private static func end(count: Int, directory: Int, at offset: Int) -> Data {
    var data = Data()
    let (disk, disks): (UInt32, UInt32) = (0, 1)
    if count > UInt16.max || directory >= UInt32.max || offset >= UInt32.max {
      data.appendLittleEndian(ZIPMark.largeEnd, UInt64(44), madeOnUnix, UInt16(45), disk, disk)
      data.appendLittleEndian(UInt64(count), UInt64(count), UInt64(directory), UInt64(offset))
      data.appendLittleEndian(ZIPMark.locator, disk, UInt64(offset + directory), disks)
    }
    let (files, comment) = (UInt16(clamping: count), UInt16(0))
    data.appendLittleEndian(ZIPMark.end, disk, files, files)
    data.appendLittleEndian(UInt32(clamping: directory), UInt32(clamping: offset), comment)
    return data
  }

  private static let madeOnUnix: UInt16 = 0x033F
  private static let regularFile: UInt32 = 0o100_666 << 16
}
