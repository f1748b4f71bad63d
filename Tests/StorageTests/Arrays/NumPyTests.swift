import Foundation
import Storage
import TestSupport
import Testing

/// NumPy reads what is written, and what it writes is read.
@Suite("NPZ archives and NumPy", .enabled(if: python("import numpy"), "python3 has no NumPy"))
struct NumPyTests {
  @Test func itReadsWhatIsWritten() throws {
    var archive = NPZArchive()
    archive.add("cube", shape: [2, 3, 4], (0..<24).map { 1 / Double($0 + 1) })
    archive.add("single", shape: [], [-0.0])
    archive.add("kind", shape: [2], texts: ["a", "βγ😀"])
    let file = try TemporaryFile(archive.data, suffix: ".npz")
    #expect(
      python(
        """
        import numpy
        with numpy.load(r'\(file.path)') as file:
          assert file.files == ['cube', 'single', 'kind'], file.files
          assert (file['cube'] == 1 / numpy.arange(1.0, 25).reshape(2, 3, 4)).all()
          assert file['single'].shape == () and numpy.signbit(file['single'])
          assert file['kind'].tolist() == ['a', 'βγ😀']
        """))
  }

  @Test(arguments: ["savez", "savez_compressed"])
  func whatItWritesIsRead(function: String) throws {
    let path = try TemporaryFile("", suffix: ".npz")
    #expect(
      python(
        """
        import numpy
        x = numpy.arange(24).reshape(2, 3, 4)
        numpy.\(function)(r'\(path.path)', i=x.astype('>i2'), f=numpy.asfortranarray(x / 8.0),
          h=x.astype('f4'), b=x % 2 == 0, t=numpy.array(['a', 'βγ']), o=numpy.array([{}, None]),
          mu=numpy.ones((3, 2)))
        """))
    let file = try NPZFile(contentsOf: path.path)
    #expect(file.arrays.map(\.type) == [">i2", "<f8", "<f4", "|b1", "<U2", "|O", "<f8"])
    #expect(file.arrays[0].shape == [2, 3, 4])
    let count = (0..<24).map { Double($0) }
    #expect(try file.array("i").values == count)
    #expect(try file.array("f").values == count.map { $0 / 8 })
    #expect(try file.array("h").values == count)
    #expect(try file.array("b").values == count.map { 1 - $0.truncatingRemainder(dividingBy: 2) })
    #expect(try file.array("t").texts == ["a", "βγ"])
    #expect(try file.table("mu").rowArrays() == [[1, 1], [1, 1], [1, 1]])
    #expect(throws: DataFileError.self) { try file.array("o") }
  }
}

/// Whether Python runs a program to its end.
private func python(_ program: String) -> Bool {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["python3", "-c", program]
  process.standardInput = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}
