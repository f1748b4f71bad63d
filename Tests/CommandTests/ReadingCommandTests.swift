import Foundation
import Testing

/// Data as people have them, given to `betaflow plan`.
@Suite("Reading data")
struct ReadingCommandTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws { workspace = try Workspace() }

  private func plan(_ words: [String]) throws -> Program.Outcome {
    try program.run(["plan"] + words + ["--latents", "1", "--format", "json"])
  }

  private func eigenvalues(_ words: [String]) throws -> [Double] {
    let outcome = try plan(words)
    #expect(outcome.code == 0, "\(words): \(outcome.errors)")
    return outcome.json["eigenvalues"] as? [Double] ?? []
  }

  private func codes(_ outcome: Program.Outcome) -> [String] {
    (outcome.json["advice"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
  }

  /// NumPy's files of one matrix in every form, and the flags that they need.
  private static let script = """
    import gzip, numpy as np, struct
    x = np.random.default_rng(1).normal(size=(60, 6)) * [6, 5, 4, 3, 2, 1]
    np.savetxt('blanks.txt', x)
    np.savetxt('named.csv', x, delimiter=',', header='a,b,c,d,e,f')
    np.savetxt('tabs.tsv', x, delimiter='\\t', comments='', header='\\t'.join('abcdef'))
    np.savetxt('packed.csv.gz', x, delimiter=';')
    rows = [';'.join(repr(float(v)).replace('.', ',') for v in row) for row in x]
    open('comma.csv', 'w').write('\\ufeffa;b;c;d;e;f\\r\\n' + '\\r\\n'.join(rows) + '\\r\\n')
    rows = ['row %d,' % i + ','.join(map(repr, map(float, row))) + ',' for i, row in enumerate(x)]
    open('names.csv', 'w').write('\\n'.join(rows))
    np.save('plain.npy', x); np.save('swapped.npy', x.astype('>f8'))
    np.save('fortran.npy', np.asfortranarray(x)); np.save('transposed.npy', x.T)
    np.save('cube.npy', x.reshape(60, 3, 2))
    np.save('fortran_cube.npy', np.asfortranarray(x.reshape(60, 3, 2)))
    np.savez('single.npz', x=x)
    np.savez_compressed('several.npz', x=x, y=x[:, 0], o=np.array([{}], dtype=object))
    head = struct.pack('>BBBBII', 0, 0, 14, 2, 60, 6)
    open('idx', 'wb').write(head + x.astype('>f8').tobytes())
    gzip.open('idx.gz', 'wb').write(head + x.astype('>f8').tobytes())
    np.save('first.npy', x[:25]); np.save('second.npy', x[25:])
    np.save('single.npy', x.astype('f4')); np.save('half.npy', x.astype('f2'))
    wide = np.c_[np.arange(60) * 7 % 60, x, np.full(60, 3.5)]
    np.save('wide.npy', np.r_[wide, [[1e9] * 8]]); np.save('scaled.npy', 255 * x)
    holes = np.r_[x, x[:9]]
    holes[60:, 2] = np.nan
    np.save('holes.npy', holes)
    """

  @Test(
    "one matrix in every format has the same eigenvalues",
    .enabled(if: hasNumPy, "python3 has no NumPy"))
  func formats() throws {
    try workspace.write("make.py", Self.script)
    let made = try program.runScript("python3 make.py")
    try #require(made.code == 0, "\(made.errors)")
    let expected = try eigenvalues(["plain.npy"])
    #expect(expected.count == 6)
    let forms = [
      ["blanks.txt"], ["named.csv"], ["tabs.tsv"], ["packed.csv.gz"],
      ["comma.csv", "--decimal", ","], ["names.csv"], ["swapped.npy"], ["fortran.npy"],
      ["transposed.npy", "--transpose"], ["cube.npy"], ["fortran_cube.npy"], ["single.npz"],
      ["several.npz", "--key", "x"], ["idx"], ["idx.gz"], ["first.npy", "second.npy"],
      ["wide.npy", "--columns", "2:7", "--rows", "1:60"],
      ["wide.npy", "--drop", "1,8", "--rows", "1:60"],
      ["scaled.npy", "--scale", "255"], ["holes.npy", "--missing", "drop"], ["single.npy"],
      ["half.npy"],
    ]
    for form in forms {
      let tolerance = ["half.npy": 1e-3, "single.npy": 1e-6][form[0]] ?? 1e-12
      for (value, wanted) in zip(try eigenvalues(form), expected) {
        #expect(abs(value - wanted) < tolerance * expected[0], "\(form): \(value), not \(wanted)")
      }
    }
    let piped = try program.runScript(
      "betaflow plan - --latents 1 --format json < idx.gz | cmp - <(betaflow plan idx --latents 1 "
        + "--format json)")
    #expect(piped.code == 0, "\(piped.errors)")
  }

  private static let hasNumPy: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", "import numpy"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  /// Text that is as good as random, one number a row.
  fileprivate static func number(_ row: Int, _ column: Int) -> Double {
    let mixed = row * row * (37 + column) + row * 11 * (column + 3)
    return Double((mixed + column) % 997) / 61
  }

  private static func table(_ cell: (Int) -> String, header: String? = nil) -> String {
    (header.map { $0 + "\n" } ?? "")
      + (0..<200).map { "\(number($0, 0)),\(cell($0)),\(number($0, 1))\n" }.joined()
  }

  /// A column that looks like something else, and what is to be said about it.
  struct Trap: Sendable {
    let code: String
    let flag: String
    let header: String?
    let cell: @Sendable (Int) -> String

    init(
      _ code: String, _ flag: String, header: String? = nil,
      _ cell: @escaping @Sendable (Int) -> String
    ) {
      (self.code, self.flag, self.header, self.cell) = (code, flag, header, cell)
    }

    static let all = [
      Trap("index-column", "--drop 2") { "\($0)" },
      Trap("index-column", "--drop 2") { "\($0 * 37 % 200 + 1)" },
      Trap("label-column", "--drop Target", header: "a,Target,b") {
        "\(ReadingCommandTests.number($0, 4))"
      },
      Trap("label-column", "--drop kind", header: "a,kind,b") { "\($0 % 3)" },
      Trap("sentinel", "--missing drop") {
        $0 % 20 == 3 ? "-200" : "\(ReadingCommandTests.number($0, 5))"
      },
      Trap("sentinel", "--drop age", header: "a,age,b") {
        $0 % 50 == 3 ? "999" : "\(ReadingCommandTests.number($0, 5))"
      },
    ]
  }

  @Test("each trap is a warning with its code and the flag that mends it", arguments: Trap.all)
  func traps(trap: Trap) throws {
    try workspace.write("data.csv", Self.table(trap.cell, header: trap.header))
    let outcome = try plan(["data.csv"])
    #expect(outcome.code == 0)
    #expect(codes(outcome).contains(trap.code), "\(outcome.errors)")
    #expect(outcome.errors.contains("Warning: ") && outcome.errors.contains("[\(trap.code)]"))
    #expect(outcome.errors.contains(trap.flag), "no \(trap.flag) in \(outcome.errors)")
    #expect(outcome.text.contains(trap.flag), "no \(trap.flag) in JSON")
    let mended = try plan(["data.csv", "--drop", "2"])
    #expect(!codes(mended).contains(trap.code), "\(mended.errors)")
  }

  @Test("bytes above 1 are a warning until they are divided; pairs of whole numbers are one")
  func bytes() throws {
    let pixels = (0..<300).map { UInt8(truncatingIfNeeded: $0 * $0 * 31 % 253) }
    try workspace.write("idx", Data([0, 0, 8, 3, 0, 0, 0, 50, 0, 0, 0, 2, 0, 0, 0, 3] + pixels))
    let plain = try plan(["idx"])
    #expect(codes(plain).contains("unscaled-bytes") && plain.errors.contains("--scale 255"))
    #expect(plain.errors.contains("Note: an array of shape (50, 2, 3)"))
    #expect(!codes(try plan(["idx", "--scale", "255"])).contains("unscaled-bytes"))
    let pairs = (0..<50).map { "\($0 * 7 % 13),\($0 * 31 % 43)\n" }.joined()
    try workspace.write("pairs.csv", pairs)
    #expect(codes(try plan(["pairs.csv"])).contains("index-column"))
  }

  @Test("columns of text are left out and named; rows and windows are what flags say")
  func notes() throws {
    try workspace.write("data.csv", Self.table({ $0 % 2 == 0 ? "m" : "f" }, header: "a,sex,b"))
    let outcome = try plan(["data.csv"])
    #expect(outcome.errors.contains("Note: column 2 ('sex') holds text and is left out"))
    #expect((outcome.json["data"] as? [String: Any])?["columns"] as? Int == 2)
    // Columns keep the numbers that flags take.
    try workspace.write("constant.csv", "a,b,c,d\n1,2,3,4\n4,1,3,5\n2,7,3,1\n")
    let constant = try plan(["constant.csv", "--drop", "a"])
    #expect(constant.errors.contains("columns are constant (3)"), "\(constant.errors)")
    let windows = try plan(["data.csv", "--columns", "b", "--window", "5", "--stride", "5"])
    let data = windows.json["data"] as? [String: Any]
    #expect(data?["rows"] as? Int == 40 && data?["columns"] as? Int == 5)
  }

  @Test("weights go by the rows of the data file, and one that is none is refused with its place")
  func weights() throws {
    try workspace.write("data.csv", "a,b\n1,2\n2,9\nNA,4\n4,4\n5,1\n")
    try workspace.write("whole.csv", "a,b\n1,2\n2,9\n4,4\n5,1\n")
    try workspace.write("w.csv", "1\n2\n50\n4\n3\n")
    try workspace.write("whole-w.csv", "1\n2\n4\n3\n")
    let dropped = try eigenvalues(["data.csv", "--missing", "drop", "--weights", "w.csv"])
    #expect(try dropped == eigenvalues(["whole.csv", "--weights", "whole-w.csv"]))
    for (content, word) in [
      ("1\n-2\n3\n4\n", "'-2'"), ("1\n2\nNaN\n4\n", "'NaN'"), ("1\n2\n", "2 weights"),
    ] {
      try workspace.write("w.csv", content)
      let outcome = try plan(["whole.csv", "--weights", "w.csv"])
      #expect(outcome.code == 65 && outcome.errors.contains("w.csv"), "\(outcome.errors)")
      #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }
  }

  private static let refused: [(String, [String], Int32, [String])] = [
    ("a,b\n1,2\n3,\n", [], 65, ["row 2 (line 3), column 2 ('b')", "--missing drop"]),
    ("a,b\n1,2\nNA,4\n", [], 65, ["row 2 (line 3), column 1 ('a')", "'NA'", "--missing mean"]),
    ("a,b\n1,2\nx,4\n", [], 65, ["row 2 (line 3), column 1 ('a')", "'x'", "--drop a"]),
    ("day,b\n2024-05-01,2\n2024-05-02,4\n", [], 65, ["'2024-05-01'", "--drop day"]),
    ("a;b\n1,5;2\n2,5;3\n", [], 65, ["row 1 (line 2), column 1", "'1,5'", "--decimal ,"]),
    ("a,b\n1,2\n3,4\n", ["--key", "x"], 64, ["--key x", "text"]),
    ("a,b\n1,2\n3,4\n", ["--drop", "c"], 64, ["--drop c", "a, b"]),
    ("a,b\n1,2\n3,4\n", ["--rows", "1:3"], 64, ["--rows 1:3", "2 rows"]),
    ("a,b\n1,2\n3,4\n", ["--rows", "3"], 64, ["--rows: found 3", "FIRST:LAST"]),
    ("a,b\n1,2\n3,4\n", ["--stride", "2"], 64, ["--stride: found 2", "window"]),
    ("a,b\n1,2\n3,4\n", ["--scale", "0"], 64, ["--scale", "0"]),
    ("a,b\n1,2\n3,4\n", ["--delimiter", "xy"], 64, ["--delimiter: found xy", "semicolon"]),
    ("a,b\n1.5,2.5\n3.5,4.5\n", ["--decimal", ","], 64, ["--decimal ,", "line 2"]),
  ]

  @Test(
    "what is refused ends with its code, says where, and how to go on",
    arguments: ReadingCommandTests.refused)
  func refusals(text: String, flags: [String], code: Int32, words: [String]) throws {
    try workspace.write("data.csv", text)
    let outcome = try program.run(["plan", "data.csv", "--latents", "1"] + flags)
    #expect(outcome.code == code && outcome.output.isEmpty, "\(outcome.errors)")
    for word in words { #expect(outcome.errors.contains(word), "no \(word) in \(outcome.errors)") }
  }

  @Test("a pickle comes with the line that converts it; what is not there is missing")
  func otherFiles() throws {
    try workspace.write("data.pkl", Data([0x80, 0x04, 0x95, 0]))
    let pickle = try program.run("plan", "data.pkl", "--latents", "1")
    #expect(pickle.code == 65 && pickle.errors.contains("pickle.load(open('data.pkl', 'rb')"))
    try workspace.write("data.csv", "1,2\n3,5\n")
    let missing = try program.run("plan", "data.csv", "none.csv", "--latents", "1")
    #expect(missing.code == 66 && missing.errors.contains("none.csv"))
    let twice = try program.run("plan", "-", "-", "--latents", "1")
    #expect(twice.code == 64)
  }

  /// Zeros on no disk space: half a GB takes no more memory than 4 MB.
  @Test("a sparse file streams in constant memory")
  func streaming() throws {
    func peak(rows: Int) throws -> Int {
      var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(rows), 64), }"
      header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
      let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
      try workspace.write("data.npy", Data(start) + Data(header.utf8))
      let path = program.directory.appendingPathComponent("data.npy").path
      try #require(truncate(path, off_t(start.count + header.utf8.count + rows * 512)) == 0)
      let (bytes, code) = try Program.peak(["plan", path, "--latents", "1", "--quiet"])
      // Nothing varies, which is found at the end.
      #expect(code == 65)
      return bytes
    }
    let (small, large) = (try peak(rows: 1 << 13), try peak(rows: 1 << 20))
    #expect(large - small < 100 << 20, "\(small >> 20) and \(large >> 20) MB")
  }
}
