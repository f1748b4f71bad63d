import Foundation
import Testing

/// Every kind of bad input ends with its exit code, says what was found and what is allowed, prints
/// nothing else and leaves no file.
@Suite("Bad input")
struct BadInputTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func expectFailure(
    _ code: Int32, saying words: [String], _ arguments: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try Set(workspace.files)
    let outcome = try workspace.program.run(arguments)
    #expect(outcome.code == code, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
    for word in words {
      #expect(
        outcome.errors.contains(word), "no '\(word)' in: \(outcome.errors)",
        sourceLocation: sourceLocation)
    }
    #expect(try Set(workspace.files) == before, sourceLocation: sourceLocation)
  }

  @Test(
    "problem files",
    arguments: [
      (("noise: 1.0", "nose: 1.0"), ["nose", "noise"]),
      (("latents: 1", "latents: one"), ["model.latents", "one"]),
      (("noise: 1.0", "noise: -1"), ["data.noise", "-1"]),
      (("latents: 1", "latents: 0"), ["model.latents", "0"]),
      (("signals: [1.0]", "signals: [-2]"), ["data.signals", "-2"]),
      (("beta: 1.0", "beta: 0"), ["training.beta", "log"]),
      (("beta: 1.0", "beta: {schedule: tan, rate: 1}"), ["tan", "tanh"]),
      (("rates: 0.01", "rates: fast"), ["training.rates", "limit"]),
      (("D: [1]", "D: [0]"), ["D"]),
      (("m: [[0.01]]", "m: [[2]]"), ["eigenvalue"]),
      (("m: [[0.01]]", "m: [[0.01, 0.2]]"), ["initial.d", "1 × 1", "and m 2 columns"]),
      (("end: 100", "end: -1"), ["time.end"]),
      (("time: {end: 100, samples: 3}", ""), ["time"]),
      (("data:", "data: ["), ["problem.yaml"]),
      (("samples: 3", "samples: 4e18"), ["time.samples", "4000000000000000000", "100000"]),
      (("latents: 1", "latents: 100000"), ["model.latents", "100000", "1024"]),
      (("beta: 1.0", "beta: {schedule: cyclical, period: 1e-9}"), ["period", "1e-09", "0.0001"]),
    ] as [((String, String), [String])])
  func problemFile(change: (String, String), words: [String]) throws {
    try workspace.write("problem.yaml", problem(change))
    try expectFailure(64, saying: ["problem.yaml"] + words, ["flow", "problem.yaml"])
  }

  @Test("an asymmetric Q is named with its entries")
  func asymmetric() throws {
    try workspace.write(
      "problem.yaml",
      problem(
        ("latents: 1", "latents: 2"), ("m: [[0.01]], d: [[0.01]]", "m: [[0], [0]], d: [[0], [0]]"),
        (
          "Q: [[1]], E: [[1]], R: [[0.0001]], D: [1]",
          "Q: [[1, 0.2], [0.1, 1]], E: [[1, 0], [0, 1]], R: [[0, 0], [0, 0]], D: [1, 1]"
        )))
    try expectFailure(64, saying: ["initial.Q", "0.2", "0.1"], ["flow", "problem.yaml"])
  }

  @Test("rates that blow up end with the time reached")
  func blowUp() throws {
    try workspace.write("problem.yaml", problem(("rates: 0.01", "rates: 5"), ("0.01", "0.5")))
    try expectFailure(1, saying: ["diverges", "t ="], ["flow", "problem.yaml"])
  }

  @Test(
    "tables",
    arguments: [
      ("", ["holds no data"]),
      ("a,b\n", ["holds no data"]),
      ("1,2\n3\n", ["row 2", "1 cells, expected 2"]),
      ("1,2\n3,four\n", ["row 2, column 2", "four"]),
      ("1,2\n3,nan\n", ["row 2, column 2", "nan"]),
      ("1,2\n,4\n", ["row 2, column 1", "empty"]),
      ("5,6\n5,6\n", ["constant"]),
      ("1e60,6\n5,7\n", ["column 1", "variance exceeds 1e+100"]),
    ] as [(String, [String])])
  func table(contents: String, words: [String]) throws {
    try workspace.write("data.csv", contents)
    try expectFailure(65, saying: ["data.csv"] + words, ["plan", "data.csv", "--latents", "1"])
  }

  @Test("NPY files: truncated, pickled, with NaN")
  func npy() throws {
    func file(_ type: String, _ shape: String, _ elements: Data) -> Data {
      var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
      header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
      let length = UInt16(header.utf8.count)
      return Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
        + Data([UInt8(length & 0xFF), UInt8(length >> 8)]) + Data(header.utf8) + elements
    }
    func doubles(_ values: [Double]) -> Data {
      values.reduce(into: Data()) { data, value in
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
    }
    let arguments = ["plan", "data.npy", "--latents", "1"]
    try workspace.write("data.npy", file("<f8", "(3, 2)", doubles([1, 2, 3])))
    try expectFailure(65, saying: ["data.npy", "truncated"], arguments)
    try workspace.write("data.npy", file("|O", "(3, 2)", Data(repeating: 0, count: 48)))
    try expectFailure(65, saying: ["data.npy", "|O"], arguments)
    try workspace.write("data.npy", file("<f8", "(2, 2)", doubles([1, 2, 3, .nan])))
    try expectFailure(65, saying: ["data.npy", "row 2, column 2"], arguments)
  }

  @Test(
    "flags",
    arguments: [
      (["plan", "data.csv", "--latents", "3"], ["more latents than dimensions", "3", "2"]),
      (["plan", "data.csv", "--latents", "0"], ["--latents", "0"]),
      (["plan", "data.csv", "--latents", "1", "--beta", "-1"], ["--beta", "-1"]),
      (["plan", "data.csv", "--latents", "1", "--beta", "1", "--loss", "sse+kl"], ["--loss"]),
      (["plan", "data.csv", "--latents", "1", "--loss", "wasserstein+kl"], ["wasserstein"]),
      (["plan", "data.csv", "--latents", "1", "--plot", "x.jpg"], ["x.jpg", ".svg"]),
      (["plan", "data.csv", "--latents", "1", "--format", "npz"], ["--output"]),
      (["plan", "data.csv", "--latents", "1", "--threads", "0"], ["--threads", "0"]),
      (["plan", "data.csv", "--latents", "1", "--colour"], ["--colour"]),
      (["loss", "kl", "--dimension", "3"], ["reconstruction"]),
      (["loss", "sse + kl:mean", "--dimension", "3"], ["latents"]),
      (["loss", "sse + kl", "--dimension", "0"], ["--dimension"]),
      (["check", "data.csv", "--format", "csv"], ["csv"]),
      (["plan", "data.csv", "--latents", "1", "--decoder-variance", "1e-320"], ["σ²", "1e-320"]),
      (["plan", "data.csv", "--latents", "1", "--beta", "1e-320"], ["βσ²", "1e-320"]),
      (
        [
          "plan", "data.csv", "--latents", "1", "--beta", "1e99", "--decoder-variance", "1e99",
        ], ["βσ²", "e+197"]
      ),
      (
        ["plan", "data.csv", "--latents", "1", "--start-overlap", "1e-320"], ["overlap", "1e-320"]
      ),
      (["plan", "data.csv", "--latents", "1", "--learning-rate", "1e-320"], ["rate", "1e-320"]),
      (["loss", "1e-320*sse+1e300*kl", "--dimension", "3"], ["1e-320", "column"]),
    ] as [([String], [String])])
  func flags(arguments: [String], words: [String]) throws {
    try workspace.write("data.csv", "1,2\n3,5\n4,4\n")
    try expectFailure(64, saying: words, arguments)
  }
}
