import ArgumentParser
import NumericKit

/// A subcommand: its errors become messages with the exit codes of the contract.
protocol Subcommand: ParsableCommand {
  /// A call that runs as it stands in the project's folder; the last line of the help.
  static var example: String { get }

  /// Whether some of its work is worth saving when it is interrupted.
  var canSave: Bool { get }

  /// What is said when it is interrupted with nothing saved.
  var lastWords: String { get }

  /// Does the work.
  func execute() throws
}

extension Subcommand {
  var canSave: Bool { false }

  var lastWords: String {
    "\(Self.configuration.commandName ?? "") was interrupted before it had written its result; the same call starts anew"
  }

  func run() throws {
    Interruption.watch(canSave: canSave) { [lastWords] in lastWords }
    do {
      try execute()
    } catch let error as RunCancelled where error.reason == .stopped && error.checkpoint == nil {
      Interruption.awaitEnd()
    } catch {
      ProgressLine.end()
      guard let failure = Failure(error) else { throw error }
      if let message = failure.message { Message.error(message) }
      throw ExitCode(failure.code.rawValue)
    }
  }
}
