import Foundation
import Storage
import Testing

/// Checkpoints of any computation.
@Suite("Checkpoints of any state")
final class CheckpointTests {
  private struct Specification: Encodable, Hashable {
    var seed: UInt64 = .max
    var rate = 0.1
    var word = "exact"
    var start = [1.0, 2, 3]
    var isLong = false
    var nested = ["noise": 1.0, "limit": .infinity]
  }

  private struct State: Codable, Sendable, Hashable {
    var step = 0
    var generator: [UInt64] = [.max, 0, 1]
    var arrays: [String: ExactNumbers] = [:]
  }

  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("betaflow-\(UUID().uuidString)")
  private var url: URL { folder.appendingPathComponent("a") }

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func checkpoint(_ specification: Specification = Specification()) throws(CheckpointError)
    -> Checkpoint<State>
  {
    try Checkpoint(of: specification, at: url.path)
  }

  private func problem(_ specification: Specification = Specification()) -> CheckpointError.Problem?
  {
    do {
      _ = try checkpoint(specification).read()
      return nil
    } catch { return error.problem }
  }

  @Test func bitsStay() throws {
    let bits: [UInt64] = [0, 1 << 63, 1, 0x7FF8_0000_0000_0123, 0xFFF0_0000_0000_0000, .max]
    let values = bits.map { Double(bitPattern: $0) }
    let state = State(step: 7, arrays: ["m": ExactNumbers(values), "none": ExactNumbers([])])
    #expect(try checkpoint().read() == nil)
    #expect(try !checkpoint().exists)
    try checkpoint().write(State(step: 6))
    try checkpoint().write(state)
    let found = try #require(try checkpoint().read())
    #expect(found.step == 7 && found.generator == state.generator)
    #expect(found.arrays["m"]?.values.map(\.bitPattern) == bits)
    #expect(found.arrays["none"]?.values == [])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
  }

  /// Keys in alphabetical order, numbers and words before lists, which may follow from them.
  @Test func otherSpecificationsAreRefused() throws {
    try checkpoint().write(State())
    #expect(problem() == nil)
    var other = Specification()
    other.start[1] = 2.5
    #expect(
      problem(other) == .mismatch(key: "start", found: "[1, 2, 3]", expected: "[1, 2.5, 3]"))
    other.word = "vector"
    #expect(problem(other) == .mismatch(key: "word", found: "exact", expected: "vector"))
    other.seed -= 1
    #expect(
      problem(other)
        == .mismatch(
          key: "seed", found: "18446744073709551615", expected: "18446744073709551614"))
    other.rate = 0.1.nextUp
    #expect(
      problem(other)
        == .mismatch(key: "rate", found: "0.1", expected: "0.10000000000000002"))
    other.nested["noise"] = nil
    #expect(problem(other) == .mismatch(key: "nested.noise", found: "1", expected: "missing"))
    other.isLong = true
    #expect(problem(other) == .mismatch(key: "isLong", found: "false", expected: "true"))
    #expect(problem() == nil)
  }

  /// While a run has the file no other can use it.
  @Test func oneRunAtATime() throws {
    struct Other: Codable, Sendable { var name = "fit" }
    let other = try Checkpoint<Other>(of: ["epochs": 3], at: url.path)
    try other.write(Other())
    #expect(throws: CheckpointError.self) { _ = try self.checkpoint() }
  }

  /// The state of another computation may be of another kind: what differs is said all the same.
  @Test func otherStatesAreRefused() throws {
    struct Other: Codable, Sendable { var name = "fit" }
    try Checkpoint<Other>(of: ["epochs": 3], at: url.path).write(Other())
    let before = try Data(contentsOf: url)
    #expect(problem() == .mismatch(key: "epochs", found: "3", expected: "missing"))
    #expect(try Data(contentsOf: url) == before)
  }

  @Test func olderFormatsAreRefusedAndKept() throws {
    try checkpoint().write(State())
    var data = try Data(contentsOf: url)
    data[20] = 2
    try data.write(to: url)
    #expect(problem() == .version(found: 2, expected: 3))
    #expect(try Data(contentsOf: url) == data)
  }

  @Test func damageIsFound() throws {
    try checkpoint().write(State(arrays: ["m": ExactNumbers([1, 2])]))
    let data = try Data(contentsOf: url)
    for index in data.indices {
      var changed = data
      changed[index] ^= 0x10
      try changed.write(to: url)
      #expect(problem() != nil, "byte \(index) of \(data.count)")
    }
    for count in data.indices {
      try data.prefix(count).write(to: url)
      #expect(problem() != nil, "\(count) of \(data.count) bytes")
    }
  }

  @Test func messagesKnowNoFlags() {
    let problems: [CheckpointError.Problem] = [
      .foreign, .version(found: 2, expected: 3), .inUse, .damaged("x"), .unwritable("x"),
    ]
    for problem in problems {
      #expect(!"\(CheckpointError(path: "a", problem))".contains("--"))
    }
  }
}
