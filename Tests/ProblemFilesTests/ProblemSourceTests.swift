import Foundation
import LinearVAE
import ProblemFiles
import Testing

/// What is given in place of a problem file: too much, data, texts that would take for ever.
@Suite("Problem files: what is none")
final class ProblemSourceTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("betaflow-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func error(_ contents: Data) throws -> ProblemFileError? {
    let file = folder.appendingPathComponent("problem.yaml")
    try contents.write(to: file)
    return #expect(throws: ProblemFileError.self) { try ProblemFile(contentsOf: file.path) }
  }

  @Test func fourMegabytesAreTheLimit() throws {
    let text = problemText() + "# "
    let limit = 4 << 20
    let fill = Data(repeating: UInt8(ascii: "x"), count: limit - text.utf8.count)
    let file = folder.appendingPathComponent("problem.yaml")
    try (Data(text.utf8) + fill).write(to: file)
    _ = try ProblemFile(contentsOf: file.path)
    let error = try error(Data(text.utf8) + fill + fill.prefix(1))
    #expect(error?.kind == .invalid)
    #expect(error?.found == "more than 4 MB")
    #expect(error?.allowed == "a problem file of at most 4 MB")
  }

  @Test(
    "data are known by their first lines or bytes",
    arguments: [
      ("1,2,3\n4,5,6\n", "CSV"), ("a,b\n1,2\n", "CSV"), ("a;b;c\n1,5;2;3\n", "CSV"),
      ("a\tb\tc\n", "CSV"), ("# x y\n1.0 2.0\n3 4\n", "CSV"), ("x\n1\n2\n", "CSV"),
      ("\u{FEFF}1,2\n3,4\n", "CSV"), ("\n1.5\n2.5\n3.5\n", "CSV"), ("PK\u{3}\u{4}…", "NPZ"),
    ])
  func data(text: String, format: String) throws {
    let error = try error(Data(text.utf8))
    #expect(error?.kind == .data)
    #expect(error?.found.hasPrefix("what looks like a data file (\(format)") == true)
    #expect(error?.description.hasSuffix("expected a problem file in YAML or JSON") == true)
  }

  @Test func arraysAreKnown() throws {
    let starts: [([UInt8], String)] = [
      ([0x93] + Array("NUMPY".utf8) + [1, 0], "NPY"), ([0x1F, 0x8B, 8], "gzip"),
      ([0x89] + Array("HDF\r\n".utf8), "HDF5"), (Array("PAR1".utf8), "Parquet"),
    ]
    for (start, format) in starts {
      #expect(try error(Data(start + [0, 255, 254]))?.found.contains(format) == true)
    }
  }

  @Test(
    "what a problem may look like is no data",
    arguments: [
      "0.5\n", "[\n1, 2,\n3, 4]\n", "# 1, 2, 3\n# 4, 5, 6\n", "one two\n", "{a: 1,\n1,2\n}",
    ])
  func noData(text: String) throws {
    #expect(try error(Data(text.utf8))?.found.contains("data") == false)
  }

  /// A mapping whose lines of numbers stand before its first key is read as ever.
  @Test func problemsAreNoData() throws {
    let text =
      "{\n\"data\": {\"signals\": [\n1, 2,\n3], \"noise\": 1},\n\"model\": {\"latents\": 1},\n"
    let file = folder.appendingPathComponent("problem.json")
    try Data((text + "\"training\": {\"rates\": 0.1, \"beta\": 1}}").utf8).write(to: file)
    #expect(try ProblemFile(contentsOf: file.path).specification.problem.data.signals == [1, 2, 3])
  }

  /// Nine levels of nine aliases stand for hundreds of millions of values.
  @Test(
    "aliases of aliases are refused, wherever they stand",
    arguments: ["? *a8\n: 1\n", "*a8 : 1\n", "z: {!!seq [*a8]}\n", "data: *a8\n", "z: {*a8}\n"])
  func aliases(end: String) throws {
    var lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for level in 1...8 {
      let list = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      lines.append("a\(level): &a\(level) [\(list)]")
    }
    let error = try error(Data((lines.joined(separator: "\n") + "\n" + end).utf8))
    #expect(error?.found.contains("more than 100 MB of text") == true)
  }

  @Test func aliasesInBlocksAreRefused() throws {
    var lines = ["- &a0", "  - x"]
    for level in 1...40 {
      lines += ["- &a\(level)", "  - *a\(level - 1)", "  - *a\(level - 1)"]
    }
    let error = try error(Data((lines + ["- ? *a40", "  : 1"]).joined(separator: "\n").utf8))
    #expect(error?.found.contains("more than 100 MB of text") == true)
  }

  /// An alias of a number stands for no more than itself, however often.
  @Test func aliasesOfNumbersMayBeMany() throws {
    let row = Array(repeating: "*r", count: 900).joined(separator: ", ")
    let text = problemText(
      data: "{signals: [&r 0.5, \(row)], noise: &n 1}", training: "{rates: *n, beta: *r}")
    #expect(try ProblemFile(yaml: text).specification.problem.data.signals.count == 901)
    let shared = problemText(data: "{signals: &s [1, 1], noise: 1, overlap: [&o [1, 0], [0, 1]]}")
    _ = try ProblemFile(yaml: shared)
  }

  @Test func bracketsAreBounded() throws {
    for (depth, refused) in [(60, false), (70, true), (100_000, true)] {
      let text =
        "data: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      let found = try error(Data(text.utf8))?.found
      #expect(found == (refused ? "brackets 65 deep" : "a list of 1 element"))
    }
  }

  @Test func whatIsQuotedIsShortAndOnOneLine() throws {
    let long = String(repeating: "long ", count: 20_000)
    for text in [
      "data: \(long)", "data: \"a\\e[31m\\n\(long)\"", "\"a\\e[31m\\n\(long.prefix(500))\": 1",
      "model: {latents: 1\(String(repeating: "0", count: 100_000))}", "data: {noise: '\(long)'}",
      "training: {beta: {schedule: '\(long)'}}", "training: {beta: {schedule: tanh, '\(long)': 1}}",
    ] {
      let message = try #require(try error(Data(text.utf8))).description
      #expect(message.count < 1000, "\(message.prefix(1000))")
      #expect(!message.contains { $0 == "\n" || $0 == "\u{1B}" })
    }
  }
}
