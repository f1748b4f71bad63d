import FiniteSize
import Foundation
import LinearVAE
import NumericKit
import Plotting
import ProblemFiles
import Spectra
import Storage
import Studies

/// What became of a question: the exit codes of the command.
package enum ExitStatus: Int32, CaseIterable, Sendable {
  case done = 0
  case numerics = 1
  case usage = 64
  case data = 65
  case missingFile = 66
  case output = 73
  case interrupted = 75

  /// What it stands for, in words.
  package var meaning: String {
    switch self {
    case .done: "done"
    case .numerics:
      "the numerics could not deliver, or a verdict of audit has changed; the message says more"
    case .usage: "wrong flags, keys or values; the message says which, and what is allowed"
    case .data: "a data file that is not what it should be; the message says where"
    case .missingFile: "no such file, or it cannot be read"
    case .output: "the output cannot be written"
    case .interrupted: "interrupted; the message says how to go on"
    }
  }

  /// That of an error; what is not known is the numerics'.
  package init(_ error: any Error) {
    self =
      switch error {
      case let error as DataFileError:
        switch error.problem {
        case .notFound, .unreadable: .missingFile
        case .unsuitedOption: .usage
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
        case .notWritable, .gnuplotMissing: .output
        case .nothingToDraw, .invalidRange, .tooSmall, .gnuplotFailed: .numerics
        }
      case let error as ProblemFileError: error.kind == .unreadable ? .missingFile : .usage
      case let error as RunCancelled: error.reason == .stopped ? .interrupted : .numerics
      case is InvalidProblem, is LossConventionError: .usage
      case is OutputError: .output
      default: .numerics
      }
  }
}

extension Error {
  /// What is wrong, in a sentence for people.
  package var sentence: String {
    switch self {
    case is EncodingError: "the result holds a number that is not finite"
    // Foundation's without their dumps.
    case is CocoaError, is POSIXError, is URLError: localizedDescription
    default: type(of: self) is NSError.Type ? localizedDescription : "\(self)"
    }
  }
}
