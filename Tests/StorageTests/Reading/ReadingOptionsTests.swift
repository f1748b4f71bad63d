import Foundation
import Storage
import TestSupport
import Testing

/// What the options of reading make of a table.
@Suite("Options of reading")
struct ReadingOptionsTests {
  private static let text = """
    name,a,b,c
    x,1,2,3
    y,4,5,6
    z,7,8,9
    u,10,11,12

    """

  private func read(
    _ content: some Sequence<UInt8>, _ options: ReadingOptions
  ) throws -> DataTable {
    let file = try TemporaryFile(content)
    return try DataTable(contentsOf: file.path, reading: options)
  }

  private func rows(
    _ options: ReadingOptions, _ text: String = text
  ) throws -> [[Double]] {
    try read(text.utf8, options).rowArrays()
  }

  /// The same numbers as an array, of which columns are chosen by views.
  private static let array: [UInt8] = {
    let values = (1...12).map { Int32($0) }
    return NPYFixture(type: "<i4", shape: "(4, 3)", elements: NPYFixture.bytes(values)).bytes
  }()

  @Test func columnsByNameNumberAndRange() throws {
    let wanted: [[Double]] = [[1, 3], [4, 6], [7, 9], [10, 12]]
    for list: ColumnList in ["a,c", "2,4", "c, a", "2,c", "4,2"] {
      #expect(try rows(ReadingOptions(columns: list)) == wanted, "\(list.items)")
    }
    for list: ColumnList in ["b", "3"] {
      #expect(try rows(ReadingOptions(drop: list)) == wanted)
    }
    #expect(try rows(ReadingOptions(columns: "a:c", drop: "b")) == wanted)
    #expect(try rows(ReadingOptions(columns: "2:", drop: "3:3")) == wanted)
    let table = try read(Self.text.utf8, ReadingOptions(drop: "b"))
    #expect(table.columnNames == ["a", "c"])
    for list: ColumnList in ["1,3", "3,1"] {
      #expect(try read(Self.array, ReadingOptions(columns: list)).rowArrays() == wanted)
    }
    #expect(try read(Self.array, ReadingOptions(drop: "2")).rowArrays() == wanted)
  }

  /// Columns that are left out may hold anything.
  @Test func whatIsDroppedIsNotParsed() throws {
    let dates = "day,a\n2024-05-01,1\n,2\n\"a,b\",3\n"
    #expect(try rows(ReadingOptions(drop: "day"), dates) == [[1], [2], [3]])
    let late = "a\n1\n2\nx\n"
    #expect(try rows(ReadingOptions(rows: 1...2), late) == [[1], [2]])
    #expect(try rows(ReadingOptions(rows: 2...3), "a\nx\n2\n3\n") == [[2], [3]])
  }

  @Test func rowsCountFromOne() throws {
    let wanted: [[Double]] = [[4, 5, 6], [7, 8, 9]]
    #expect(try rows(ReadingOptions(rows: 2...3)) == wanted)
    #expect(try read(Self.array, ReadingOptions(rows: 2...3)).rowArrays() == wanted)
  }

  @Test func rowsAndColumnsExchanged() throws {
    let wanted: [[Double]] = [[1, 4, 7, 10], [2, 5, 8, 11], [3, 6, 9, 12]]
    let options = ReadingOptions(isTransposed: true)
    #expect(try rows(options) == wanted)
    let array = try read(Self.array, options)
    #expect(try array.rowArrays() == wanted)
    #expect(try array.transposed.rowArrays() == read(Self.array, ReadingOptions()).rowArrays())
    let part = ReadingOptions(isTransposed: true, columns: "2:3", rows: 1...2)
    #expect(try rows(part) == [[4, 7], [5, 8]])
    #expect(try read(Self.array, part).rowArrays() == [[4, 7], [5, 8]])
  }

  /// Every way to read a window is compared with the windows written out.
  @Test(arguments: [1, 2, 5], [1, 3])
  func windows(length: Int, stride: Int) throws {
    let series = (0..<23).map { Double($0 * $0 % 17) }
    let options = ReadingOptions(window: length, stride: stride)
    let wanted = Swift.stride(from: 0, through: 23 - length, by: stride).map {
      Array(series[$0..<($0 + length)])
    }
    let flat = NPYFixture(shape: "(23,)", elements: NPYFixture.bytes(series)).bytes
    let line = NPYFixture(shape: "(1, 23)", elements: NPYFixture.bytes(series)).bytes
    let idx = IDXFixture(shape: [23], elements: series.map { UInt8($0) }).bytes
    let text = "v\n" + series.map { "\($0)\n" }.joined()
    for content in [flat, line, idx, Array(text.utf8)] {
      let table = try read(content, options)
      #expect(try table.rowArrays() == wanted)
      #expect(table.columns == length && table.rows == wanted.count)
      let overlap = TableRemark.overlappingWindows(
        length: length, stride: stride, samples: wanted.count, apart: 23 / length)
      #expect(try table.remarks().contains(overlap) == (stride < length))
      let columns = (0..<length).map { j in wanted.map { $0[j] } }
      #expect(try table.transposed.rowArrays() == columns)
    }
  }

  @Test func windowsOfSeveralColumns() throws {
    let table = try read(Self.array, ReadingOptions(window: 2))
    #expect(
      try table.rowArrays() == [
        [1, 2, 3, 4, 5, 6], [4, 5, 6, 7, 8, 9], [7, 8, 9, 10, 11, 12],
      ])
    #expect(try table.remarks().contains(.flattenedWindows(length: 2, columns: 3)))
    let columns = try table.transposed.rowArrays()
    #expect(columns[4] == [5, 8, 11] && columns.count == 6)
  }

  @Test func scaleDivides() throws {
    let options = ReadingOptions(columns: "a", scale: 3)
    #expect(try rows(options) == [[1 / 3.0], [4 / 3.0], [7 / 3.0], [10 / 3.0]])
    let huge = ReadingOptions(scale: 1e-308)
    let error = try #require(throws: DataFileError.self) { try rows(huge) }
    #expect(
      error.problem
        == .notFinite(at: DataFileError.Cell(row: 1, column: 3, name: "b"), found: "inf"))
  }

  private static let gaps = "a,b,c\n1,NA,3\n4,5,6\n7,8,\n10,11,12\nnan,14,15\n"

  @Test func rowsWithMissingCellsAreLeftOut() throws {
    let table = try read(Self.gaps.utf8, ReadingOptions(missing: .drop))
    #expect(try table.rowArrays() == [[4, 5, 6], [10, 11, 12]])
    #expect(try table.remarks().contains(.missingCells(3, rows: 3)))
    // A gap in a column that is not read is none.
    let part = try read(Self.gaps.utf8, ReadingOptions(drop: "b,c", missing: .drop))
    #expect(try part.rowArrays() == [[1], [4], [7], [10]])
    let nan = NPYFixture(
      shape: "(3, 2)", elements: NPYFixture.bytes([1, 2, .nan, 4, 5, 6] as [Double])
    ).bytes
    let array = try read(nan, ReadingOptions(missing: .drop))
    #expect(try array.rowArrays() == [[1, 2], [5, 6]])
    #expect(try array.transposed.rowArrays() == [[1, 5], [2, 6]])
    let none = try read(Self.array, ReadingOptions(missing: .drop))
    #expect(try none.remarks().contains(.missingCells(0, rows: 0)))
    let all = NPYFixture(shape: "(1, 2)", elements: NPYFixture.bytes([1, .nan] as [Double])).bytes
    #expect(throws: DataFileError.self) { try read(all, ReadingOptions(missing: .drop)) }
  }

  @Test func meansTakeThePlaceOfMissingCells() throws {
    let table = try read(Self.gaps.utf8, ReadingOptions(missing: .mean, scale: 2))
    let wanted: [[Double]] = [
      [1, 9.5, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12], [5.5, 14, 15],
    ]
    #expect(try table.rowArrays() == wanted.map { $0.map { $0 / 2 } })
    #expect(try table.remarks().contains(.missingCells(3, rows: nil)))
    let empty = "a,b\n1,NA\n2,\n"
    let error = try #require(throws: DataFileError.self) {
      try rows(ReadingOptions(missing: .mean), empty)
    }
    #expect("\(error)".contains("column 2 ('b') holds no number"))
    // What is infinite is not missing.
    let infinite = NPYFixture(
      shape: "(1, 2)", elements: NPYFixture.bytes([1, .infinity] as [Double])
    ).bytes
    for missing in ReadingOptions.MissingCells.allCases {
      #expect(throws: DataFileError.self) {
        try read(infinite, ReadingOptions(missing: missing)).rowArrays()
      }
    }
  }

  /// Windows that a gap lies in are left out; a mean is that of the series.
  @Test func gapsInSeries() throws {
    let series = NPYFixture(
      shape: "(6,)", elements: NPYFixture.bytes([1, 2, .nan, 4, 5, 6] as [Double])
    ).bytes
    let drop = try read(series, ReadingOptions(window: 2, missing: .drop))
    #expect(try drop.rowArrays() == [[1, 2], [4, 5], [5, 6]])
    let mean = try read(series, ReadingOptions(window: 2, missing: .mean))
    #expect(try mean.rowArrays()[1...2] == [[2, 3.6], [3.6, 4]])
  }
}
