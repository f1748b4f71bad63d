/// A ZIP archive that is read: files that are stored, or compressed as gzip does.
struct ZIPFile: Sendable {
  /// A file in it, as the directory at its end has it.
  struct Member: Sendable {
    let name: String
    fileprivate let isEncrypted: Bool
    fileprivate let method: UInt16
    fileprivate let checksum: UInt32
    fileprivate let packed: Int
    fileprivate let size: Int
    fileprivate let offset: Int
  }

  private(set) var members: [Member] = []
  private let file: FileBytes

  /// Reads the directory.
  ///
  /// - Throws: `.malformedArchive`; `.empty` for no bytes.
  init(_ file: FileBytes) throws(DataFileError.Problem) {
    guard !file.bytes.isEmpty else { throw .empty }
    self.file = file
    var (count, place) = try directory()
    while count > 0 {
      try check(ZIPMark.entry, at: place)
      place = try readEntry(at: place)
      count -= 1
    }
  }

  /// How many entries the directory has, and where it starts.
  private func directory() throws(DataFileError.Problem) -> (count: Int, start: Int) {
    let length = 22
    let last = file.bytes.count - length
    // Behind it there may be a comment.
    let places = (0..<max(0, last + 1)).suffix(1 << 16).reversed()
    let end = places.first { place in
      file.bytes.littleEndian(UInt32.self, at: place) == ZIPMark.end
        && last - place == file.bytes.littleEndian(UInt16.self, at: place + length - 2)
    }
    guard let end else { throw Self.malformed("it is no ZIP archive, or has lost its end") }
    let locator = end - 20
    guard locator >= 0, try number(UInt32.self, at: locator) == ZIPMark.locator else {
      return (try number(UInt16.self, at: end + 10), try number(UInt32.self, at: end + 16))
    }
    let large = try number(UInt64.self, at: locator + 8)
    try check(ZIPMark.largeEnd, at: large)
    return (try number(UInt64.self, at: large + 32), try number(UInt64.self, at: large + 48))
  }

  /// Adds the member of an entry of the directory; returns where the next one starts.
  private mutating func readEntry(at place: Int) throws(DataFileError.Problem) -> Int {
    let name = place + 46
    let extra = name + (try number(UInt16.self, at: place + 28))
    let comment = extra + (try number(UInt16.self, at: place + 30))
    let end = comment + (try number(UInt16.self, at: place + 32))
    guard end <= file.bytes.count else { throw Self.cutOff }
    // What 32 bits do not hold stands, in this order, in a field of ZIP64.
    var large = try largeNumbers(in: extra..<comment)[...]
    func long(at place: Int) throws(DataFileError.Problem) -> Int {
      let short = try number(UInt32.self, at: place)
      return short == UInt32.max ? large.popFirst() ?? short : short
    }
    let size = try long(at: place + 24)
    let packed = try long(at: place + 20)
    let offset = try long(at: place + 42)
    members.append(
      Member(
        name: String(decoding: file.bytes[name..<extra], as: UTF8.self),
        isEncrypted: try number(UInt16.self, at: place + 8) & 1 == 1,
        method: UInt16(try number(UInt16.self, at: place + 10)),
        checksum: UInt32(try number(UInt32.self, at: place + 16)), packed: packed, size: size,
        offset: offset))
    return end
  }

  /// The numbers of the field of ZIP64 among those that an entry has besides.
  private func largeNumbers(in extra: Range<Int>) throws(DataFileError.Problem) -> [Int] {
    var place = extra.lowerBound
    while place + 4 <= extra.upperBound {
      let end = place + 4 + (try number(UInt16.self, at: place + 2))
      if try number(UInt16.self, at: place) == ZIPMark.large {
        var numbers: [Int] = []
        for start in stride(from: place + 4, through: min(end, extra.upperBound) - 8, by: 8) {
          // The last one is a count of disks where it is shorter.
          numbers.append(try number(UInt64.self, at: start))
        }
        return numbers
      }
      place = end
    }
    return []
  }

  /// What a member holds, its checksum being right, or the beginning of it.
  ///
  /// - Parameters:
  ///   - member: The member.
  ///   - length: How many of its bytes are wanted.
  ///   - limit: The most that they may be; of what is compressed, what
  ///     `FileBytes.memoryLimit(packed:)` says unless given.
  /// - Returns: The bytes, where they lie or in memory.
  /// - Throws: `.unpacksTooLarge`, or `.malformedArchive`.
  func contents(
    of member: Member, upTo length: Int = .max, limit: Int? = nil
  ) throws(DataFileError.Problem) -> FileBytes {
    try check(ZIPMark.file, at: member.offset)
    let start =
      member.offset + 30 + (try number(UInt16.self, at: member.offset + 26))
      + (try number(UInt16.self, at: member.offset + 28))
    guard !member.isEncrypted else { throw Self.malformed("a member is encrypted") }
    guard start <= file.bytes.count, member.packed <= file.bytes.count - start else {
      throw Self.cutOff
    }
    let size = min(length, member.size)
    let contents: FileBytes
    switch member.method {
    case ZIPMethod.stored:
      guard size <= limit ?? .max else { throw .unpacksTooLarge(limit: limit ?? .max) }
      contents = FileBytes(start..<(start + min(size, member.packed)), of: file)
    case ZIPMethod.deflated:
      let limit = limit ?? FileBytes.memoryLimit(packed: member.packed)
      guard size <= limit else { throw .unpacksTooLarge(limit: limit) }
      contents = try Inflation.unpacked(
        FileBytes(start..<(start + member.packed), of: file), .zip, upTo: length, expecting: size,
        limit: size, else: { Self.malformed("a member exceeds its \($0) bytes") })
    default: throw Self.malformed("compression method \(member.method) is not supported")
    }
    // The checksum counts once the end is read.
    guard length == .max else { return contents }
    guard contents.bytes.count == member.size else {
      throw Self.malformed("a member has not the \(member.size) bytes that it should have")
    }
    guard withExtendedLifetime(contents, { $0.bytes.checksum() }) == member.checksum else {
      throw Self.malformed("CRC error: a member was changed")
    }
    return contents
  }

  private func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type, at place: Int
  ) throws(DataFileError.Problem) -> Int {
    guard place >= 0, place <= file.bytes.count - MemoryLayout<Number>.size,
      let number = Int(exactly: file.bytes.littleEndian(type, at: place))
    else { throw Self.cutOff }
    return number
  }

  private func check(_ mark: UInt32, at place: Int) throws(DataFileError.Problem) {
    guard try number(UInt32.self, at: place) == mark else {
      throw Self.malformed("its directory is damaged")
    }
  }

  private static let cutOff = malformed("it is cut off, or its directory damaged")

  private static func malformed(_ reason: String) -> DataFileError.Problem {
    .malformedArchive(kind: "NPZ archive", reason: reason)
  }
}

enum ZIPMark {
  static let file: UInt32 = 0x0403_4B50
  /// How an archive with a file in it begins.
  static let start: [UInt8] = Array("PK\u{3}\u{4}".utf8)
  static let entry: UInt32 = 0x0201_4B50
  static let end: UInt32 = 0x0605_4B50
  /// The end of the directory with more than 32 bits can tell, and what says where it is.
  static let largeEnd: UInt32 = 0x0606_4B50
  static let locator: UInt32 = 0x0706_4B50
  /// A field of a header for what 32 bits do not hold.
  static let large: UInt16 = 1
}

enum ZIPMethod {
  static let stored: UInt16 = 0
  static let deflated: UInt16 = 8
}
