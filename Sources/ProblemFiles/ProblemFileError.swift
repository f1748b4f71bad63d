import LinearVAE
import MessageText

/// Why a problem file cannot be used: where, what was found and what is allowed.
///
/// The members of its ``problem`` are its own: `error.keyPath`, `error.found`.
@dynamicMemberLookup
public struct ProblemFileError: Error, Sendable, Hashable {
  /// The ways to fail, which the command tells apart.
  public enum Kind: Sendable, Hashable {
    /// There is no such file, or it cannot be opened.
    case unreadable
    /// It is a file of data.
    case data
    /// The file is not YAML, or a key or value of it is wrong.
    case invalid
  }

  /// Which of the ways.
  public let kind: Kind
  /// The file as it was named, or `nil` when the specification did not come from one.
  public let file: String?
  /// The line of the key or value, counted from 1, where one is at fault.
  public let line: Int?
  /// What is wrong; its key path, such as `initial.Q.0.1`, is empty for the whole file.
  public let problem: InvalidProblem

  /// The error of a value, at its place in a file if it has one.
  public init(
    _ problem: InvalidProblem, kind: Kind = .invalid, file: String? = nil, line: Int? = nil
  ) {
    self.kind = kind
    self.file = file
    self.line = line
    self.problem = problem
  }

  /// A member of ``problem``.
  public subscript<Value>(dynamicMember member: KeyPath<InvalidProblem, Value>) -> Value {
    problem[keyPath: member]
  }
}

extension ProblemFileError: CustomStringConvertible {
  /// One line: `problem.yaml:7: training.batch: found text "two", expected a whole number ≥ 1`.
  public var description: String {
    InvalidProblem.message(file: file, line: line, keyPath: problem.keyPath, problem.finding)
  }
}

extension InvalidProblem {
  /// What is said of a place in a file, as far as it is known.
  static func message(file: String?, line: Int?, keyPath: String, _ text: String) -> String {
    let place = [file?.shownPath(), line.map { "\($0)" }].compactMap { $0 }.joined(separator: ":")
    return [place, keyPath.shown(upTo: 120), text].filter { !$0.isEmpty }.joined(separator: ": ")
  }
}
