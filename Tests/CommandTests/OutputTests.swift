import Foundation
import Testing

/// Where results and pictures go, and what happens when they cannot.
@Suite("Output files")
struct OutputTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws {
    workspace = try Workspace()
    try workspace.write("problem.yaml", problem())
    try workspace.write("data.csv", "1,2\n3,5\n4,4\n")
  }

  private static let commands = [
    ["flow", "problem.yaml"], ["plan", "data.csv", "--latents", "1"],
  ]

  /// Runs a command that must fail without output and without a trace.
  private func expectFailure(
    _ code: Int32, saying word: String, _ arguments: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try Set(workspace.files)
    let outcome = try program.run(arguments)
    #expect(outcome.code == code, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
    #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(try Set(workspace.files) == before, sourceLocation: sourceLocation)
  }

  @Test("missing input files end with 66")
  func missing() throws {
    try expectFailure(66, saying: "no.csv: no such file", ["plan", "no.csv", "--latents", "1"])
    try expectFailure(66, saying: "no.yaml", ["flow", "no.yaml"])
  }

  @Test("a missing folder, a directory, a pipe end with 73", arguments: commands)
  func unwritable(command: [String]) throws {
    let folder = program.directory
    for name in ["folder.svg", "folder.csv"] {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(name), withIntermediateDirectories: false)
    }
    for name in ["pipe.svg", "pipe.csv"] {
      try #require(mkfifo(folder.appendingPathComponent(name).path, 0o600) == 0)
    }
    let cases = [("nowhere/x", "nowhere"), ("folder", "directory"), ("pipe", "regular file")]
    for (name, word) in cases {
      try expectFailure(73, saying: word, command + ["--output", name + ".csv"])
      try expectFailure(73, saying: word, command + ["--plot", name + ".svg"])
    }
    for name in ["pipe.svg", "pipe.csv"] {
      let attributes = try FileManager.default.attributesOfItem(
        atPath: folder.appendingPathComponent(name).path)
      #expect(attributes[.type] as? FileAttributeType != .typeRegular)
    }
  }

  @Test(
    "standard output that cannot be written ends with 73",
    arguments: commands + [["check", "problem.yaml"], ["loss", "sse + kl", "--dimension", "3"]])
  func fullDevice(command: [String]) throws {
    let outcome = try program.run(command, writingTo: "/dev/full")
    #expect(outcome.code == 73, "\(outcome.errors)")
    #expect(outcome.errors.contains("cannot write 'standard output'"), "\(outcome.errors)")
  }

  @Test("result and pictures in one file, however it is spelled, end with 64", arguments: commands)
  func clashes(command: [String]) throws {
    try FileManager.default.createSymbolicLink(
      atPath: program.directory.appendingPathComponent("link.svg").path,
      withDestinationPath: "x.svg")
    let absolute = program.directory.appendingPathComponent("x.svg").path
    for other in ["x.svg", "./x.svg", "link.svg", absolute] {
      try expectFailure(
        64, saying: "the same file as --output x.svg",
        command + ["--output", "x.svg", "--plot", other])
      try expectFailure(
        64, saying: "the same file as --plot x.svg",
        command + ["--plot", "x.svg", "--plot", other])
    }
  }

  @Test("symbolic links are followed and stay", arguments: commands)
  func symbolicLinks(command: [String]) throws {
    let files = FileManager.default
    let folder = program.directory
    try files.createDirectory(
      at: folder.appendingPathComponent("real"), withIntermediateDirectories: false)
    for name in ["result.csv", "plot.svg"] {
      try files.createSymbolicLink(
        atPath: folder.appendingPathComponent(name).path, withDestinationPath: "real/\(name)")
    }
    let outcome = try program.run(
      command + ["--format", "csv", "--output", "result.csv", "--plot", "plot.svg"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    for name in ["result.csv", "plot.svg"] {
      let link = try files.destinationOfSymbolicLink(
        atPath: folder.appendingPathComponent(name).path)
      #expect(link == "real/\(name)")
    }
    let real = try files.contentsOfDirectory(atPath: folder.appendingPathComponent("real").path)
    #expect(Set(real) == ["result.csv", "plot.svg"])
  }
}
