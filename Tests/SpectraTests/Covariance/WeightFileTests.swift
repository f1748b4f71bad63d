import Foundation
import Spectra
import Storage
import TestSupport
import Testing

@Suite("A file of weights")
struct WeightFileTests {
  /// Eight rows, the third and the sixth with a missing cell.
  private static let data = "a,b\n1,2\n2,9\nNA,4\n4,4\n5,1\n6,\n7,3\n8,8\n"

  private func table(_ options: ReadingOptions) throws -> DataTable {
    let file = try TemporaryFile(Self.data)
    return try withExtendedLifetime(file) { try DataTable(contentsOf: file.path, reading: options) }
  }

  private func weights(
    _ content: some Sequence<UInt8>, for table: DataTable
  ) throws -> [Double] {
    let file = try TemporaryFile(content)
    return try withExtendedLifetime(file) { try table.weights(contentsOf: file.path) }
  }

  private func message(_ content: String, for table: DataTable) throws -> String {
    let file = try TemporaryFile(content)
    let error = try #require(throws: DataFileError.self) {
      try table.weights(contentsOf: file.path)
    }
    let name = try #require(file.path.split(separator: "/").last)
    #expect("\(error)".contains(name))
    return "\(error)"
  }

  private static func column(_ values: ClosedRange<Int>) -> String {
    values.map { "\($0)\n" }.joined()
  }

  @Test("goes by the rows of the data file, also where some of them are left out")
  func matches() throws {
    let dropped = try table(ReadingOptions(missing: .drop))
    let wanted: [Double] = [1, 2, 4, 5, 7, 8]
    #expect(try weights(Self.column(1...8).utf8, for: dropped) == wanted)
    let filled = try table(ReadingOptions(missing: .mean))
    #expect(try weights(Self.column(1...8).utf8, for: filled) == (1...8).map(Double.init))
    // Of rows 2 to 7 the first and the fourth are whole but for two.
    let chosen = try table(ReadingOptions(rows: 2...7, missing: .drop))
    let part: [Double] = [2, 4, 5, 7]
    #expect(try weights(Self.column(1...8).utf8, for: chosen) == part)
    #expect(try weights(Self.column(2...7).utf8, for: chosen) == part)
  }

  @Test("may be a column, a line or an array, with a header or without")
  func forms() throws {
    let whole = try table(ReadingOptions(missing: .mean))
    let wanted = (1...8).map(Double.init)
    let elements = NPYFixture.bytes(wanted)
    for content in [
      Array("w\n\(Self.column(1...8))".utf8), Array("1,2,3,4,5,6,7,8\n".utf8),
      NPYFixture(shape: "(8,)", elements: elements).bytes,
      NPYFixture(shape: "(8, 1)", elements: elements).bytes,
      NPYFixture(shape: "(1, 8)", elements: elements).bytes,
    ] {
      #expect(try weights(content, for: whole) == wanted)
    }
  }

  @Test(
    "with an entry that is none is refused with row and text",
    arguments: [
      ("1\n2\n-0.5\n4\n", "row 3", "'-0.5'"), ("1\n2\n3\nx\n", "row 4", "'x'"),
      ("w\n1\nNaN\n3\n", "row 2 (line 3)", "'NaN'"), ("1,2,y,4\n", "row 1", "'y'"),
      ("1\n\"\"\n3\n", "row 2", "the cell is empty"), ("1\n2\ninf\n", "row 3", "'inf'"),
    ])
  func entries(content: String, row: String, text: String) throws {
    let message = try message(content, for: table(ReadingOptions(missing: .mean)))
    #expect(message.contains(row) && message.contains(text), "\(message)")
    #expect(message.contains("a weight is a number ≥ 0"), "\(message)")
  }

  @Test("of another length is refused with both counts")
  func counts() throws {
    let dropped = try table(ReadingOptions(missing: .drop))
    let found = try message(Self.column(1...7), for: dropped)
    #expect(found.contains("7 weights") && found.contains("8, of which 2 have missing cells"))
    // Even of as many as rows are left one cannot tell which they belong to.
    #expect(try message(Self.column(1...6), for: dropped).contains("6 weights"))
    let wide = try message("1,2\n3,4\n", for: dropped)
    #expect(wide.contains("2 × 2 numbers"), "\(wide)")
    let array = try TemporaryFile(
      NPYFixture(shape: "(5, 2)", elements: NPYFixture.bytes((0..<10).map(Double.init))).bytes)
    let chosen = try DataTable(contentsOf: array.path, reading: ReadingOptions(rows: 2...4))
    #expect(try message(Self.column(1...6), for: chosen).contains("3, chosen of 5"))
    #expect(try weights(Self.column(1...5).utf8, for: chosen) == [2, 3, 4])
    #expect(try message("1\n0\n0\n", for: chosen).contains("1 of the 3 weights"))
  }
}
