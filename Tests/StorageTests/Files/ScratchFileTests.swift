import Foundation
import Storage
import TestSupport
import Testing

/// Text, and what is unpacked, beyond what is kept in memory.
@Suite("Tables that are too large for memory", .serialized)
struct ScratchFileTests {
  private static let rows = 1_600_000

  /// Three columns, the second of which counts, in 40 MB of text.
  private static let text: [UInt8] = {
    var text: [UInt8] = []
    text.reserveCapacity(30 * rows)
    for row in 0..<rows { text += Array("\(row % 7).250000000,\(row),-1.5\n".utf8) }
    return text
  }()

  @Test("hold the same numbers as small ones, from a file and from what is unpacked")
  func numbers() throws {
    for content in [Self.text, try gzip(Self.text)] {
      let file = try TemporaryFile(content)
      let table = try DataTable(contentsOf: file.path, reading: ReadingOptions())
      #expect(table.rows == Self.rows && table.columns == 3)
      var wrong = 0
      try table.forEachBlock(ofRows: 10_000) { block in
        for (index, value) in block.values.enumerated() {
          let row = block.firstRow + index / 3
          let expected = [Double(row % 7) + 0.25, Double(row), -1.5][index % 3]
          if value != expected { wrong += 1 }
        }
      }
      #expect(wrong == 0)
    }
  }

  @Test("leave nothing behind in the folder for temporary files")
  func nothingIsLeft() throws {
    let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")
    let file = try TemporaryFile(Self.text)
    let table = try DataTable(contentsOf: file.path, reading: ReadingOptions())
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!names.contains { $0.hasPrefix("betaflow-") && $0.count == "betaflow-XXXXXX".count })
    #expect(table.rows == Self.rows)
  }
}
