import Storage
import TestSupport
import Testing

/// Arrays in memory as NumPy describes them: 4 rows of 3 numbers, of which views are taken.
@Suite("Arrays of somebody else")
struct BorrowedArrayTests {
  private static let values = (0..<12).map { Double($0 * $0) - 20 }
  private static let rows = (0..<4).map { row in Array(values[(3 * row)..<(3 * row + 3)]) }

  /// Memory with elements at some bytes from its start.
  private final class Memory {
    let start: UnsafeMutableRawPointer

    init(_ bytes: [UInt8], shift: Int = 0) {
      start = .allocate(byteCount: bytes.count + shift + 8, alignment: 16)
      (start + shift).copyMemory(from: bytes, byteCount: bytes.count)
    }

    deinit { start.deallocate() }
  }

  private func table(
    _ bytes: [UInt8], _ type: String, shape: [Int], strides: [Int], from first: Int = 0,
    shift: Int = 0, _ options: ReadingOptions = ReadingOptions()
  ) throws -> DataTable {
    let memory = Memory(bytes, shift: shift)
    let array = try BorrowedArray(
      memory.start + (shift + first), type: type, shape: shape, strides: strides, named: "data",
      keeping: memory)
    return try DataTable(array, reading: options)
  }

  private var doubles: [UInt8] { NPYFixture.bytes(Self.values) }

  @Test("strides of any sign and size, and any alignment, give the numbers of the view")
  func strides() throws {
    func rows(_ shape: [Int], _ strides: [Int], from first: Int = 0, shift: Int = 0) throws
      -> [[Double]]
    {
      try table(doubles, "<f8", shape: shape, strides: strides, from: first, shift: shift)
        .rowArrays()
    }
    #expect(try rows([4, 3], [24, 8]) == Self.rows)
    #expect(try rows([4, 3], [24, 8], shift: 5) == Self.rows)
    let transposed = (0..<3).map { column in Self.rows.map { $0[column] } }
    #expect(try rows([3, 4], [8, 24]) == transposed)
    #expect(try rows([2, 2], [48, 16]) == [0, 2].map { r in [0, 2].map { Self.rows[r][$0] } })
    let reversed = Self.rows.reversed().map { Array($0.reversed()) }
    #expect(try rows([4, 3], [-24, -8], from: 88) == reversed)
    #expect(try rows([3, 3], [0, 8], from: 24) == Array(repeating: Self.rows[1], count: 3))
    #expect(try rows([1, 3], [24, 8]) == [Self.rows[0]])
    #expect(try rows([4, 1], [24, 8], from: 8) == Self.rows.map { [$0[1]] })
  }

  @Test("elements of any type and byte order are converted")
  func types() throws {
    let floats = NPYFixture.bytes(Self.values.map { Float($0) }, bigEndian: true)
    #expect(try table(floats, ">f4", shape: [4, 3], strides: [12, 4]).rowArrays() == Self.rows)
    let words = NPYFixture.bytes(Self.values.map { Int16($0) })
    #expect(try table(words, "<i2", shape: [4, 3], strides: [6, 2]).rowArrays() == Self.rows)
    let bytes = Self.values.map { UInt8($0 + 20) }
    let shifted = Self.rows.map { $0.map { $0 + 20 } }
    #expect(try table(bytes, "|u1", shape: [4, 3], strides: [3, 1]).rowArrays() == shifted)
  }

  @Test("options of reading choose as they do from a file")
  func options() throws {
    var options = ReadingOptions()
    (options.columns, options.rows, options.scale) = (ColumnList("3,1"), 2...3, 2)
    let chosen = try table(doubles, "<f8", shape: [4, 3], strides: [24, 8], options)
    #expect(try chosen.rowArrays() == Self.rows[1...2].map { [$0[0] / 2, $0[2] / 2] })
    let series = try table(
      doubles, "<f8", shape: [12], strides: [8], ReadingOptions(window: 3, stride: 3))
    #expect(try series.rowArrays() == Self.rows)
  }

  @Test("what is no table of numbers is refused by its name")
  func refusals() throws {
    func problem(_ type: String, _ shape: [Int], _ strides: [Int]) -> DataFileError? {
      #expect(throws: DataFileError.self) {
        try table(doubles, type, shape: shape, strides: strides)
      }
    }
    #expect(problem("<c16", [2, 3], [48, 16])?.path == "data")
    #expect(problem("|O", [4, 3], [24, 8])?.description.contains("Python objects") == true)
    #expect(problem("<f8", [2, 2, 3], [48, 24, 8]) != nil)
    #expect(problem("<f8", [12], [8]) != nil)
    #expect(problem("<f8", [0, 3], [24, 8]) != nil)
    #expect(problem("<f8", [4, 3], [25, 8])?.description.contains("copy") == true)
    var broken = Self.values
    broken[7] = .nan
    let broke = try table(NPYFixture.bytes(broken), "<f8", shape: [4, 3], strides: [24, 8])
    let error = #expect(throws: DataFileError.self) { try broke.rowArrays() }
    #expect(error?.description.contains("row 3") == true)
    var options = ReadingOptions()
    options.key = "x"
    #expect(throws: DataFileError.self) {
      try table(doubles, "<f8", shape: [4, 3], strides: [24, 8], options)
    }
  }
}
