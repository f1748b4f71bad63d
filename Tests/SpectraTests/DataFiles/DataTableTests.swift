import Foundation
import NumericKit
import Spectra
import Testing

/// The command line ends with 66 for a file it cannot open, with 65 for one it cannot use.
@Test func missingFilesDifferFromUnusableOnes() throws {
  let missing = try #require(throws: DataFileError.self) {
    try DataTable(contentsOf: "/no/such/file.csv")
  }
  #expect(missing.concernsOpening && missing.problem == .notFound)
  #expect("\(missing)" == "/no/such/file.csv: no such file")
  let folder = FileManager.default.temporaryDirectory.path
  let unreadable = try #require(throws: DataFileError.self) { try DataTable(contentsOf: folder) }
  #expect(unreadable.concernsOpening)
  let empty = try TemporaryFile("")
  let unusable = try #require(throws: DataFileError.self) { try DataTable(contentsOf: empty.path) }
  #expect(!unusable.concernsOpening && unusable.path == empty.path)
}

/// The content decides what a file is, not its name.
@Test func namesDoNotDecideTheFormat() throws {
  let file = try TemporaryFile("1,2\n3,4\n".utf8, suffix: ".npy")
  #expect(try DataTable(contentsOf: file.path).matrix() == [[1, 2], [3, 4]])
}

/// A pipe cannot be mapped; it is read to its end.
@Test func pipesAreReadToTheirEnd() throws {
  let pipe = Pipe()
  try pipe.fileHandleForWriting.write(contentsOf: Data("1,2\n3,4\n".utf8))
  try pipe.fileHandleForWriting.close()
  let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
  #expect(try DataTable(contentsOf: path).matrix() == [[1, 2], [3, 4]])
}

/// `/dev/zero` never ends.
@Test func devicesAreNotRead() {
  let expected = DataFileError(path: "/dev/zero", problem: .unreadable(reason: "it is a device"))
  #expect(throws: expected) { try DataTable(contentsOf: "/dev/zero") }
}

@Test func matricesAreTables() throws {
  let table = try DataTable([[1, 2], [3, 4], [5, 6]])
  #expect(table.rows == 3 && table.columns == 2)
  #expect(try table.matrix() == [[1, 2], [3, 4], [5, 6]])
  #expect(throws: DataFileError(path: "matrix", problem: .empty)) {
    try DataTable(Matrix(rows: 0, columns: 2))
  }
  let cell = DataFileError.Cell(row: 2, column: 1)
  #expect(throws: DataFileError(path: "x", problem: .notFinite(at: cell, found: "inf"))) {
    try DataTable([[1, 2], [.infinity, 4]], named: "x")
  }
}

/// Variables as rows, from memory and from files in either order, in blocks of any size; what is wrong
/// is named by its place in the file.
@Test(arguments: [1, 7, 16, 100])
func transposedTablesHandOutColumns(rowsPerBlock: Int) throws {
  let data = spikedData(rows: 5, columns: 40, noise: 1, seed: 3)
  var tables = [try DataTable(data)]
  var files: [URL] = []
  defer { for file in files { try? FileManager.default.removeItem(at: file) } }
  for fortran in ["False", "True"] {
    let elements = fortran == "True" ? data.transposed.elements : data.elements
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
    #expect(seen == data.transposed.elements)
    #expect(try transposed.matrix() == data.transposed)
    #expect(try transposed.transposed.matrix() == data)
  }
  let cell = DataFileError.Cell(row: 2, column: 9)
  var holed = data
  holed[1, 8] = .nan
  let fixture = NPYFixture(shape: "(5, 40)", elements: NPYFixture.bytes(holed.elements))
  let file = try TemporaryFile(fixture.bytes, suffix: ".npy")
  #expect(throws: DataFileError(path: file.path, problem: .notFinite(at: cell, found: "nan"))) {
    try DataSpectrum(of: DataTable(contentsOf: file.path))
  }
}
