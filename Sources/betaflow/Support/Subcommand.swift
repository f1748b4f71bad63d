import ArgumentParser

/// A subcommand: its errors become messages with the exit codes of the contract.
protocol Subcommand: ParsableCommand {
  /// A call that runs as it stands in the project's folder; the last line of the help.
  static var example: String { get }

  /// Does the work.
  func execute() throws
}

extension Subcommand {
  func run() throws {
    do {
      try execute()
    } catch {
      guard let failure = Failure(error) else { throw error }
      if let message = failure.message { Message.error(message) }
      throw ExitCode(failure.code.rawValue)
    }
  }
}
