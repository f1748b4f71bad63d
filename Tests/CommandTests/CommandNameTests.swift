import Testing

/// The first word of a command line.
@Suite("Names of commands")
struct CommandNameTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  @Test(
    "what is no command ends with 64 and what was meant",
    arguments: [
      (["flwo", "x.yaml"], "no command 'flwo'; did you mean 'flow'?"),
      (["simluate"], "no command 'simluate'; did you mean 'simulate'?"),
      (["Plan", "x.csv", "--latents", "2"], "no command 'Plan'; did you mean 'plan'?"),
      (["fixedpoints"], "did you mean 'fixed-points'?"), (["sched"], "did you mean 'schedule'?"),
      (["xyz"], "no command 'xyz'. Commands are plan, train, diagnose, flow, "),
      (["xyz", "a", "b"], "no command 'xyz'. Commands are plan, train, diagnose, flow, "),
      (["x.csv"], "no command 'x.csv'; for data, use: betaflow plan x.csv --latents M."),
      (["x.yaml"], "no command 'x.yaml'; for a problem file, use: betaflow flow x.yaml."),
      (["help", "nothing"], "no command 'nothing'. Commands are"),
      (["help", "flwo"], "no command 'flwo'; did you mean 'flow'?"),
      (
        ["help", "flow", "plan"], "help is about one command, such as 'betaflow help plan', not 2."
      ),
      ([""], "no command ''. Commands are"),
    ])
  func unknown(arguments: [String], message: String) throws {
    let outcome = try workspace.program.run(arguments)
    #expect(outcome.code == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test("help on a command is its help")
  func help() throws {
    let program = workspace.program
    let help = try program.run("help", "flow")
    #expect(help.code == 0)
    #expect(help.text == (try program.run("flow", "--help")).text)
    #expect(help.text.hasSuffix("EXAMPLE:\n  betaflow flow Examples/matched.yaml\n"))
    for arguments in [["help"], ["help", "help"], [], ["--help"], ["-h"]] {
      let outcome = try program.run(arguments)
      #expect(outcome.code == 0 && outcome.text.contains("USAGE: betaflow"), "\(arguments)")
    }
    #expect(try program.run("--version").text == "0.1.0\n")
  }
}
