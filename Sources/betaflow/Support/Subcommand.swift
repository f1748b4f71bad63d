import ArgumentParser
import Foundation
import Synchronization

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
    } catch {
      guard let failure = Failure(error) else { throw error }
      Message.error(failure.message)
      throw ExitCode(failure.code.rawValue)
    }
  }
}

/// Lines for people, on standard error.
enum Message {
  /// Whether the last line is one of progress, to be written over.
  private static let isOpen = Atomic(false)

  /// Why the command failed.
  static func error(_ text: String) { line("Error: \(text)") }

  /// What the user should know although the command goes on.
  static func warning(_ text: String) { line("Warning: \(text)") }

  /// How something was understood.
  static func note(_ text: String) { line("Note: \(text)") }

  /// A line, in the place of one of progress.
  static func line(_ text: String) {
    let isInPlace = isOpen.exchange(false, ordering: .relaxed)
    write((isInPlace ? "\r\u{1B}[K" : "") + text + "\n")
  }

  /// On a terminal, a line of progress that the next line is written over.
  static func progress(_ text: String) {
    isOpen.store(true, ordering: .relaxed)
    write("\r\u{1B}[K\(text)")
  }

  /// A closed standard error, or one on a full disk, must not end the work.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
