import Foundation
import Storage
import TestSupport
import Testing

@Suite("Reading NPZ archives")
struct NPZFileTests {
  /// Every kind of array that is written.
  private static let archive: NPZArchive = {
    var archive = NPZArchive()
    archive.add("single", shape: [], [.pi])
    archive.add("none", shape: [0, 3], [])
    archive.add(
      "special", shape: [6],
      [0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .nan])
    archive.add("cube", shape: [2, 3, 4], (0..<24).map { 1 / Double($0 + 1) })
    archive.add("β/m", shape: [100, 100], (0..<10_000).map { Double($0).squareRoot() })
    archive.add("kind", shape: [2, 2], texts: ["a", "βγ😀", "", "learned"])
    archive.add("nothing", shape: [0], texts: [])
    return archive
  }()

  private func written() throws -> TemporaryFile {
    let file = try TemporaryFile("", suffix: ".npz")
    try OutputFile.write(to: file.path) { try Self.archive.write(to: $0) }
    return file
  }

  @Test func everyValueReadsBack() throws {
    let path = try written()
    let file = try NPZFile(contentsOf: path.path)
    #expect(file.arrays.map(\.name) == Self.archive.entries.map(\.name))
    #expect(file.arrays.map(\.shape) == Self.archive.entries.map(\.shape))
    #expect(file.arrays.map(\.type) == ["<f8", "<f8", "<f8", "<f8", "<f8", "<U7", "<U1"])
    for entry in Self.archive.entries {
      let found = try file.array(entry.name)
      #expect(found.shape == entry.shape && found.texts == entry.texts)
      #expect(found.values.map(\.bitPattern) == entry.values.map(\.bitPattern), "\(entry.name)")
    }
    let table = try file.table("β/m")
    #expect(table.rows == 100 && table.columns == 100)
    #expect(try table.rowArrays().flatMap { $0 } == file.array("β/m").values)
  }

  /// Into a file, in memory and down a pipe.
  @Test func bytesAreTheSameEachTime() throws {
    let first = try written()
    let second = try written()
    let data = try Data(contentsOf: URL(fileURLWithPath: first.path))
    #expect(try data == Data(contentsOf: URL(fileURLWithPath: second.path)))
    #expect(data == Self.archive.data)
    let pipe = Pipe()
    let writer = Thread {
      let descriptor = Descriptor(pipe.fileHandleForWriting.fileDescriptor)
      try? Self.archive.write(to: descriptor)
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    #expect(try pipe.fileHandleForReading.readToEnd() == data)
  }

  /// A file to which something is added has other contents before.
  @Test func whatIsThereAlreadyStays() throws {
    let path = try TemporaryFile("before")
    let number = open(path.path, O_RDWR | O_APPEND)
    defer { close(number) }
    try Self.archive.write(to: Descriptor(number))
    let data = try Data(contentsOf: URL(fileURLWithPath: path.path))
    #expect(data == Data("before".utf8) + Self.archive.data)
  }

  @Test func whatCannotBeWrittenIsTold() throws {
    let full = open("/dev/full", O_WRONLY)
    let empty = try TemporaryFile("")
    let readOnly = open(empty.path, O_RDONLY)
    defer { for number in [full, readOnly] { close(number) } }
    #expect(throws: SystemError(ENOSPC)) { try Self.archive.write(to: Descriptor(full)) }
    #expect(throws: SystemError(EBADF)) { try Self.archive.write(to: Descriptor(readOnly)) }
  }

  private func problem(_ body: () throws -> Void) -> DataFileError? {
    do {
      try body()
      return nil
    } catch { return error as? DataFileError }
  }

  /// In Fortran order, of other types and byte orders, compressed.
  @Test(arguments: [false, true])
  func everyOrderAndType(compressed: Bool) throws {
    let integers = NPYFixture(
      type: ">i4", fortranOrder: "True", shape: "(2, 3, 2)",
      elements: NPYFixture.bytes(Array(0..<12) as [Int32], bigEndian: true))
    let texts = NPYFixture(
      type: ">U2", shape: "(2,)",
      elements: NPYFixture.bytes([0x61, 0x3B2, 0x62, 0] as [UInt32], bigEndian: true))
    let path = try TemporaryFile(
      zip(
        [("i.npy", integers.bytes), ("t.npy", texts.bytes), ("notes.txt", [1])],
        compressed: compressed))
    let found = try NPZFile(contentsOf: path.path)
    #expect(found.arrays.map(\.name) == ["i", "t"])
    #expect(try found.array("i").values == [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11])
    #expect(try found.array("t").texts == ["aβ", "b"])
  }

  /// What is not read is named all the same, and does not keep others from being read.
  @Test func otherTypesAreRefusedByName() throws {
    let objects = NPYFixture(type: "|O", shape: "(1,)", elements: [0x80, 4])
    let records = NPYFixture(
      header: "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2, 3)}")
    let numbers = NPYFixture(shape: "(1,)", elements: NPYFixture.bytes([2.0]))
    let path = try TemporaryFile(
      zip([
        ("objects.npy", objects.bytes), ("records.npy", records.bytes),
        ("flat.npy", numbers.bytes),
      ]))
    let found = try NPZFile(contentsOf: path.path)
    #expect(found.arrays.map(\.type) == ["|O", "[('a', '<f8')]", "<f8"])
    let first = problem { _ = try found.array("objects") }
    #expect(first?.path == "\(path.path), array objects")
    #expect(first.map { "\($0)".contains("type '|O' holds pickled Python objects") } == true)
    let second = problem { _ = try found.table("records") }
    #expect(second?.path == "\(path.path), array records")
    #expect(second.map { "\($0)".contains("is a record") } == true)
    #expect(try found.array("flat").values == [2])
    let flat = problem { _ = try found.table("flat") }
    #expect(flat?.problem == .wrongDimensions(shape: [1]))
    let missing = problem { _ = try found.array("mu") }
    #expect(missing?.problem == .noSuchArray("mu", found: ["objects", "records", "flat"]))
  }

  @Test func damageIsFound() throws {
    let whole = Array(Self.archive.data)
    for count in stride(from: 0, to: whole.count, by: whole.count / 50) {
      let cut = try TemporaryFile(whole.prefix(count), suffix: ".npz")
      #expect(problem { _ = try NPZFile(contentsOf: cut.path) } != nil, "\(count) bytes")
    }
    // Within the numbers of the large array, which its checksum is for.
    var changed = whole
    changed[whole.count / 2] ^= 4
    let path = try TemporaryFile(changed, suffix: ".npz")
    let found = try NPZFile(contentsOf: path.path)
    let damage = problem { _ = try found.array("β/m") }
    guard case .malformedArchive("NPZ archive", let reason)? = damage?.problem else {
      Issue.record("\(String(describing: damage))")
      return
    }
    #expect(reason.contains("CRC"))
    #expect(try found.array("cube").values.count == 24)
    let text = try TemporaryFile("1,2\n3,4\n")
    #expect(problem { _ = try NPZFile(contentsOf: text.path) } != nil)
  }

  /// Whatever is changed in what the format itself needs, numbers are right or refused.
  @Test func headersMayHoldAnything() throws {
    let array = NPYFixture(shape: "(2, 1)", elements: NPYFixture.bytes([1.0, 2])).bytes
    for compressed in [false, true] {
      let whole = try zip([("x.npy", array)], compressed: compressed)
      let start = 4 + (try #require(whole.firstRange(of: Array("x.npy".utf8)))).upperBound
      let directory = try #require(whole.firstRange(of: Array("PK\u{1}\u{2}".utf8))).lowerBound
      for place in Array(0..<start) + Array(directory..<whole.count) {
        for value: UInt8 in [0, 1, 0x7F, 0xFF] {
          var changed = whole
          changed[place] = value
          let path = try TemporaryFile(changed, suffix: ".npz")
          guard let file = try? NPZFile(contentsOf: path.path), file.arrays.map(\.name) == ["x"],
            let found = try? file.array("x")
          else { continue }
          #expect(found.values == [1, 2], "\(value) at \(place) of \(whole.count)")
        }
      }
    }
  }

  @Test func bombsAreStopped() throws {
    let zeros = NPYFixture(
      shape: "(131072, 1)", elements: Array(repeating: 0, count: 1 << 20)
    ).bytes
    let path = try TemporaryFile(zip([("x.npy", zeros)], compressed: true), suffix: ".npz")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path.path)).count < 5000)
    let narrow = try NPZFile(contentsOf: path.path, unpackingAtMost: zeros.count - 1)
    let bomb = problem { _ = try narrow.array("x") }
    #expect(bomb?.problem == .unpacksTooLarge(limit: zeros.count - 1))
    let wide = try NPZFile(contentsOf: path.path, unpackingAtMost: zeros.count)
    #expect(try wide.table("x").rows == 131_072)
    let short = NPYFixture(shape: "(9, 9)", elements: Array(repeating: 0, count: 8)).bytes
    let odd = try TemporaryFile(zip([("x.npy", short)]))
    let found = try NPZFile(contentsOf: odd.path)
    #expect(problem { _ = try found.table("x") }?.problem == .wrongSize(found: 8, expected: 648))
  }
}
