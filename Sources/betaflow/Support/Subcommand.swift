import ArgumentParser
import Foundation

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
      Message.error(failure.message)
      throw ExitCode(failure.code.rawValue)
    }
  }
}

/// Lines for people, on standard error.
enum Message {
  /// Why the command failed.
  static func error(_ text: String) { write("Error: \(text)\n") }

  /// What the user should know although the command goes on.
  static func warning(_ text: String) { write("Warning: \(text)\n") }

  /// How something was understood.
  static func note(_ text: String) { write("Note: \(text)\n") }

  /// A closed standard error, or one on a full disk, must not end the work.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
