import Foundation
import NumericKit
import Storage
import TestSupport
import Testing

/// The same table in every dialect that is promised.
@Test(arguments: [
  "1,2.5\n-3,4e2\n", "1;2.5\n-3;4e2\n", "1\t2.5\n-3\t4e2\n", "1,2.5\r\n-3,4e2\r\n",
  "1,2.5\n-3,4e2", "1,2.5\n-3,4e2\n\n \n\r\n", " 1 , 2.5\n -3 ,4e2 \n", "\n\n1,2.5\n-3,4e2\n",
  "a,b\n1,2.5\n-3,4e2\n", "\"a, b\";\"c\"\"d\"\n1;2.5\n-3;4e2\n", "\"1\",\"2.5\"\n\"-3\",4e2\n",
  "5' 11\",b\n1,2.5\n-3,4e2\n", "\u{FEFF}1,2.5\n-3,4e2\n", "a,b\r\n1,2.5\r\n-3,4e2\r\n\r\n",
  "\"two\nlines\",b\n1,2.5\n-3,4e2\n", "1 2.5\n-3 4e2\n", "  1   2.5\n -3\t4e2  \r\n",
  "a b\n1 2.5\n-3 4e2\n", "1.000e+00 2.500e+00\n-3.000e+00 4.000e+02\n",
  "# by hand\na,b\n1,2.5\n-3,4e2\n", "# a b\n1 2.5\n-3 4e2\n", "%\n1,2.5\n # half\n-3,4e2\n#",
  "1,2.5 # half\n-3,4e2# a, \"b\n", "1 2.5 # half\n-3 4e2#x\n", "a;b\n1;\"2.5\" # #\n-3;4e2\n",
  "\n1,2.5\n\n \n# c\n-3,4e2\n\n", "a\tb\n1\t2.5\n\r\n  \n-3\t4e2 # c\n",
  "a b\n1 2.5\n\t\n-3 4e2\n", "1,2.5,C # major\n-3,4e2,A #1\n",
  "1,2.5,\n-3,4e2,\n", "a;b;\n1;2.5;\n-3;4e2;\n", "a,b\n1,2.5,\n-3,4e2,\n",
  "name,a,b\nx,1,2.5\ny,-3,4e2\n", "1,2.5,Iris-setosa\n-3,4e2,Iris-virginica\n",
])
func everyDialectGivesTheSameTable(text: String) throws {
  #expect(try rows(of: text.utf8) == [[1, 2.5], [-3, 400]])
}

@Test func headerIsKeptWithoutItsQuotes() throws {
  let file = try TemporaryFile("\"a, \"\"b\"\"\",c ,\n1,2,3\n")
  let table = try DataTable(contentsOf: file.path)
  #expect(table.columnNames == ["a, \"b\"", "c", ""])
  #expect(table.rows == 1 && table.columns == 3)
}

@Test func oneColumnNeedsNoDelimiter() throws {
  #expect(try rows(of: "1\n2\n".utf8) == [[1], [2]])
  #expect(try rows(of: "height\n1\n2\n".utf8) == [[1], [2]])
}

/// Exact to the last bit, on the fast path (few digits) and off it.
@Test func numbersReadBackToTheSameDouble() throws {
  var generator = SplitMix64(state: 1)
  var values: [Double] = [
    0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, 1e22, 1e23, 123456.789,
  ]
  for _ in 0..<2000 {
    let value = Double(bitPattern: generator.next())
    if value.isFinite { values.append(value) }
    values.append(Double.random(in: -1000...1000, using: &generator).rounded() / 64)
  }
  let read = try rows(of: values.map { "\($0)" }.joined(separator: "\n").utf8).flatMap { $0 }
  #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
}

/// Spellings on both sides of the 19 digits and of 10²² that the fast path ends at.
@Test(arguments: [
  "1.", ".5", "+7", "1E3", "1e-3", "9007199254740993", "0.1000000000000000055511151231257827",
  "12345678901234567890123", "0.000000000000000000000000000001", "1e-400", "123e-25",
  "1.7976931348623157e308", "0000000000000000000000001.5", "99999999999999999999e0",
  "18446744073709551617",
])
func spellingsAreRoundedToNearest(text: String) throws {
  let expected = strtod(text, nil)
  #expect(try rows(of: "\(text)\n".utf8).flatMap { $0 } == [expected])
}

private typealias Cell = DataFileError.Cell

@Test func badCellsNameRowLineAndColumn() throws {
  #expect(
    try problem(of: "1,2\n3,x\n".utf8)
      == .notANumber(at: Cell(row: 2, column: 2, line: 2), found: "x"))
  #expect(
    try problem(of: "a,b\n1,2\n3,\n".utf8)
      == .missingValue(at: Cell(row: 2, column: 2, line: 3, name: "b")))
  #expect(
    try problem(of: "1,2\n\"\",3\n".utf8) == .missingValue(at: Cell(row: 2, column: 1, line: 2)))
  #expect(
    try problem(of: "1,2\nNaN,3\n".utf8)
      == .notFinite(at: Cell(row: 2, column: 1, line: 2), found: "NaN"))
  #expect(
    try problem(of: "1,-inf\n".utf8)
      == .notFinite(at: Cell(row: 1, column: 2, line: 1), found: "-inf"))
  #expect(
    try problem(of: "1,1e999\n".utf8)
      == .notFinite(at: Cell(row: 1, column: 2, line: 1), found: "1e999"))
}

@Test(arguments: ["1 2", "0x10", "1e", "1e+", "--1", "1.2.3", "1_000", "1,5x", ".", "+", "1\"2"])
func otherSpellingsAreNoNumbers(text: String) throws {
  let delimiterFree = text.replacingOccurrences(of: ",", with: "x")
  let found = try problem(of: "0;0\n0;\(delimiterFree)\n".utf8)
  #expect(found == .notANumber(at: Cell(row: 2, column: 2, line: 2), found: delimiterFree))
}

@Test func raggedRowsNameBothCounts() throws {
  #expect(
    try problem(of: "a,b\n1,2\n1,2,3\n".utf8)
      == .raggedRow(row: 2, line: 3, found: 3, expected: 2))
  #expect(
    try problem(of: "1,2\n1\n".utf8) == .raggedRow(row: 2, line: 2, found: 1, expected: 2))
}

@Test func blankLinesAndCommentsCountAsLinesButAsNoRows() throws {
  #expect(
    try problem(of: "a,b\n1,2 # c\n\n\n# d\n3,x\n".utf8)
      == .notANumber(at: Cell(row: 2, column: 2, line: 6, name: "b"), found: "x"))
  let file = try TemporaryFile("\n1\n\n# c\n2 # d\n \n3\n\n")
  let table = try DataTable(contentsOf: file.path)
  #expect(table.rows == 3)
  #expect(try table.remarks().filter { !$0.isWarning } == [.comments(1), .blankLines(2)])
}

/// Of delimiters alone a row is made, of which all cells are missing.
@Test func linesOfTabsAreRowsOfText() throws {
  #expect(
    try problem(of: "1\t2\n\t\n3\t4\n".utf8)
      == .missingValue(at: Cell(row: 2, column: 1, line: 2)))
}

/// A mark behind anything but a number belongs to the text.
@Test(arguments: ["x # half", "C#", "1 2 # c", "#2"])
func marksBehindTextBeginNoComment(text: String) throws {
  let found = try problem(of: "0,0\n0,\(text)\n".utf8)
  let shown = text.hasPrefix("1 2") ? "1 2" : text
  #expect(found == .notANumber(at: Cell(row: 2, column: 2, line: 2), found: shown))
}

@Test func commentsMayFollowMissingCells() throws {
  let file = try TemporaryFile("1,NA # broken, later mended\n3,4\n5,6\n")
  let table = try DataTable(contentsOf: file.path, reading: ReadingOptions(missing: .drop))
  #expect(try table.remarks().contains(.missingCells(1, rows: 1)))
  #expect(table.rows == 2)
}

@Test(arguments: ["", "\n \n", "a,b\n", "a,b", "\u{FEFF}"])
func filesWithoutDataAreEmpty(text: String) throws {
  #expect(try problem(of: text.utf8) == .empty)
}

@Test func textThatIsNoneIsNamed() throws {
  #expect(try problem(of: [0x31, 0, 0x32]) == .unsupportedFormat(found: "binary"))
  #expect(
    try problem(of: "a,b\r1,2\r".utf8)
      == .unsupportedFormat(found: "text whose lines end in carriage returns"))
  #expect(try problem(of: [0xFF, 0xFE, 0x31, 0]) == .unsupportedFormat(found: "text in UTF-16"))
}

@Test func messagesStartWithTheFileAndCarryTheNumbers() throws {
  let error = DataFileError(
    path: "a.csv", problem: .notANumber(at: Cell(row: 3, column: 2, line: 4), found: "x"))
  #expect("\(error)".hasPrefix("a.csv: row 3 (line 4), column 2: 'x' is not a number; "))
  let ragged = DataFileError(
    path: "a.csv", problem: .raggedRow(row: 3, line: 3, found: 5, expected: 4))
  #expect("\(ragged)".hasPrefix("a.csv: row 3 has 5 cells, expected 4; "))
}
