import ArgumentParser

/// A subcommand about a problem file.
protocol ProblemCommand: Subcommand {
  var problem: ProblemArgument { get }
}

extension ProblemCommand {
  /// The file as it was named.
  var problemFile: String { problem.file }
}

/// The argument of the subcommands that read a problem file.
struct ProblemArgument: ParsableArguments {
  @Argument(
    help: "Problem file (YAML or JSON), or - for standard input.", completion: .problemFile)
  var file: String
}
