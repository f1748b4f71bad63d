import ArgumentParser
import Foundation
import MessageText
import Requests

@main
struct Betaflow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "betaflow",
    abstract: "Know how a (β-)VAE learns before you train it.",
    discussion: """
      Give it a data set and it says which latents die at which β and how long training stays on \
      a plateau; give it a problem and it follows the exact dynamics of learning.

      Exit codes:
        0   done
      \(Failure.Code.allCases.dropFirst().map(\.helpLine).joined(separator: "\n"))
      """,
    version: "0.1.0",
    subcommands: [
      PlanCommand.self, TrainCommand.self, DiagnoseCommand.self, FlowCommand.self,
      SimulateCommand.self, CompareCommand.self, FixedPointsCommand.self, ThresholdCommand.self,
      FiniteDataCommand.self, PhaseCommand.self, BranchesCommand.self, EscapeCommand.self,
      AnnealCommand.self,
      ScheduleCommand.self, ReproduceCommand.self, AuditCommand.self, CheckCommand.self,
      LossCommand.self,
    ])

  private static var commandNames: [String] {
    configuration.subcommands.map { $0._commandName }
  }

  static func main() {
    StandardStreams.prepare()
    do {
      try Arguments.checkEncoding()
      try Arguments.checkCommand(among: commandNames)
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(with: error)
    }
  }

  /// Ends the program with what ArgumentParser says of an error: help on standard output, all else on
  /// standard error.
  private static func end(with error: any Error) -> Never {
    let code = exitCode(for: error)
    let text = fullMessage(for: error)
    guard code == .success else {
      if !text.isEmpty { Message.line(Arguments.shown(in: text)) }
      Foundation.exit(code.rawValue)
    }
    let example = example(endingHelpFor: error).map { "\n\nEXAMPLE:\n  \($0)" } ?? ""
    do {
      try StandardStreams.print(
        CompletionScript.completed(text + example, commands: commandNames))
    } catch {
      guard let failure = Failure(error) else { Foundation.exit(1) }
      if let message = failure.message { Message.error(message) }
      Foundation.exit(failure.code.rawValue)
    }
    Foundation.exit(code.rawValue)
  }

  /// The example that belongs below a subcommand's help; `nil` for anything but such help.
  private static func example(endingHelpFor error: any Error) -> String? {
    guard exitCode(for: error) == .success else { return nil }
    let message = fullMessage(for: error)
    for case let subcommand as any Subcommand.Type in configuration.subcommands
    where message == helpMessage(for: subcommand) {
      return subcommand.example
    }
    return nil
  }
}

extension Failure.Code {
  fileprivate var helpLine: String {
    "  \(rawValue)".padding(toLength: 6, withPad: " ", startingAt: 0) + meaning
  }
}
