import CZlib
import Foundation
import Testing

/// An archive of any members, as the description of the format has it (PKWARE, APPNOTE.TXT 6.3).
func zip(
  _ members: [(name: String, contents: [UInt8])], compressed: Bool = false
) throws -> [UInt8] {
  var (archive, directory) = ([UInt8](), [UInt8]())
  for (name, contents) in members {
    let packed = compressed ? try deflated(contents) : contents
    let sum = crc32_z(0, contents, contents.count)
    let fields: [UInt8] =
      bytes(20, 2) + bytes(0, 2) + bytes(compressed ? 8 : 0, 2) + bytes(0, 4) + bytes(Int(sum), 4)
      + bytes(packed.count, 4) + bytes(contents.count, 4) + bytes(name.utf8.count, 2)
      + bytes(0, 2)
    directory += Array("PK\u{1}\u{2}".utf8) + bytes(20, 2) + fields + bytes(0, 10)
    directory += bytes(archive.count, 4) + Array(name.utf8)
    archive += Array("PK\u{3}\u{4}".utf8) + fields + Array(name.utf8) + packed
  }
  let end = bytes(0, 4) + bytes(members.count, 2) + bytes(members.count, 2)
  return archive + directory + Array("PK\u{5}\u{6}".utf8) + end + bytes(directory.count, 4)
    + bytes(archive.count, 4) + bytes(0, 2)
}

/// A number in so many bytes, lowest first.
private func bytes(_ number: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}

/// What gzip makes of the bytes, without its frame: 10 bytes before, 8 behind.
private func deflated(_ contents: [UInt8]) throws -> [UInt8] {
  Array(try gzip(contents).dropFirst(10).dropLast(8))
}
