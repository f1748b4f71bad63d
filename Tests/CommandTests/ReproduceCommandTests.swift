import Foundation
import Testing

@Suite("betaflow reproduce")
struct ReproduceCommandTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws { workspace = try Workspace() }

  private func files(in folder: String) throws -> Set<String> {
    Set(
      try FileManager.default.contentsOfDirectory(
        atPath: program.directory.appendingPathComponent(folder).path))
  }

  @Test("a figure in its folder, the page beside it, one line a figure on standard error")
  func figures() throws {
    let outcome = try program.run("reproduce", "fig3", "fig2", "--quick", "--output", "out")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.text == "out/index.html\n")
    #expect(outcome.errors.split(separator: "\n").count == 2)
    #expect(try files(in: "out") == ["fig2", "fig3", "index.html"])
    let expected: Set = [
      "fig3.csv", "fig3-convergence.csv", "fig3.npz", "fig3.svg", "fig3.pdf", "fig3.png", "fig3.gp",
      "constant.yaml", "tanh.yaml", "specification.json", "record.json",
    ]
    #expect(try files(in: "out/fig3") == expected)
    // What is made later is added.
    let second = try program.run("reproduce", "fig5", "--quick", "--quiet", "--output", "out")
    #expect(second.code == 0 && second.errors.isEmpty, "\(second.errors)")
    let page = try String(
      contentsOf: program.directory.appendingPathComponent("out/index.html"), encoding: .utf8)
    for figure in ["fig2", "fig3", "fig5"] { #expect(page.contains("id=\"\(figure)\"")) }
  }

  /// Files of an earlier figure that a new one does not have are removed; nothing else is, whatever the
  /// record says.
  @Test func recordsRemoveNoFolders() throws {
    let arguments = ["reproduce", "beyond-phases", "--quick", "--quiet", "--output", "out"]
    #expect(try program.run(arguments).code == 0)
    let made = try files(in: "out/beyond-phases")
    let record = program.directory.appendingPathComponent("out/beyond-phases/record.json")
    let text = try String(contentsOf: record, encoding: .utf8)
    let changed = text.replacing(/"files":\s*\[/) { $0.output + #""old.csv", ".", "..", "# }
    #expect(changed != text)
    try changed.write(to: record, atomically: true, encoding: .utf8)
    for name in ["beyond-phases/old.csv", "beyond-phases/mine.csv", "mine.txt"] {
      try workspace.write("out/\(name)", "1\n")
    }
    #expect(try program.run(arguments).code == 0)
    #expect(try files(in: "out/beyond-phases") == made.union(["mine.csv"]))
    #expect(try files(in: "out") == ["beyond-phases", "index.html", "mine.txt"])
  }

  @Test("the problem files are arguments of the other subcommands")
  func problemFiles() throws {
    let outcome = try program.run(
      "reproduce", "fig3", "fig2", "fig5", "--quick", "--quiet", "--output", "out")
    #expect(outcome.code == 0, "\(outcome.errors)")
    for call in [
      ["check", "out/fig3/tanh.yaml"], ["flow", "out/fig3/tanh.yaml"],
      ["flow", "out/fig5/linear.yaml"], ["fixed-points", "out/fig2/2-latents-limit.yaml"],
      ["threshold", "out/fig2/1-latents-finite-rate.yaml"],
      ["anneal", "out/fig3/constant.yaml", "--rates", "0.1:0.3:3"],
    ] {
      let outcome = try program.run(call)
      #expect(outcome.code == 0, "\(call): \(outcome.errors)")
    }
  }

  @Test(
    "wrong words end with 64 and what is allowed",
    arguments: [
      (["fig6", "--output", "out"], "beyond-size"), (["--output", "out"], "fig1"),
      (["fig1"], "--output"), (["fig2", "--variant", "authors-start", "--output", "out"], "fig1"),
      (["fig1", "--threads", "0", "--output", "out"], "--threads"),
    ])
  func wrongWords(arguments: [String], word: String) throws {
    let outcome = try program.run(["reproduce"] + arguments)
    #expect(outcome.code == 64 && outcome.errors.contains(word), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(try workspace.files.isEmpty)
  }

  @Test("a folder that cannot be made ends with 73 before work begins")
  func unwritable() throws {
    try workspace.write("file", "")
    for (path, word) in [("file", "not a directory"), ("no/where", "no directory")] {
      let outcome = try program.run("reproduce", "all", "--output", path)
      #expect(outcome.code == 73 && outcome.errors.contains(word), "\(outcome.errors)")
    }
    #expect(try workspace.files == ["file"])
  }

  @Test("SIGINT and SIGTERM end with 75 and how to go on", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let record = program.directory.appendingPathComponent("out/fig3/record.json").path
    let call = ["reproduce", "fig3", "beyond-size", "--seed", "5", "--output", "out"]
    let (code, text) = try program.stopped(by: signal, call) { _ in
      FileManager.default.fileExists(atPath: record)
    }
    #expect(code == 75, "\(text)")
    #expect(text.contains("betaflow reproduce beyond-size --seed 5 --output out"), "\(text)")
    #expect(try files(in: "out") == ["fig3", "index.html"])
  }
}
