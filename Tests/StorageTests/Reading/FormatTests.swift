import Foundation
import Storage
import TestSupport
import Testing

/// One table of whole numbers, written in every format by hand.
@Suite("Formats")
struct FormatTests {
  /// 4 × 6, with a number that needs more than a byte nowhere, so that every type can hold it.
  private static let table = (0..<4).map { i in (0..<6).map { j in Double((37 * i + 11 * j) % 101) }
  }
  private static let numbers = table.flatMap { $0 }

  private func rows(
    _ content: some Sequence<UInt8>, _ options: ReadingOptions = ReadingOptions()
  ) throws -> [[Double]] {
    let file = try TemporaryFile(content, suffix: "")
    return try DataTable(contentsOf: file.path, reading: options).rowArrays()
  }

  private static func text(
    _ delimiter: String, point: String = ".", header: [String]? = nil
  ) -> String {
    let lines = table.map { row in
      row.map { "\($0)".replacing(".", with: point) }.joined(separator: delimiter)
    }
    return ((header.map { [$0.joined(separator: delimiter)] } ?? []) + lines)
      .joined(separator: "\n") + "\n"
  }

  @Test func textOfEveryKind() throws {
    let names = (0..<6).map { "x\($0)" }
    for delimiter in [",", ";", "\t", " ", "   "] {
      for header in [nil, names, (0..<6).map { "\($0)" }] {
        let text = Self.text(delimiter, header: header)
        #expect(try rows(text.utf8) == Self.table, "'\(delimiter)' \(header ?? [])")
        #expect(try rows(gzip(text.utf8)) == Self.table)
        #expect(try rows(text.replacing("\n", with: "\r\n").utf8) == Self.table)
      }
    }
    let comma = ReadingOptions(decimal: .comma)
    for delimiter in [";", "\t", " "] {
      let text = Self.text(delimiter, point: ",", header: names)
      #expect(try rows(text.utf8, comma) == Self.table, "'\(delimiter)'")
    }
    let odd = ReadingOptions(delimiter: CellDelimiter("|"))
    #expect(try rows(Self.text("|").utf8, odd) == Self.table)
    #expect(try rows(Self.text(" , ").utf8, ReadingOptions(delimiter: .comma)) == Self.table)
  }

  /// What R's write.table makes: a header without a name for the names of rows.
  @Test func namesOfRows() throws {
    let lines = Self.table.enumerated().map { index, row in
      "\"row \(index)\" " + row.map { "\($0)" }.joined(separator: " ")
    }
    let header = (0..<6).map { "\"V\($0)\"" }.joined(separator: " ")
    let text = ([header] + lines).joined(separator: "\n")
    let file = try TemporaryFile(text)
    let table = try DataTable(contentsOf: file.path)
    #expect(try table.rowArrays() == Self.table)
    #expect(table.columnNames?.first == "V0")
    #expect(try table.remarks().contains(.textColumns([ColumnTitle(1)])))
  }

  /// 4 × 3 × 2, of which the last two become 6, in either order.
  @Test(arguments: [false, true])
  func arraysOfThreeDimensions(fortran: Bool) throws {
    var stored = Self.numbers
    if fortran {
      stored = (0..<24).map { place in
        let (i, j, k) = (place % 4, place / 4 % 3, place / 12)
        return Self.table[i][2 * j + k]
      }
    }
    for version: UInt8 in 1...3 {
      let npy = NPYFixture(
        type: "<f4", fortranOrder: fortran ? "True" : "False", shape: "(4, 3, 2)", version: version,
        elements: NPYFixture.bytes(stored.map { Float($0) }))
      let file = try TemporaryFile(npy.bytes, suffix: ".npy")
      let table = try DataTable(contentsOf: file.path)
      #expect(try table.rowArrays() == Self.table)
      #expect(try table.transposed.rowArrays() == (0..<6).map { j in Self.table.map { $0[j] } })
      #expect(try table.remarks().first == .flattened(shape: [4, 3, 2]))
    }
  }

  @Test func everyTypeOfIDX() throws {
    let kinds: [(UInt8, [UInt8])] = [
      (0x08, NPYFixture.bytes(Self.numbers.map { UInt8($0) })),
      (0x09, NPYFixture.bytes(Self.numbers.map { Int8($0) })),
      (0x0B, NPYFixture.bytes(Self.numbers.map { Int16($0) }, bigEndian: true)),
      (0x0C, NPYFixture.bytes(Self.numbers.map { Int32($0) }, bigEndian: true)),
      (0x0D, NPYFixture.bytes(Self.numbers.map { Float($0) }, bigEndian: true)),
      (0x0E, NPYFixture.bytes(Self.numbers, bigEndian: true)),
    ]
    for (type, elements) in kinds {
      for shape in [[4, 6], [4, 2, 3], [4, 1, 2, 3]] {
        let idx = IDXFixture(type: type, shape: shape, elements: elements)
        #expect(try rows(idx.bytes) == Self.table, "type \(type)")
        #expect(try rows(gzip(idx.bytes)) == Self.table)
      }
    }
    // Negative numbers keep their sign.
    let signed = IDXFixture(
      type: 0x0B, shape: [1, 2], elements: NPYFixture.bytes([-2, 300] as [Int16], bigEndian: true))
    #expect(try rows(signed.bytes) == [[-2, 300]])
  }

  @Test func idxOfTheWrongSize() throws {
    let whole = IDXFixture(shape: [4, 6], elements: Self.numbers.map { UInt8($0) }).bytes
    #expect(try problem(of: whole.dropLast()) == .wrongSize(found: 23, expected: 24))
    #expect(try problem(of: whole + [0]) == .wrongSize(found: 25, expected: 24))
    for count in 4..<whole.count { #expect(try problem(of: whole.prefix(count)) != nil) }
    let series = IDXFixture(shape: [3], elements: [1, 2, 3]).bytes
    #expect(try problem(of: series) == .wrongDimensions(shape: [3]))
    let huge = IDXFixture(
      shape: Array(repeating: Int(UInt32.max), count: 3), elements: []
    ).bytes
    guard case .malformedArchive("IDX file", _)? = try problem(of: huge) else {
      Issue.record("a shape that overflows was accepted")
      return
    }
  }

  /// Half precision: every number that it has, against the conversion of the processor.
  @Test func halfPrecisionIsExact() throws {
    let finite = (0...UInt16.max).filter { Float16(bitPattern: $0).isFinite }
    let npy = NPYFixture(
      type: "<f2", shape: "(\(finite.count), 1)", elements: NPYFixture.bytes(finite))
    let read = try rows(npy.bytes).flatMap { $0 }
    #expect(
      read.map(\.bitPattern) == finite.map { Double(Float16(bitPattern: $0)).bitPattern })
    for special in [Float16.infinity, -.infinity, .nan] {
      let npy = NPYFixture(
        type: ">f2", shape: "(1, 1)",
        elements: NPYFixture.bytes([special.bitPattern], bigEndian: true))
      let cell = DataFileError.Cell(row: 1, column: 1)
      #expect(try problem(of: npy.bytes) == .notFinite(at: cell, found: "\(Double(special))"))
    }
  }

  @Test(arguments: [false, true])
  func archives(compressed: Bool) throws {
    let array = NPYFixture(shape: "(4, 2, 3)", elements: NPYFixture.bytes(Self.numbers)).bytes
    let other = NPYFixture(shape: "(1, 1)", elements: NPYFixture.bytes([2.0])).bytes
    let objects = NPYFixture(type: "|O", shape: "(7,)", elements: [0x80, 4]).bytes
    let single = try zip([("x.npy", array), ("notes.txt", [1])], compressed: compressed)
    #expect(try rows(single) == Self.table)
    let members = [("x.npy", array), ("y.npy", other), ("meta.npy", objects)]
    let several = try zip(members, compressed: compressed)
    #expect(try rows(several, ReadingOptions(key: "x")) == Self.table)
    #expect(try rows(several, ReadingOptions(key: "y")) == [[2]])
    let file = try TemporaryFile(several, suffix: ".npz")
    let error = try #require(throws: DataFileError.self) { try DataTable(contentsOf: file.path) }
    for words in [
      "holds 3 arrays", "x (4, 2, 3) <f8", "y (1, 1) <f8", "meta (7,) pickled", "key=x",
    ] {
      #expect("\(error)".contains(words), "no '\(words)' in \(error)")
    }
    let objectsAsked = try #require(throws: DataFileError.self) {
      try DataTable(contentsOf: file.path, reading: ReadingOptions(key: "meta"))
    }
    #expect("\(objectsAsked)".contains("pickled Python objects"))
    let unknown = try #require(throws: DataFileError.self) {
      try DataTable(contentsOf: file.path, reading: ReadingOptions(key: "z"))
    }
    #expect(unknown.problem == .noSuchArray("z", found: ["x", "y", "meta"]))
  }
}
