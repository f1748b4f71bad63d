import ArgumentParser
import FiniteSize
import Foundation
import LinearVAE
import MessageText
import NumericKit
import Plotting
import ProblemFiles
import Requests
import Spectra
import Storage
import Studies

struct Failure {
  typealias Code = ExitStatus

  let code: Code
  /// What people should know; `nil` when they know it: they closed the pipe.
  let message: String?

  /// Classifies an error; `nil` for one that ArgumentParser knows.
  init?(_ error: any Error) {
    if error is ValidationError || error is ExitCode || error is CleanExit { return nil }
    code = Code(error)
    message = (error as? OutputError)?.isBrokenPipe == true ? nil : Self.message(error)
  }

  private static func message(_ error: any Error) -> String {
    switch error {
    case let error as CheckpointError: message(error)
    case let error as DataFileError: "\(error)".namingFlags(error.problem.settings)
    case let error as LossConventionError: message(error)
    case let error as ProblemFileError: message(error)
    case let error as RunCancelled: message(error)
    default: error.sentence
    }
  }

  /// What is wrong, and for a name without a value the flag that gives it one.
  private static func message(_ error: LossConventionError) -> String {
    guard !error.undefinedNames.isEmpty else { return "\(error)" }
    let sizes = ["N": "--dimension", "M": "--latents", "B": "--batch"]
    let flags = error.undefinedNames.map { sizes[$0] ?? "--set \($0.shown())=VALUE" }
    return "\(error) (\(flags.joined(separator: ", ")))"
  }

  /// What is wrong, and for data the command that takes them.
  private static func message(_ error: ProblemFileError) -> String {
    guard error.kind == .data, let file = error.file else { return "\(error)" }
    let isStandardInput = file == InputFile.name(InputFile.standardInput)
    let path = isStandardInput ? InputFile.standardInput : file.shownPath()
    return "\(error); for data, use: betaflow plan \(path) --latents M"
  }

  /// What is wrong, with the flags that decide it.
  private static func message(_ error: CheckpointError) -> String {
    switch error.problem {
    case .mismatch("keeps_runs", let found, let expected):
      let problem = CheckpointError.Problem.mismatch(
        key: "--keep-replicas", found: found, expected: expected)
      return "\(CheckpointError(path: error.path, problem))"
    case .foreign, .version, .inUse: return "\(error) (--checkpoint)"
    default: return "\(error)"
    }
  }

  /// How far the runs came, and the command that goes on.
  private static func message(_ cancelled: RunCancelled) -> String {
    guard let checkpoint = cancelled.checkpoint, let progress = cancelled.progress,
      let total = progress.total
    else { return "\(cancelled)" }
    let runs = progress.parts
    var done = "interrupted after \(ProgressLine.share(progress.done, of: total))"
    if runs > 1 { done += " (\(runs) runs of \(ProgressLine.count(total / runs)))" }
    // With the name it was called by: it need not be among the commands of the shell.
    var words = CommandLine.arguments
    let isGiven = words.contains { $0 == "--checkpoint" || $0.hasPrefix("--checkpoint=") }
    if !isGiven { words += ["--checkpoint", checkpoint] }
    return "\(done); go on with:\n  \(Arguments.shell(words))"
  }
}
