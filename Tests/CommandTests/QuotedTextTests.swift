import Foundation
import Testing

/// What messages quote is short, on one line, and cannot command a terminal.
@Suite("Quoted text")
struct QuotedTextTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws {
    workspace = try Workspace()
    try workspace.write("problem.yaml", problem())
    try workspace.write("data.csv", "1,2\n3,5\n4,4\n")
  }

  /// TEXT stands for what is quoted.
  private static let commands: [([String], Int32)] = [
    (["TEXT"], 64), (["help", "TEXT"], 64), (["--TEXT"], 64), (["flow", "TEXT"], 66),
    (["flow", "problem.yaml", "TEXT"], 64), (["flow", "problem.yaml", "--TEXT"], 64),
    (["flow", "problem.yaml", "--TEXT=1"], 64),
    (["flow", "problem.yaml", "--tolerance", "TEXT"], 64),
    (["flow", "problem.yaml", "--tolerance=TEXT"], 64),
    (["flow", "problem.yaml", "--plot", "TEXT"], 64),
    (["flow", "problem.yaml", "--output", "no/TEXT"], 73),
    (["flow", "problem.yaml", "--format", "TEXT"], 64), (["plan", "TEXT", "--latents", "1"], 66),
    (["plan", "data.csv", "--latents", "1", "--loss", "TEXT"], 64),
    (["plan", "data.csv", "--latents", "TEXT"], 64), (["loss", "TEXT", "--dimension", "3"], 64),
    (["loss", "sse + TEXT", "--dimension", "3"], 64), (["schedule", "TEXT", "--steps", "3"], 64),
    (["schedule", "tanh(TEXT)", "--steps", "3"], 64),
    (["schedule", "TEXT(1)", "--steps", "3"], 64),
    (["schedule", "tanh(rate=TEXT)", "--steps", "3"], 64),
    (["schedule", "tanh(1, 1, TEXT)", "--steps", "3"], 64),
    (["schedule", "{schedule: tanh, 'TEXT': 1}", "--steps", "3"], 64),
    (["schedule", "tanh(1)", "--steps", "3", "--every", "TEXT"], 64),
    (["phase", "problem.yaml", "--x", "TEXT=1:2:3", "--y", "beta=1:2:3"], 64),
    (["phase", "problem.yaml", "--x", "beta=TEXT", "--y", "beta=1:2:3"], 64),
    (["phase", "problem.yaml", "--x", "TEXT", "--y", "beta=1:2:3"], 64),
    (["branches", "problem.yaml", "--x", "TEXT=1:2"], 64),
    (["anneal", "problem.yaml", "--rates", "TEXT"], 64),
    (["threshold", "problem.yaml", "--beta", "TEXT"], 64), (["audit", "--only", "TEXT"], 64),
    (["audit", "--against", "TEXT"], 66), (["reproduce", "TEXT", "--output", "d"], 64),
    (["reproduce", "fig1", "--output", "no/TEXT"], 73),
    (["simulate", "problem.yaml", "--checkpoint", "no/TEXT"], 73),
  ]

  @Test("terminal escape sequences are written out", arguments: commands)
  func escapes(command: [String], code: Int32) throws {
    let text = "a\u{1B}]0;x\u{7}\u{1B}[31mb\n\u{9B}1m\u{202E}\rc"
    let outcome = try program.run(command.map { $0.replacing("TEXT", with: text) })
    #expect(outcome.code == code, "\(outcome.errors)")
    let raw = outcome.errors.unicodeScalars.filter {
      $0 != "\n" && ($0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || $0 == "\u{202E}")
    }
    #expect(raw.isEmpty, "\(Array(raw))")
    let first = outcome.errors.prefix { $0 != "\n" }
    // YAML has no control characters: the text is refused unquoted but for the beginning.
    #expect(first.contains(#"a\x1B]0;x\x07\x1B[31mb\n"#), "\(first)")
  }

  @Test("long text is cut", arguments: commands)
  func length(command: [String], code: Int32) throws {
    let text = String(repeating: "x", count: 100_000)
    let outcome = try program.run(command.map { $0.replacing("TEXT", with: text) })
    #expect(outcome.code == code, "\(outcome.errors.prefix(500))")
    for line in outcome.errors.split(separator: "\n") {
      #expect(line.count < (command[0] == "audit" ? 2500 : 1200), "\(line.prefix(300))")
    }
  }

  @Test func manyWordsAreCut() throws {
    let outcome = try program.run(["flow", "problem.yaml"] + (0..<10_000).map(String.init))
    #expect(outcome.code == 64)
    #expect(outcome.errors.count < 3000)
  }

  @Test("files hold such text too")
  func files() throws {
    try workspace.write("problem.yaml", "data: \"a\\e[31mb\\nc\"\n")
    let value = try program.run("flow", "problem.yaml")
    #expect(value.code == 64)
    #expect(value.errors.contains(#"found text "a\x1B[31mb\nc", expected"#))
    try workspace.write("problem.yaml", "\"a\\e[31mb\\nc\": 1\n")
    let key = try program.run("flow", "problem.yaml")
    #expect(key.errors.contains(#"problem.yaml:1: a\x1B[31mb\nc: found an unknown key"#))
    try workspace.write("data.csv", "1,2\n3,\u{1B}[31mx\n")
    let cell = try program.run("plan", "data.csv", "--latents", "1")
    #expect(cell.code == 65)
    #expect(cell.errors.contains(#"'\x1B[31mx' is not a number"#))
  }

  @Test("data in the place of a problem file are known", arguments: ["flow", "check", "escape"])
  func data(command: String) throws {
    let rows = String(repeating: "1.5,2.5,3.5\n", count: 500_000)
    try workspace.write("data.csv", "a,b,c\n" + rows)
    for name in ["data.csv", "-"] {
      let outcome = try program.runScript("betaflow \(command) \(name) <data.csv")
      #expect(outcome.code == 64)
      let file = name == "-" ? "standard input" : name
      #expect(
        outcome.errors
          == "Error: \(file): found what looks like a data file (CSV), expected a problem file in YAML "
          + "or JSON; for data, use: betaflow plan \(name) --latents M\n")
    }
  }

  @Test("a command that goes on can be pasted")
  func pasted() throws {
    try workspace.write(
      "finite.yaml", problem() + "simulation: {dimension: 1000000, replicas: 2}\n")
    let name = "a \u{1B}[31m'b\\n"
    let stopped = try program.stopped(
      by: SIGINT, ["simulate", "finite.yaml", "--dimension", "1000000000", "--checkpoint", name])
    #expect(stopped.code == 75)
    let word = try #require(stopped.errors.split(separator: "--checkpoint ").last)
    #expect(!stopped.errors.contains("\u{1B}"))
    let echoed = try program.runScript("printf %s \(word)")
    #expect(echoed.text == name)
  }
}
