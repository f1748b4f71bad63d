import Foundation
import Storage
import Testing

@Suite("NPZ archives")
struct NPZArchiveTests {
  @Test("are ZIP files of NPY arrays, the same bytes each time")
  func bytes() throws {
    var archive = NPZArchive()
    archive.add("a", shape: [2, 3], [1, 2, 3, 4, 5, .pi])
    archive.add("times", shape: [1], [0.5])
    let data = archive.data
    #expect(data == archive.data)
    #expect(data.prefix(4) == Data([0x50, 0x4b, 3, 4]))
    // Midnight of 1 January 1980, whenever they are written.
    #expect(data[10..<14] == Data([0, 0, 0x21, 0]))
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("'shape': (2, 3), "))
    #expect(text.contains("'shape': (1,), "))
    let end = data.suffix(22)
    #expect(end.prefix(4) == Data([0x50, 0x4b, 5, 6]))
    #expect(end[end.startIndex + 10] == 2)
  }

  /// NumPy's texts: UTF-32, of one length, filled up with zeros.
  @Test("texts are read without pickling")
  func texts() throws {
    var archive = NPZArchive()
    archive.add("kind", shape: [2, 2], texts: ["a", "βγ😀", "", "learned"])
    archive.add("none", shape: [0], texts: [])
    let data = archive.data
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("{'descr': '<U7', 'fortran_order': False, 'shape': (2, 2), }"))
    #expect(text.contains("{'descr': '<U1', 'fortran_order': False, 'shape': (0,), }"))
    let start = 30 + "kind.npy".utf8.count
    let header = 10 + Int(data[start + 8]) + 256 * Int(data[start + 9])
    let scalars = (0..<28).map { index in
      let place = start + header + 4 * index
      return (0..<4).reduce(UInt32(0)) { $0 | UInt32(data[place + $1]) << UInt32(8 * $1) }
    }
    let expected = ["a", "βγ😀", "", "learned"].map { text in
      Array(text.unicodeScalars.map(\.value))
        + Array(repeating: 0, count: 7 - text.unicodeScalars.count)
    }
    #expect(scalars == expected.flatMap { $0 })
  }

  @Test("the elements start at a multiple of 64 bytes of their file")
  func alignment() throws {
    for length in 1...40 {
      var archive = NPZArchive()
      archive.add(
        "x", shape: [Int](repeating: 1, count: length), [1])
      let data = archive.data
      let start = 30 + "x.npy".utf8.count
      let headerLength = Int(data[start + 8]) + 256 * Int(data[start + 9])
      #expect((10 + headerLength) % 64 == 0)
    }
  }
}
