import Storage

/// Why a figure could not be drawn or written.
public enum FigureError: Error, Sendable, Hashable {
  /// No series of the panel has a point that its axes can show. Panels count from 1.
  case nothingToDraw(panel: Int)
  /// The ends of an axis are reversed, equal, not finite, or not positive on a logarithmic axis.
  case invalidRange(panel: Int, axis: String, lower: Double, upper: Double)
  /// The labels leave no room for the axes.
  case tooSmall(width: Double, height: Double)
  /// The extension of the path names none of the formats.
  case unknownFormat(path: String)
  /// A file cannot be written.
  case notWritable(OutputError)
  /// There is no program `gnuplot`.
  case gnuplotMissing
  /// gnuplot stopped with an error.
  case gnuplotFailed(status: Int32, message: String)
}

extension FigureError: CustomStringConvertible {
  /// What went wrong and what helps, for the reader of a terminal.
  public var description: String {
    switch self {
    case .nothingToDraw(let panel):
      "panel \(panel) of the figure has no point that its axes can show"
    case .invalidRange(let panel, let axis, let lower, let upper):
      "panel \(panel) of the figure: the \(axis) axis cannot run from \(lower) to \(upper)"
    case .tooSmall(let width, let height):
      "the figure is too small for its labels at \(width) mm × \(height) mm"
    case .unknownFormat(let path):
      "cannot tell the format of '\(path)'; a figure is written as "
        + Figure.Format.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
        + " or, for the script, .gp"
    case .notWritable(let error): "\(error)"
    case .gnuplotMissing:
      "figures need the program gnuplot; on Debian and Ubuntu: apt-get install gnuplot-nox"
    case .gnuplotFailed(let status, let message):
      "gnuplot failed with status \(status): \(message)"
    }
  }
}
