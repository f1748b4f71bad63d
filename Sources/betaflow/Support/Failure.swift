import ArgumentParser
import FiniteSize
import Foundation
import LinearVAE
import MeanField
import NumericKit
import Plotting
import ProblemFiles
import Spectra
import Storage
import Studies

/// How the command ends when something goes wrong.
struct Failure {
  /// The exit codes of the command line's contract.
  enum Code: Int32, CaseIterable {
    case numerics = 1
    case usage = 64
    case data = 65
    case missingFile = 66
    case output = 73
    case interrupted = 75

    /// What it tells.
    var meaning: String {
      switch self {
      case .numerics:
        "the numerics could not deliver, or a verdict of audit has changed; the message says more"
      case .usage: "wrong flags, keys or values; the message says which, and what is allowed"
      case .data: "a data file that is not what it should be; the message says where"
      case .missingFile: "no such file, or it cannot be read"
      case .output: "the output cannot be written"
      case .interrupted: "interrupted; the message says how to go on"
      }
    }
  }

  let code: Code
  /// What people should know; `nil` when they know it: they closed the pipe.
  let message: String?

  /// Classifies an error; `nil` for one that ArgumentParser knows.
  init?(_ error: any Error) {
    switch error {
    case let error as DataFileError:
      code = Self.code(of: error)
    case let error as OutputError where error.isBrokenPipe:
      code = .output
      message = nil
      return
    case is OutputError: code = .output
    case let error as FigureError: code = Self.code(of: error)
    case is FlowError, is LinearAlgebraError, is IntegrationError, is NoThreshold,
      is ChangedVerdicts:
      code = .numerics
    case let error as ProblemFileError:
      code = error.kind == .unreadable ? .missingFile : .usage
      message = Self.message(error)
      return
    case is ReplicaFailure: code = .numerics
    case let error as CheckpointError:
      code = Self.code(of: error)
      message = Self.message(error)
      return
    case let error as RunCancelled:
      code = error.reason == .stopped ? .interrupted : .numerics
      message = Self.message(error)
      return
    case is InvalidProblem, is LossConventionError:
      code = .usage
    case is ValidationError, is ExitCode, is CleanExit: return nil
    default:
      code = .numerics
      message = Self.plain(error)
      return
    }
    message = "\(error)"
  }

  /// An error that nothing here says that it throws: Foundation's without its dump.
  private static func plain(_ error: any Error) -> String {
    switch error {
    case is EncodingError: "the result holds a number that is not finite"
    case is CocoaError, is POSIXError, is URLError: error.localizedDescription
    default: type(of: error) is NSError.Type ? error.localizedDescription : "\(error)"
    }
  }

  private static func code(of error: DataFileError) -> Code {
    switch error.problem {
    case .notFound, .unreadable: .missingFile
    default: .data
    }
  }

  private static func code(of error: CheckpointError) -> Code {
    switch error.problem {
    case .foreign, .version, .damaged, .mismatch: return .data
    case .unreadable: return .missingFile
    case .inUse, .unwritable: return .output
    }
  }

  /// What is wrong, and for data the command that takes them.
  private static func message(_ error: ProblemFileError) -> String {
    guard error.kind == .data, let file = error.file else { return "\(error)" }
    let isStandardInput = file == InputFile.name(InputFile.standardInput)
    let path = isStandardInput ? InputFile.standardInput : file.shownPath()
    return "\(error); for data there is: betaflow plan \(path) --latents M"
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
    return "\(done); go on with:\n  \(ShellWord.joined(words))"
  }

  private static func code(of error: FigureError) -> Code {
    switch error {
    case .unknownFormat: return .usage
    case .notWritable, .gnuplotMissing: return .output
    case .nothingToDraw, .invalidRange, .tooSmall, .gnuplotFailed: return .numerics
    }
  }
}
