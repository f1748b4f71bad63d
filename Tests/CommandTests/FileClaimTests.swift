import Foundation
import Testing

/// What is read is not written over.
@Suite("Files that are read and written")
struct FileClaimTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws {
    workspace = try Workspace()
    try workspace.write(
      "in.yaml", problem() + "simulation: {dimension: 10, replicas: 2}\n")
    try workspace.write("in.csv", "1,2\n3,5\n4,4\n")
    try workspace.write(
      "in.json", #"{"claims": [{"id": "flow-R", "verdict": "confirmed after correction"}]}"#)
    let files = FileManager.default
    let folder = program.directory
    try files.createDirectory(
      at: folder.appendingPathComponent("sub"), withIntermediateDirectories: false)
    for suffix in ["yaml", "csv", "json"] {
      let input = folder.appendingPathComponent("in.\(suffix)").path
      try files.createSymbolicLink(
        atPath: folder.appendingPathComponent("soft-\(suffix).svg").path,
        withDestinationPath: "sub/../in.\(suffix)")
      try files.linkItem(
        atPath: input, toPath: folder.appendingPathComponent("hard-\(suffix).svg").path)
    }
  }

  private static let commands = [
    "flow in.yaml", "check in.yaml", "plan in.csv --latents 1", "threshold in.yaml",
    "fixed-points in.yaml", "escape in.yaml", "phase in.yaml --x beta=1:2:2 --y eta=1:2:2",
    "branches in.yaml --x beta=1:1.5", "anneal in.yaml", "schedule in.yaml --steps 3 --dimension 9",
    "simulate in.yaml", "compare in.yaml", "audit --quick --only flow-R --against in.json",
  ]

  @Test("a result in the place of an input ends with 64 before any work", arguments: commands)
  func inputs(command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let input = try #require(words.first { $0.hasPrefix("in.") })
    let suffix = String(input.dropFirst(3))
    let contents = try Data(contentsOf: program.directory.appendingPathComponent(input))
    var flags = ["--output"]
    if !["check", "audit"].contains(words[0]) { flags.append("--plot") }
    if ["simulate", "compare"].contains(words[0]) { flags.append("--checkpoint") }
    let absolute = program.directory.appendingPathComponent(input).path
    for flag in flags {
      let links = ["soft-\(suffix).svg", "hard-\(suffix).svg", "sub/../hard-\(suffix).svg"]
      let names = flag == "--plot" ? links : links + [input, "./\(input)", absolute]
      for name in names {
        let outcome = try program.run(words + [flag, name])
        #expect(outcome.code == 64, "\(flag) \(name): \(outcome.errors)")
        #expect(outcome.output.isEmpty)
        let what = words[0] == "audit" ? "--against \(input)" : "file \(input)"
        let isNamed = outcome.errors.contains("\(flag) \(name): the same file as ")
        #expect(isNamed && (outcome.errors.contains(what) || words[0] == "schedule"))
      }
    }
    #expect(try Data(contentsOf: program.directory.appendingPathComponent(input)) == contents)
  }

  @Test func standardStreamsAreFilesToo() throws {
    let before = try String(
      contentsOf: program.directory.appendingPathComponent("in.yaml"), encoding: .utf8)
    for script in [
      "betaflow flow - --output in.yaml <in.yaml", "betaflow flow in.yaml >>in.yaml",
      "betaflow flow in.yaml --output - >>in.yaml",
      "betaflow flow in.yaml --output /dev/stdout >>in.yaml",
      "betaflow flow in.yaml --plot soft-yaml.svg", "betaflow flow in.yaml --plot a.svg >a.svg",
    ] {
      let outcome = try program.runScript(script)
      #expect(outcome.code == 64, "\(script): \(outcome.errors)")
      #expect(outcome.errors.contains("the same file as"))
    }
    let after = try String(
      contentsOf: program.directory.appendingPathComponent("in.yaml"), encoding: .utf8)
    #expect(after == before)
  }

  /// Input and output may be the same device.
  @Test func devicesMayBeBoth() throws {
    let outcome = try program.runScript("betaflow plan /dev/null --latents 1 --output /dev/null")
    #expect(outcome.code == 65)
  }

  @Test("a checkpoint that is a file of a terabyte is refused unread")
  func largeCheckpoint() throws {
    let path = program.directory.appendingPathComponent("film").path
    try workspace.write("film", "no checkpoint")
    try #require(truncate(path, 1 << 40) == 0)
    let outcome = try program.run("simulate", "in.yaml", "--checkpoint", "film")
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("'film' is not a checkpoint"), "\(outcome.errors)")
  }
}
