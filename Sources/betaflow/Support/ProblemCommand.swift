import ArgumentParser

protocol ProblemCommand: Subcommand {
  var problem: ProblemArgument { get }
}

extension ProblemCommand {
  var problemFile: String { problem.file }
}

struct ProblemArgument: ParsableArguments {
  @Argument(
    help: "Problem file (YAML or JSON), or - for standard input.", completion: .problemFile)
  var file: String
}
