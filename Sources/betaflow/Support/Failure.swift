import ArgumentParser
import FiniteSize
import Foundation
import LinearVAE
import Paper
import Plotting
import ProblemFiles
import Spectra
import Storage
import Studies

struct Failure {
  enum Code: Int32, CaseIterable {
    case numerics = 1
    case usage = 64
    case data = 65
    case missingFile = 66
    case output = 73
    case interrupted = 75

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
    if error is ValidationError || error is ExitCode || error is CleanExit { return nil }
    code = Code(error)
    message = (error as? OutputError)?.isBrokenPipe == true ? nil : Self.message(error)
  }

  private static func message(_ error: any Error) -> String {
    switch error {
    case let error as CheckpointError: message(error)
    case let error as EnsembleInterruption: message(error)
    case is EncodingError: "the result holds a number that is not finite"
    // Foundation's without their dumps.
    case is CocoaError, is POSIXError, is URLError: error.localizedDescription
    default: type(of: error) is NSError.Type ? error.localizedDescription : "\(error)"
    }
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
  private static func message(_ interruption: EnsembleInterruption) -> String {
    let (total, replicas) = (interruption.totalSteps, interruption.replicas)
    var done = "interrupted after \(ProgressLine.share(interruption.steps, of: total))"
    if replicas > 1 { done += " (\(replicas) runs of \(ProgressLine.count(total / replicas)))" }
    guard let checkpoint = interruption.checkpoint else { return done }
    // With the name it was called by: it need not be among the commands of the shell.
    var words = CommandLine.arguments
    let isGiven = words.contains { $0 == "--checkpoint" || $0.hasPrefix("--checkpoint=") }
    if !isGiven { words += ["--checkpoint", checkpoint] }
    return "\(done); go on with:\n  \(Arguments.shell(words))"
  }
}

extension Failure.Code {
  fileprivate init(_ error: any Error) {
    self =
      switch error {
      case let error as DataFileError:
        switch error.problem {
        case .notFound, .unreadable: .missingFile
        default: .data
        }
      case let error as CheckpointError:
        switch error.problem {
        case .foreign, .version, .damaged, .mismatch: .data
        case .unreadable: .missingFile
        case .inUse, .unwritable: .output
        }
      case let error as FigureError:
        switch error {
        case .unknownFormat: .usage
        case .missingDirectory, .notWritable, .gnuplotMissing: .output
        case .nothingToDraw, .invalidRange, .tooSmall, .gnuplotFailed: .numerics
        }
      case ForecastError.decoderVarianceVanishes: .numerics
      case let error as ProblemFileError: error.kind == .unreadable ? .missingFile : .usage
      case let error as EarlierAudit.Failure: error.concernsOpening ? .missingFile : .data
      case is InvalidProblem, is UnrealizableState, is LossConventionError, is ForecastError: .usage
      case is OutputError: .output
      case is EnsembleInterruption: .interrupted
      default: .numerics
      }
  }
}
