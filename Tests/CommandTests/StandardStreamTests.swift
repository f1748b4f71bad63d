import Foundation
import Testing

/// Standard input as a file, standard output as `-`, devices, and streams that are closed.
@Suite("Standard streams")
struct StandardStreamTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws {
    workspace = try Workspace()
    try workspace.write("problem.yaml", problem())
    try workspace.write("data.csv", "1,2\n3,5\n4,4\n")
  }

  /// Every command that reads a file, with the file that it reads.
  private static let commands = [
    ("flow FILE", "problem.yaml"), ("check FILE", "problem.yaml"),
    ("plan FILE --latents 1", "data.csv"),
    ("threshold FILE", "problem.yaml"), ("fixed-points FILE", "problem.yaml"),
    ("escape FILE", "problem.yaml"), ("phase FILE --x beta=1:2:2 --y eta=1:2:2", "problem.yaml"),
    ("branches FILE --x beta=1:1.5", "problem.yaml"),
    ("anneal FILE --rates 0.1:0.2:2", "problem.yaml"),
    ("schedule FILE --steps 3 --dimension 10", "problem.yaml"),
    ("simulate FILE --replicas 2", "finite.yaml"), ("compare FILE --replicas 2", "finite.yaml"),
    ("audit --quick --only flow-R --against FILE", "audit.json"),
  ]

  @Test("every command reads standard input and pipes", arguments: commands)
  func input(command: String, file: String) throws {
    try workspace.write("finite.yaml", problem() + "simulation: {dimension: 10, replicas: 2}\n")
    try workspace.write(
      "audit.json", #"{"claims": [{"id": "flow-R", "verdict": "confirmed after correction"}]}"#)
    func text(_ name: String, _ script: String) throws -> String {
      let line = "betaflow \(command.replacing("FILE", with: name)) --quiet --format json"
      let outcome = try program.runScript(script.replacing("LINE", with: line))
      #expect(outcome.code == 0, "\(outcome.errors)")
      return outcome.text
    }
    let expected = try text(file, "LINE")
    #expect(expected.hasPrefix("{"))
    let ways = [
      ("-", "LINE <\(file)"), ("-", "cat \(file) | LINE"), ("/dev/stdin", "cat \(file) | LINE"),
      ("/dev/stdin", "LINE <\(file)"), ("<(cat \(file))", "LINE"),
    ]
    for (name, script) in ways { #expect(try text(name, script) == expected, "\(name): \(script)") }
  }

  @Test("errors name standard input")
  func inputErrors() throws {
    let cases: [(String, Int32, String)] = [
      ("echo 'data: 1' | betaflow flow -", 64, "standard input:1: data: found 1"),
      ("betaflow flow - </dev/null", 64, "standard input: found an empty file"),
      ("betaflow flow - <&-", 66, "standard input: found something that cannot be opened"),
      ("betaflow plan - --latents 1 <&-", 66, "standard input: cannot be read"),
      ("printf '1,2\\n1,x' | betaflow plan - --latents 1", 65, "standard input: row 2, column 2"),
      ("betaflow plan - --latents 1 </dev/null", 65, "standard input: holds no data"),
      ("betaflow plan - --latents 1 </dev/zero", 66, "it is a device"),
      ("yes | betaflow check -", 64, "standard input: found more than 4 MB"),
      ("echo '{}' | betaflow audit --against /dev/stdin", 65, "standard input: not what"),
    ]
    for (script, code, word) in cases {
      let outcome = try program.runScript(script + "; exit ${PIPESTATUS[-1]}")
      #expect(outcome.code == code, "\(script): \(outcome.errors)")
      #expect(outcome.errors.contains(word), "\(script): \(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }

  /// What was read before by another program is gone.
  @Test func inputIsReadFromWhereItStands() throws {
    let rest = try program.runScript(
      "(read -r line; betaflow plan - --latents 1 --format json) <data.csv")
    try workspace.write("rest.csv", "3,5\n4,4\n")
    let whole = try program.run("plan", "rest.csv", "--latents", "1", "--format", "json")
    #expect(rest.text == whole.text && whole.code == 0)
  }

  @Test(
    "a result goes to standard output, devices and pipes",
    arguments: ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link", ">(cat)"])
  func output(path: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: program.directory.appendingPathComponent("link").path,
      withDestinationPath: "/dev/stdout")
    let expected = try program.run("flow", "problem.yaml")
    // What others write to the same file stays, before and after.
    let line = "(echo before; betaflow flow problem.yaml --output \(path)) | cat; echo after"
    for script in [line, line.replacing("| cat", with: "")] {
      let outcome = try program.runScript(script)
      #expect(outcome.code == 0, "\(outcome.errors)")
      guard path.hasPrefix(">") else {
        #expect(outcome.text == "before\n\(expected.text)after\n", "\(script)")
        continue
      }
      // A process that the shell waits for no more may be late.
      if script == line { #expect(outcome.text == "before\n\(expected.text)after\n") }
    }
    let name = try FileManager.default.destinationOfSymbolicLink(
      atPath: program.directory.appendingPathComponent("link").path)
    #expect(name == "/dev/stdout")
  }

  @Test func devicesTakeResults() throws {
    let outcome = try program.run("flow", "problem.yaml", "--output", "/dev/null")
    #expect(outcome.code == 0 && outcome.output.isEmpty)
    let status = try FileManager.default.attributesOfItem(atPath: "/dev/null")
    #expect(status[.type] as? FileAttributeType == .typeCharacterSpecial)
    let full = try program.run("flow", "problem.yaml", "--output", "/dev/full")
    #expect(full.code == 73)
    #expect(full.errors.contains("'/dev/full': No space left on device"))
    for path in ["-", "/dev/null", "/dev/stdout"] {
      try workspace.write("finite.yaml", problem() + "simulation: {dimension: 10, replicas: 2}\n")
      let checkpoint = try program.run(
        "simulate", "finite.yaml", "--checkpoint", path, "--output", "x")
      #expect(checkpoint.code == 73)
      #expect(checkpoint.errors.contains("a checkpoint is a regular file"))
    }
  }

  @Test func arraysGoToPipesToo() throws {
    let arguments = "betaflow flow problem.yaml --format npz --output"
    let outcome = try program.runScript("\(arguments) a.npz && \(arguments) - | cmp - a.npz")
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  @Test(
    "closed streams end with 73, and with one line",
    arguments: ["flow problem.yaml", "--help", "flow --help"])
  func closed(command: String) throws {
    let outcome = try program.runScript("betaflow \(command) >&-")
    #expect(outcome.code == 73)
    #expect(
      outcome.errors
        == "Error: cannot write 'standard output': it is closed or not open for writing\n")
    let full = try program.runScript("betaflow \(command) >/dev/full")
    #expect(full.code == 73)
    #expect(full.errors == "Error: cannot write 'standard output': No space left on device\n")
    // Nobody is left to hear why.
    #expect(try program.runScript("betaflow \(command) 2>&- >&-").code == 73)
  }

  @Test(
    "a reader who leaves is no news",
    arguments: [
      "schedule 'tanh(rate=0.002)' --steps 100000 --format csv", "flow problem.yaml --format json",
    ])
  func brokenPipe(command: String) throws {
    try workspace.write("problem.yaml", problem(("samples: 3", "samples: 3000")))
    let outcome = try program.runScript("betaflow \(command) | head -c 1 >first")
    #expect(outcome.code == 73)
    #expect(outcome.errors.isEmpty)
  }

  /// Messages must not end the work, nor land in a file that got the number of standard error.
  @Test func closedErrorsDoNoHarm() throws {
    try workspace.write("finite.yaml", problem() + "simulation: {dimension: 10, replicas: 2}\n")
    let command = "betaflow simulate finite.yaml --checkpoint c --seed 3 --output"
    let whole = try program.runScript("\(command) a")
    try #require(whole.code == 0, "\(whole.errors)")
    let closed = try program.runScript("rm c; \(command) b <&- >&- 2>&- && \(command) c.txt")
    #expect(closed.code == 0, "\(closed.errors)")
    let gone = try program.runScript("(rm c; \(command) d 3>&1 >&2 2>&3; echo $? >code) | true")
    #expect(gone.code == 0)
    let results = try ["a", "b", "c.txt", "d"].map {
      try Data(contentsOf: program.directory.appendingPathComponent($0))
    }
    #expect(Set(results).count == 1 && !results[0].isEmpty)
  }

  @Test(
    "a folder for temporary files that is not there does no harm",
    arguments: ["/nowhere", "", "problem.yaml"])
  func temporaryFolder(path: String) throws {
    let outcome = try program.runScript(
      "betaflow flow problem.yaml --plot a.svg --plot a.png --output a.txt",
      environment: ["TMPDIR": path])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try Set(["a.svg", "a.png", "a.txt"]).isSubset(of: workspace.files))
  }
}
