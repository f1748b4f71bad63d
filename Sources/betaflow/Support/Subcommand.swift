import ArgumentParser
import Foundation
import NumericKit
import Requests

/// A subcommand: its errors become messages with the exit codes of the contract.
protocol Subcommand: ParsableCommand {
  /// A call that runs as it stands in the project's folder; the last line of the help.
  static var example: String { get }

  /// Whether some of its work is worth saving when it is interrupted.
  var canSave: Bool { get }

  /// The file that the state of such work goes to and comes from, if one was named.
  var checkpoint: String? { get }

  /// What is said when it is interrupted with nothing saved.
  var lastWords: String { get }

  func execute() throws
}

extension Subcommand {
  var canSave: Bool { false }

  var checkpoint: String? { nil }

  var lastWords: String {
    let name = Self.configuration.commandName ?? ""
    let words = "\(name) was interrupted before it had written its result; the same call "
    guard let checkpoint, FileManager.default.fileExists(atPath: checkpoint) else {
      return words + "starts anew"
    }
    return words + "goes on from \(checkpoint)"
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
