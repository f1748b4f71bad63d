import LinearVAE
import MeanField
import NumericKit
import Plotting
import Spectra
import Studies

/// How the command ends when something goes wrong.
struct Failure {
  /// The exit codes of the command line's contract.
  enum Code: Int32 {
    /// The numerics could not deliver.
    case numerics = 1
    /// Wrong flags, keys or values.
    case usage = 64
    /// A data file that is not what it should be.
    case data = 65
    /// No such file.
    case missingFile = 66
    /// Output cannot be written.
    case output = 73
  }

  let code: Code
  let message: String

  /// Classifies an error; `nil` for one that this program does not know.
  init?(_ error: any Error) {
    switch error {
    case let error as DataFileError:
      code = error.concernsOpening ? .missingFile : .data
    case is OutputError: code = .output
    case let error as FigureError: code = Self.code(of: error)
    case is FlowError, is LinearAlgebraError, is IntegrationError: code = .numerics
    case let error as ForecastError: code = Self.code(of: error)
    case let error as ProblemFileError: code = error.kind == .unreadable ? .missingFile : .usage
    case is InvalidProblem, is UnrealizableState, is LossConventionError: code = .usage
    default: return nil
    }
    message = "\(error)"
  }

  private static func code(of error: FigureError) -> Code {
    switch error {
    case .unknownFormat: return .usage
    case .missingDirectory, .notWritable, .gnuplotMissing: return .output
    case .nothingToDraw, .invalidRange, .tooSmall, .gnuplotFailed: return .numerics
    }
  }

  private static func code(of error: ForecastError) -> Code {
    switch error {
    case .noLatents, .tooManyLatents, .invalidBeta, .invalidDecoderVariance, .outOfRange:
      return .usage
    case .decoderVarianceVanishes: return .numerics
    }
  }
}
