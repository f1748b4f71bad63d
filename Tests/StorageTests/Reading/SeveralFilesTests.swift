import Foundation
import Storage
import TestSupport
import Testing

/// Files of the same columns are one table.
@Suite("Several files")
struct SeveralFilesTests {
  private static func array(_ rows: Range<Int>) -> [UInt8] {
    let values = rows.flatMap { i in (0..<3).map { Double(10 * i + $0) } }
    return NPYFixture(shape: "(\(rows.count), 3)", elements: NPYFixture.bytes(values)).bytes
  }

  private static let rows = (0..<9).map { i in (0..<3).map { Double(10 * i + $0) } }

  @Test(arguments: [1, 2, 4, 100])
  func rowsFollowEachOther(rowsPerBlock: Int) throws {
    let first = try TemporaryFile(Self.array(0..<4), suffix: ".npy")
    let second = try TemporaryFile(Self.array(4..<5), suffix: ".npy")
    let third = try TemporaryFile(Self.array(5..<9), suffix: ".npy")
    let paths = [first.path, second.path, third.path]
    let table = try DataTable(contentsOf: paths)
    var seen: [Double] = []
    try table.forEachBlock(ofRows: rowsPerBlock) { seen += $0.values }
    #expect(seen == Self.rows.flatMap { $0 })
    #expect(table.rows == 9)
    let columns = (0..<3).map { j in Self.rows.map { $0[j] } }
    #expect(try table.transposed.rowArrays() == columns)
    let part = try DataTable(
      contentsOf: paths, reading: ReadingOptions(drop: "2", rows: 3...6))
    #expect(try part.rowArrays() == Self.rows[2..<6].map { [$0[0], $0[2]] })
  }

  /// A window never reaches from one series into the next.
  @Test func windowsStayInTheirFile() throws {
    let first = try TemporaryFile("1\n2\n3\n")
    let second = try TemporaryFile("7\n8\n")
    let table = try DataTable(
      contentsOf: [first.path, second.path], reading: ReadingOptions(window: 2))
    #expect(try table.rowArrays() == [[1, 2], [2, 3], [7, 8]])
  }

  @Test func whatDoesNotBelongTogetherIsRefused() throws {
    let first = try TemporaryFile("a,b\n1,2\n")
    let other = try TemporaryFile("b,a\n1,2\n")
    let wide = try TemporaryFile("1,2,3\n")
    for path in [other.path, wide.path] {
      let error = try #require(throws: DataFileError.self) {
        try DataTable(contentsOf: [first.path, path])
      }
      #expect(error.path == path && "\(error)".contains(first.path))
    }
  }

  /// What is wrong is named by its place in its own file.
  @Test func errorsNameTheFile() throws {
    let first = try TemporaryFile(Self.array(0..<4), suffix: ".npy")
    let holed = NPYFixture(
      shape: "(2, 3)", elements: NPYFixture.bytes([1, 2, 3, 4, .nan, 6] as [Double])
    ).bytes
    let second = try TemporaryFile(holed, suffix: ".npy")
    let cell = DataFileError.Cell(row: 2, column: 2)
    let expected = DataFileError(
      path: second.path, problem: .notFinite(at: cell, found: "nan"))
    for options in [
      ReadingOptions(), ReadingOptions(drop: "1"), ReadingOptions(rows: 2...6),
      ReadingOptions(scale: 2), ReadingOptions(window: 2),
    ] {
      #expect(throws: expected) {
        try DataTable(contentsOf: [first.path, second.path], reading: options).rowArrays()
      }
    }
  }

  /// Text columns are those of the first file.
  @Test func columnsOfTextAreLeftOutOfAll() throws {
    let first = try TemporaryFile("name,a\nx,1\ny,2\n")
    let second = try TemporaryFile("name,a\n7,3\n")
    let table = try DataTable(contentsOf: [first.path, second.path])
    #expect(try table.rowArrays() == [[1], [2], [3]])
    #expect(table.columnNames == ["a"])
  }
}
