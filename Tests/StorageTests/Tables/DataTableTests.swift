import Foundation
import Storage
import TestSupport
import Testing

/// A file that cannot be opened is told from one that cannot be used.
@Test func missingFilesDifferFromUnusableOnes() throws {
  let missing = try #require(throws: DataFileError.self) {
    try DataTable(contentsOf: "/no/such/file.csv")
  }
  #expect(missing.problem == .notFound)
  #expect("\(missing)" == "/no/such/file.csv: no such file")
  let folder = FileManager.default.temporaryDirectory.path
  let unreadable = try #require(throws: DataFileError.self) { try DataTable(contentsOf: folder) }
  #expect(unreadable.problem == .unreadable(reason: "Is a directory"))
  let empty = try TemporaryFile("")
  let unusable = try #require(throws: DataFileError.self) { try DataTable(contentsOf: empty.path) }
  #expect(unusable.problem == .empty && unusable.path == empty.path)
}

/// The content decides what a file is, not its name.
@Test func namesDoNotDecideTheFormat() throws {
  let file = try TemporaryFile("1,2\n3,4\n".utf8, suffix: ".npy")
  #expect(try DataTable(contentsOf: file.path).rowArrays() == [[1, 2], [3, 4]])
}

/// A pipe cannot be mapped; it is read to its end.
@Test func pipesAreReadToTheirEnd() throws {
  let pipe = Pipe()
  try pipe.fileHandleForWriting.write(contentsOf: Data("1,2\n3,4\n".utf8))
  try pipe.fileHandleForWriting.close()
  let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
  #expect(try DataTable(contentsOf: path).rowArrays() == [[1, 2], [3, 4]])
}

/// `/dev/zero` never ends.
@Test func devicesAreNotRead() {
  let expected = DataFileError(path: "/dev/zero", problem: .unreadable(reason: "it is a device"))
  #expect(throws: expected) { try DataTable(contentsOf: "/dev/zero") }
}

@Test func numbersInMemoryAreTables() throws {
  let table = try DataTable([1, 2, 3, 4, 5, 6], columns: 2, named: "x")
  #expect(table.rows == 3 && table.columns == 2)
  #expect(try table.rowArrays() == [[1, 2], [3, 4], [5, 6]])
  #expect(throws: DataFileError(path: "x", problem: .empty)) {
    try DataTable([], columns: 2, named: "x")
  }
  let cell = DataFileError.Cell(row: 2, column: 1)
  #expect(throws: DataFileError(path: "x", problem: .notFinite(at: cell, found: "inf"))) {
    try DataTable([1, 2, .infinity, 4], columns: 2, named: "x")
  }
}

/// Variables as rows, from memory and from files in either order, in blocks of any size; what is wrong
/// is named by its place in the file.
@Test(arguments: [1, 7, 16, 100])
func transposedTablesHandOutColumns(rowsPerBlock: Int) throws {
  let rows = (0..<5).map { i in (0..<40).map { j in Double((37 * i + 11 * j) % 101) } }
  let columns = (0..<40).map { j in rows.map { $0[j] } }
  var tables = [try DataTable(rows.flatMap { $0 }, columns: 40, named: "x")]
  var files: [URL] = []
  defer { for file in files { try? FileManager.default.removeItem(at: file) } }
  for fortran in ["False", "True"] {
    let elements = (fortran == "True" ? columns : rows).flatMap { $0 }
    let fixture = NPYFixture(
      fortranOrder: fortran, shape: "(5, 40)", elements: NPYFixture.bytes(elements))
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("betaflow-\(UUID().uuidString).npy")
    try Data(fixture.bytes).write(to: file)
    files.append(file)
    tables.append(try DataTable(contentsOf: file.path))
  }
  for table in tables {
    let transposed = table.transposed
    #expect(transposed.rows == 40 && transposed.columns == 5)
    var seen: [Double] = []
    try transposed.forEachBlock(ofRows: rowsPerBlock) { seen += $0.values }
    #expect(seen == columns.flatMap { $0 })
    #expect(try transposed.rowArrays() == columns)
    #expect(try transposed.transposed.rowArrays() == rows)
  }
  var holed = rows
  holed[1][8] = .nan
  let fixture = NPYFixture(
    shape: "(5, 40)", elements: NPYFixture.bytes(holed.flatMap { $0 }))
  let file = try TemporaryFile(fixture.bytes, suffix: ".npy")
  let cell = DataFileError.Cell(row: 2, column: 9)
  #expect(throws: DataFileError(path: file.path, problem: .notFinite(at: cell, found: "nan"))) {
    try DataTable(contentsOf: file.path).transposed.rowArrays()
  }
}
