import Foundation
import Studies
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
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("'shape': (2, 3), "))
    #expect(text.contains("'shape': (1,), "))
    let end = data.suffix(22)
    #expect(end.prefix(4) == Data([0x50, 0x4b, 5, 6]))
    #expect(end[end.startIndex + 10] == 2)
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
