import Foundation
import Studies
import Testing

@Suite("Writing files")
struct OutputFileTests {
  private let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("betaflow-output-\(UUID().uuidString)")

  @Test("replaces what was there and leaves nothing else")
  func replaces() throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appendingPathComponent("result.json").path
    try OutputFile.write(Data("old".utf8), to: path)
    try OutputFile.write(Data("new".utf8), to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["result.json"])
  }

  @Test("names the file and the reason when it cannot")
  func failures() {
    let missing = directory.appendingPathComponent("nowhere/x.csv").path
    let error = #expect(throws: OutputError.self) { try OutputFile.write(Data(), to: missing) }
    #expect(error?.description.contains("there is no directory") == true)
    let isDirectory = #expect(throws: OutputError.self) {
      try OutputFile.check(FileManager.default.temporaryDirectory.path)
    }
    #expect(isDirectory?.reason == "it is a directory")
  }
}

@Suite("Tables of columns")
struct ColumnTableTests {
  @Test("numbers read back to the same value; missing ones are empty cells")
  func roundTrip() {
    var table = ColumnTable()
    let values = [0.1, 1e-300, 12345678.9, -0.0, 2]
    table.add("x", values)
    table.add("y", [nil, .infinity, .nan, 1, 2])
    let lines = table.csv.split(separator: "\n")
    #expect(lines[0] == "x,y")
    for (line, value) in zip(lines.dropFirst(), values) {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      #expect(Double(cells[0]) == value)
    }
    #expect(lines[1].hasSuffix(",") && lines[2].hasSuffix(",") && lines[3].hasSuffix(","))
    #expect(lines[5] == "2,2")
  }
}
