import Foundation
import Storage
import TestSupport
import Testing

private let csv = Array("a,b,b\n1,2,3\n4,5,6\n".utf8)
private let npy = NPYFixture(
  shape: "(2, 3)", elements: NPYFixture.bytes([1, 2, 3, 4, 5, 6])
).bytes
private let idx = IDXFixture(shape: [1, 2], elements: [1, 2]).bytes

/// Options that cannot be, that mean nothing for a file, or that name what is not in it, are refused as
/// what is wrong, with what there is.
@Test(
  arguments: [
    (csv, ReadingOptions(key: "x"), ["key=x", "text"]),
    (npy, ReadingOptions(key: "x"), ["key=x", "NPY"]),
    (idx, ReadingOptions(key: "x"), ["key=x", "IDX"]),
    (npy, ReadingOptions(delimiter: .tab), ["delimiter=tab"]),
    (idx, ReadingOptions(decimal: .comma), ["decimal=,"]),
    (csv, ReadingOptions(columns: "c"), ["columns=c", "a, b, b"]),
    (csv, ReadingOptions(columns: "b"), ["columns=b", "columns 2, 3"]),
    (csv, ReadingOptions(drop: "4"), ["drop=4", "there are 3"]),
    (csv, ReadingOptions(drop: "0"), ["drop=0"]),
    (csv, ReadingOptions(drop: "3:2"), ["drop=3:2", "ends before"]),
    (csv, ReadingOptions(drop: "1:3"), ["drop=1:3", "no column"]),
    (npy, ReadingOptions(columns: "a"), ["columns=a", "no names"]),
    (csv, ReadingOptions(rows: 1...3), ["rows=1:3", "the 2 rows"]),
    (npy, ReadingOptions(rows: 3...4), ["rows=3:4", "the 2 rows"]),
    (npy, ReadingOptions(window: 3), ["window=3", "2 rows"]),
    (npy, ReadingOptions(window: 0), ["window=0", "at least 1"]),
    (npy, ReadingOptions(stride: 2), ["stride=2", "window"]),
    (npy, ReadingOptions(scale: 0), ["scale=0"]),
    (csv, ReadingOptions(delimiter: .comma, decimal: .comma), ["delimiter=comma"]),
    (npy, ReadingOptions(window: .max), ["window"]),
  ] as [([UInt8], ReadingOptions, [String])])
func unsuitedOptions(content: [UInt8], options: ReadingOptions, words: [String]) throws {
  let file = try TemporaryFile(content)
  let error = try #require(throws: DataFileError.self) {
    try DataTable(contentsOf: file.path, reading: options)
  }
  guard case .unsuitedOption(let setting, _) = error.problem else {
    Issue.record("\(error)")
    return
  }
  #expect(error.problem.settings == [setting])
  for word in words { #expect("\(error)".contains(word), "no '\(word)' in: \(error)") }
}

@Test func optionsAreReadFromJSON() throws {
  let options = ReadingOptions(
    key: "x", window: 3, stride: 2, isTransposed: true, columns: "a,2:3", drop: "b", rows: 2...9,
    delimiter: .semicolon, decimal: .comma, missing: .mean, scale: 255)
  let data = try JSONEncoder().encode(options)
  #expect(try JSONDecoder().decode(ReadingOptions.self, from: data) == options)
}

@Test(arguments: ["1", "e", "-", "\"", "\n", ".", "", "ab", "é", "#"])
func otherDelimitersAreNone(text: String) { #expect(CellDelimiter(text) == nil) }
