import Storage
import TestSupport
import Testing

private let table: [[Double]] = [[1, 2, 3], [4, 5, 100]]
private let byRows = [1, 2, 3, 4, 5, 100]
private let byColumns = [1, 4, 2, 5, 3, 100]

/// Every element type in both byte orders and both storage orders is the same table.
@Test(arguments: [false, true], [false, true])
func everyElementTypeGivesTheSameTable(bigEndian: Bool, fortran: Bool) throws {
  let numbers = fortran ? byColumns : byRows
  let order = bigEndian ? ">" : "<"
  func bytes<T: FixedWidthInteger>(_ type: T.Type) -> [UInt8] {
    NPYFixture.bytes(numbers.map { T($0) }, bigEndian: bigEndian)
  }
  let cases: [(String, [UInt8])] = [
    ("\(order)f8", NPYFixture.bytes(numbers.map { Double($0) }, bigEndian: bigEndian)),
    ("\(order)f4", NPYFixture.bytes(numbers.map { Float($0) }, bigEndian: bigEndian)),
    ("\(order)f2", NPYFixture.bytes(numbers.map { Float16($0).bitPattern }, bigEndian: bigEndian)),
    ("|i1", bytes(Int8.self)), ("\(order)i2", bytes(Int16.self)), ("\(order)i4", bytes(Int32.self)),
    ("\(order)i8", bytes(Int64.self)), ("|u1", bytes(UInt8.self)),
    ("\(order)u2", bytes(UInt16.self)),
    ("\(order)u4", bytes(UInt32.self)), ("\(order)u8", bytes(UInt64.self)),
  ]
  for (type, elements) in cases {
    let file = NPYFixture(type: type, fortranOrder: fortran ? "True" : "False", elements: elements)
    #expect(try rows(of: file.bytes) == table, "\(type)")
  }
}

@Test func signedBooleanAndLargeValuesKeepTheirMeaning() throws {
  let negative = NPYFixture(
    type: "<i2", shape: "(1, 2)", elements: NPYFixture.bytes([-1, -300] as [Int16]))
  #expect(try rows(of: negative.bytes) == [[-1, -300]])
  let boolean = NPYFixture(type: "|b1", shape: "(1, 2)", elements: [0, 1])
  #expect(try rows(of: boolean.bytes) == [[0, 1]])
  let large = NPYFixture(type: "<u8", shape: "(1, 1)", elements: NPYFixture.bytes([UInt64.max]))
  #expect(try rows(of: large.bytes) == [[0x1p64]])
}

@Test(arguments: [1, 2, 3] as [UInt8])
func everyVersionOfTheFormatIsRead(version: UInt8) throws {
  let elements = NPYFixture.bytes(byRows.map { Double($0) })
  #expect(try rows(of: NPYFixture(version: version, elements: elements).bytes) == table)
}

/// Key order, quotes, spaces, Python 2's lengths, and data that are not aligned.
@Test(arguments: [
  "{\"shape\":(2L,3L),\"fortran_order\":False,\"descr\":\"<f8\"}",
  "{'fortran_order': False, 'shape': (2, 3,), 'descr': '=f8'}  ",
])
func headersAreReadAsPythonWritesThem(header: String) throws {
  let elements = NPYFixture.bytes(byRows.map { Double($0) })
  #expect(try rows(of: NPYFixture(header: header, elements: elements).bytes) == table)
  let odd = Array("\(header)\n".utf8)
  let unaligned =
    [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(odd.count), 0] + odd + elements
  #expect(try rows(of: unaligned) == table)
}

/// Blocks of any size see every row once, in order, whatever the storage order.
@Test(arguments: ["False", "True"], [1, 7, 16, 40, 100])
func blocksCoverTheTable(fortran: String, rowsPerBlock: Int) throws {
  let numbers = (0..<(40 * 3)).map { Float($0) }
  let fixture = NPYFixture(
    type: "<f4", fortranOrder: fortran, shape: "(40, 3)", elements: NPYFixture.bytes(numbers))
  let file = try TemporaryFile(fixture.bytes, suffix: ".npy")
  let table = try DataTable(contentsOf: file.path)
  var seen: [Double] = []
  var firstRows: [Int] = []
  try table.forEachBlock(ofRows: rowsPerBlock) { block in
    firstRows.append(block.firstRow)
    seen.append(contentsOf: block.values)
  }
  let expected = (0..<120).map { (index: Int) -> Double in
    let stored = fortran == "True" ? index / 3 + 40 * (index % 3) : index
    return Double(stored)
  }
  #expect(seen == expected)
  #expect(firstRows == Array(stride(from: 0, to: 40, by: rowsPerBlock)))
}

@Test func arraysThatAreNoTableAreRefusedWithTheirShape() throws {
  let elements = NPYFixture.bytes(byRows.map { Double($0) })
  let flat = NPYFixture(shape: "(6,)", elements: elements)
  #expect(try problem(of: flat.bytes) == .wrongDimensions(shape: [6]))
  let remedy = DataFileError.Problem.wrongDimensions(shape: [6]).remedy ?? ""
  #expect(remedy.contains("window=W") && remedy.contains("(6, 1)"))
  let single = NPYFixture(shape: "()", elements: NPYFixture.bytes([1.0])).bytes
  #expect(try problem(of: single) == .wrongDimensions(shape: []))
  #expect(try problem(of: NPYFixture(shape: "(0, 3)").bytes) == .empty)
  #expect(try problem(of: NPYFixture(shape: "(0,)").bytes) == .empty)
}

@Test func sizesThatDoNotFitTheHeaderAreNamed() throws {
  let elements = NPYFixture.bytes(byRows.map { Double($0) })
  let short = NPYFixture(elements: elements.dropLast(5))
  #expect(try problem(of: short.bytes) == .wrongSize(found: 43, expected: 48))
  let long = NPYFixture(elements: elements + [0])
  #expect(try problem(of: long.bytes) == .wrongSize(found: 49, expected: 48))
  let huge = NPYFixture(shape: "(9223372036854775807, 9)")
  guard case .malformedHeader = try problem(of: huge.bytes) else {
    Issue.record("a shape that overflows was accepted")
    return
  }
}

@Test(arguments: [("|O", "pickled"), ("<c16", "complex"), ("<U5", "text"), ("<M8[ns]", "date")])
func typesThatAreNoNumbersAreRefusedWithTheReason(type: String, reason: String) throws {
  let found = try problem(of: NPYFixture(type: type).bytes)
  guard case .unsupportedType(let name, let why) = found else {
    Issue.record("\(type) gave \(String(describing: found))")
    return
  }
  #expect(name == "'\(type)'" && why.contains(reason))
}

@Test(arguments: [
  "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2, 3)}",
  "{'descr': '<f8', 'fortran_order': 0, 'shape': (2, 3)}", "{'descr': '<f8', 'shape': (2, 3)}",
  "{'descr': '<f8', 'fortran_order': False, 'shape': (2, -3)}", "{'fortran_order': False}",
  "no dictionary", "{'descr'}", "",
])
func brokenHeadersAreRefused(header: String) throws {
  switch try problem(of: NPYFixture(header: header).bytes) {
  case .malformedHeader, .unsupportedType: break
  case let other: Issue.record("\(header) gave \(String(describing: other))")
  }
}

/// No prefix of a valid file is accepted, and none crashes the reader.
@Test func everyTruncationIsRefused() throws {
  let whole = NPYFixture(version: 2, elements: NPYFixture.bytes(byRows.map { Double($0) })).bytes
  for count in 0..<whole.count {
    #expect(try problem(of: whole.prefix(count)) != nil, "\(count) bytes")
  }
  guard case .malformedHeader = try problem(of: NPYFixture(version: 4).bytes) else {
    Issue.record("version 4 was accepted")
    return
  }
}

@Test(arguments: ["False", "True"])
func valuesThatAreNotFiniteNameRowAndColumn(fortran: String) throws {
  var values = byRows.map { Double($0) }
  values[fortran == "True" ? 3 : 4] = -.infinity  // row 2, column 2
  let fixture = NPYFixture(fortranOrder: fortran, elements: NPYFixture.bytes(values))
  let cell = DataFileError.Cell(row: 2, column: 2)
  #expect(try problem(of: fixture.bytes) == .notFinite(at: cell, found: "-inf"))
  let nan = NPYFixture(
    type: "<f4", shape: "(1, 2)", elements: NPYFixture.bytes([1, .nan] as [Float]))
  let second = DataFileError.Cell(row: 1, column: 2)
  #expect(try problem(of: nan.bytes) == .notFinite(at: second, found: "nan"))
}
