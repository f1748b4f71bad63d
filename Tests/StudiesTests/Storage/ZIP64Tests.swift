import Foundation
import NumericKit
import Studies
import Testing

/// Archives larger than the fields of the original ZIP format can tell.
@Suite("NPZ archives: ZIP64")
struct ZIP64Tests {
  /// The bytes of an archive and where to read in them; read here by the specification alone.
  private struct Reader {
    let data: Data

    /// 0 where there are no such bytes.
    func number<Number: FixedWidthInteger>(_ type: Number.Type, _ offset: Int) -> Int {
      guard offset >= 0, offset + Number.bitWidth / 8 <= data.count else { return 0 }
      return Int(data.littleEndian(type, at: offset))
    }

    /// Number of entries, size and start of the directory, from the records at the end.
    var directory: (count: Int, size: Int, start: Int, isZIP64: Bool) {
      let end = data.count - 22
      #expect(number(UInt32.self, end) == 0x0605_4b50)
      let locator = end - 20
      guard locator >= 0, number(UInt32.self, locator) == 0x0706_4b50 else {
        return (
          number(UInt16.self, end + 10), number(UInt32.self, end + 12),
          number(UInt32.self, end + 16), false
        )
      }
      let record = number(UInt64.self, locator + 8)
      #expect(number(UInt32.self, record) == 0x0606_4b50)
      #expect(number(UInt64.self, record + 4) == 44)
      #expect(record + 56 == locator)
      return (
        number(UInt64.self, record + 32), number(UInt64.self, record + 40),
        number(UInt64.self, record + 48), true
      )
    }

    /// The names and contents of all files, by the directory, compared with the local headers.
    func files() -> [(name: String, contents: Data)] {
      let directory = directory
      var files: [(String, Data)] = []
      var entry = directory.start
      for _ in 0..<directory.count {
        #expect(number(UInt32.self, entry) == 0x0201_4b50)
        let (nameLength, extra) = (number(UInt16.self, entry + 28), number(UInt16.self, entry + 30))
        var values = [20, 24, 42].map { number(UInt32.self, entry + $0) }
        var wide = entry + 46 + nameLength
        if extra > 0 {
          #expect(number(UInt16.self, wide) == 1)
          #expect(number(UInt16.self, wide + 2) == extra - 4)
          wide += 4
        }
        // The order of the extra field: size, size when packed, offset; only those that are marked.
        for index in [1, 0, 2] where values[index] == Int(UInt32.max) {
          values[index] = number(UInt64.self, wide)
          wide += 8
        }
        #expect(wide == entry + 46 + nameLength + extra)
        #expect(values[0] == values[1])
        let (size, local) = (values[1], values[2])
        #expect(number(UInt32.self, local) == 0x0403_4b50)
        let start =
          local + 30 + number(UInt16.self, local + 26) + number(UInt16.self, local + 28)
        let name = String(decoding: data.dropFirst(entry + 46).prefix(nameLength), as: UTF8.self)
        let contents = data.dropFirst(start).prefix(size)
        #expect(CRC32.checksum(Data(contents)) == UInt32(number(UInt32.self, entry + 16)))
        files.append((name, Data(contents)))
        entry += 46 + nameLength + extra
      }
      #expect(entry == directory.start + directory.size)
      return files
    }
  }

  private func bytes(_ archive: NPZArchive, size: UInt64? = nil, count: UInt64? = nil) throws
    -> Data
  {
    var limits = ZIPLimits()
    limits.size = size ?? limits.size
    limits.count = count ?? limits.count
    var data = Data()
    try archive.write(limits: limits) { data.append(contentsOf: $0) }
    return data
  }

  private var archive: NPZArchive {
    var archive = NPZArchive()
    archive.add("a", shape: [3], [1, 2, 3])
    archive.add("large", shape: [5, 20], (0..<100).map(Double.init))
    archive.add("b", shape: [1], [.pi])
    return archive
  }

  @Test func withoutNeedThereIsNoZIP64() throws {
    let data = try bytes(archive)
    #expect(data == archive.data)
    #expect(!Reader(data: data).directory.isZIP64)
    #expect(Reader(data: data).files().map(\.name) == ["a.npy", "large.npy", "b.npy"])
  }

  /// At each of these limits other fields are too small: sizes, offsets, the start of the directory,
  /// its size, or the number of files.
  @Test(
    "every field can grow, and the files are the same",
    arguments: [100, 200, 400, 927, 928, 929, 1100, 1101, 1400, 1500] as [UInt64])
  func fields(limit: UInt64) throws {
    let plain = Reader(data: archive.data).files()
    for count in [nil, 2, 3] as [UInt64?] {
      let reader = Reader(data: try bytes(archive, size: limit, count: count))
      let files = reader.files()
      #expect(files.map(\.name) == plain.map(\.name))
      #expect(files.map(\.contents) == plain.map(\.contents))
      #expect(count != 2 || reader.directory.isZIP64)
    }
  }

  /// One more file than 16 bits count; the mark itself, 65 535, is not a number of files.
  @Test(arguments: [65_534, 65_535, 65_600])
  func manyFiles(count: Int) throws {
    var archive = NPZArchive()
    for index in 0..<count { archive.add("\(index)", shape: [1], [Double(index)]) }
    let reader = Reader(data: archive.data)
    let directory = reader.directory
    #expect(directory.count == count)
    #expect(directory.isZIP64 == (count > 65_534))
    #expect(reader.number(UInt16.self, reader.data.count - 12) == min(count, 65_535))
  }

  @Test func whatTheSinkThrowsEndsTheWriting() {
    #expect(throws: SystemError(ENOSPC)) {
      try archive.write { _ in throw SystemError(ENOSPC) }
    }
  }
}
