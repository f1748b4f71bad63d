import Foundation
import Storage
import TestSupport
import Testing

/// Archives larger than the fields of the original ZIP format can tell.
@Suite("NPZ archives: ZIP64")
struct ZIP64Tests {
  /// Whether the mark of ZIP64 stands before the last record.
  private func isZIP64(_ data: Data) -> Bool {
    data.suffix(42).prefix(4) == Data([0x50, 0x4b, 6, 7])
  }

  @Test func withoutNeedThereIsNoZIP64() {
    var archive = NPZArchive()
    archive.add("a", shape: [3], [1, 2, 3])
    #expect(!isZIP64(archive.data))
  }

  /// More files than 16 bits count, as many as they count, and one fewer.
  @Test(arguments: [65_534, 65_535, 65_600])
  func manyFiles(count: Int) throws {
    var archive = NPZArchive()
    for index in 0..<count { archive.add("\(index)", shape: [1], [Double(index)]) }
    let data = archive.data
    #expect(isZIP64(data) == (count > 65_535))
    let path = try TemporaryFile(data, suffix: ".npz")
    let file = try NPZFile(contentsOf: path.path)
    #expect(file.arrays.map(\.name) == archive.entries.map(\.name))
    for entry in archive.entries.suffix(3) { #expect(try file.array(entry.name) == entry) }
  }

  /// The most memory that the process has had, in kilobytes.
  private func peakMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(Int(line.filter(\.isNumber)))
  }

  /// Takes as much room on the disk, and some time. No array is copied to be written.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["BETAFLOW_LARGE_FILES"] != nil))
  func moreThanFourGigabytes() throws {
    let quarter = (0..<(1 << 27)).map { Double($0) }
    var archive = NPZArchive()
    for name in ["a", "b", "c", "d", "e"] {
      archive.add(name, shape: [1 << 17, 1 << 10], quarter)
    }
    let path = try TemporaryFile("", suffix: ".npz")
    let before = try peakMemory()
    try OutputFile.write(to: path.path) { try archive.write(to: $0) }
    #expect(try peakMemory() - before < 16 << 10)
    let file = try NPZFile(contentsOf: path.path)
    #expect(file.arrays.map(\.name) == ["a", "b", "c", "d", "e"])
    #expect(try file.array("e").values == quarter)
  }
}
