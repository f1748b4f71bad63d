import ArgumentParser
import Requests

/// A subcommand that asks about a problem file.
protocol ProblemCommand: RequestCommand {
  var problem: ProblemArgument { get }
  var common: CommonOptions { get }
}

extension ProblemCommand {
  static var arguments: Set<String> { ["problem"] }

  var problemFile: String { problem.file }

  /// The problem with the seed of the flags.
  var source: ProblemPart { ProblemPart(.file(problemFile), seed: common.seed) }
}

struct ProblemArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Problem file (YAML or JSON), or - for standard input.", valueName: "problem"),
    completion: .problemFile)
  var file: String
}
