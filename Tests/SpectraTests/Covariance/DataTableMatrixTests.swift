import NumericKit
import Spectra
import Storage
import TestSupport
import Testing

@Test func matricesAreTables() throws {
  func elements(_ table: DataTable) throws -> [Double] {
    var elements: [Double] = []
    try table.forEachBlock(ofRows: 1024) { elements.append(contentsOf: $0.values) }
    return elements
  }
  let table = try DataTable([[1, 2], [3, 4], [5, 6]])
  #expect(table.rows == 3 && table.columns == 2)
  #expect(try elements(table) == [1, 2, 3, 4, 5, 6])
  #expect(try elements(table.transposed) == [1, 3, 5, 2, 4, 6] && table.transposed.rows == 2)
  #expect(throws: DataFileError(path: "matrix", problem: .empty)) {
    try DataTable(Matrix(rows: 0, columns: 2))
  }
  let cell = DataFileError.Cell(row: 2, column: 1)
  #expect(throws: DataFileError(path: "x", problem: .notFinite(at: cell, found: "inf"))) {
    try DataTable([[1, 2], [.infinity, 4]], named: "x")
  }
}

/// Fewer rows than columns: what is wrong is named by its place in the file all the same.
@Test func spectraNameTheCellOfTheFile() throws {
  var holed = spikedData(rows: 5, columns: 40, noise: 1, seed: 3)
  holed[1, 8] = .nan
  let fixture = NPYFixture(shape: "(5, 40)", elements: NPYFixture.bytes(holed.elements))
  let file = try TemporaryFile(fixture.bytes, suffix: ".npy")
  let cell = DataFileError.Cell(row: 2, column: 9)
  #expect(throws: DataFileError(path: file.path, problem: .notFinite(at: cell, found: "nan"))) {
    try DataSpectrum(of: DataTable(contentsOf: file.path))
  }
}
