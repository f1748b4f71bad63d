import Foundation
import Storage
import TestSupport
import Testing

@Suite("Files compressed by gzip")
struct InflationTests {
  private static let text = "a,b\n" + (0..<5000).map { "\($0),0.\($0)\n" }.joined()

  private func malformed(_ bytes: some Sequence<UInt8>) throws -> Bool {
    guard case .malformedArchive("gzip file", _)? = try problem(of: bytes) else { return false }
    return true
  }

  @Test func tablesAreReadAsTheyWereBefore() throws {
    let plain = try rows(of: Self.text.utf8)
    #expect(plain.count == 5000)
    #expect(try rows(of: gzip(Self.text.utf8)) == plain)
    let npy = NPYFixture(elements: NPYFixture.bytes([1, 2, 3, 4, 5, 6] as [Double])).bytes
    #expect(try rows(of: gzip(npy)) == [[1, 2, 3], [4, 5, 6]])
  }

  /// What `cat a.gz b.gz` and tapes make of it.
  @Test func severalMembersFollowEachOther() throws {
    let members = try gzip("1,2\n3,".utf8) + gzip("".utf8) + gzip("4\n".utf8)
    #expect(try rows(of: members) == [[1, 2], [3, 4]])
    #expect(try rows(of: members + Array(repeating: 0, count: 300)) == [[1, 2], [3, 4]])
    #expect(try malformed(members + [1]))
    #expect(try malformed(members + [0x1F, 0x8B]))
  }

  @Test func noPrefixIsTakenForTheWhole() throws {
    let whole = try gzip("1,2\n3,4\n5,6\n".utf8)
    for count in 2..<whole.count {
      #expect(try malformed(whole.prefix(count)), "\(count) of \(whole.count) bytes")
    }
  }

  /// The last eight bytes are the checksum and the length.
  @Test func checksumAndLengthCount() throws {
    let whole = try gzip("1,2\n3,4\n5,6\n".utf8)
    for index in (whole.count - 8)..<whole.count {
      var changed = whole
      changed[index] ^= 1
      #expect(try malformed(changed), "byte \(index) of \(whole.count)")
    }
  }

  @Test func twiceIsOnceTooOften() throws {
    let found = try problem(of: gzip(gzip(Self.text.utf8)))
    #expect(found == .unsupportedFormat(found: "compressed by gzip"))
  }

  /// A megabyte of zeros from a kilobyte, and a limit at its size and one below.
  @Test func bombsAreStopped() throws {
    let size = 1 << 20
    let file = try TemporaryFile(gzip(Array(repeating: UInt8(ascii: "1"), count: size)))
    let bomb = DataFileError(path: file.path, problem: .unpacksTooLarge(limit: size - 1))
    #expect(throws: bomb) { try DataTable(contentsOf: file.path, unpackingAtMost: size - 1) }
    // Unpacked as a whole it is a number, though not a finite one.
    let error = #expect(throws: DataFileError.self) {
      try DataTable(contentsOf: file.path, unpackingAtMost: size)
    }
    guard case .notFinite? = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func pipesMayBeCompressed() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data(gzip("1,2\n3,4\n".utf8)))
    try pipe.fileHandleForWriting.close()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    #expect(try DataTable(contentsOf: path).rowArrays() == [[1, 2], [3, 4]])
  }
}
