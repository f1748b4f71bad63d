import LinearVAE
import MessageText

/// Why a problem file cannot be used: where, what was found and what is allowed.
public struct ProblemFileError: Error, Sendable, Hashable {
  /// The two ways to fail, which scripts tell apart by the exit code.
  public enum Kind: Sendable, Hashable {
    /// There is no such file, or it cannot be opened.
    case unreadable
    /// The file is not YAML, or a key or value of it is wrong.
    case invalid
  }

  /// Which of the two ways.
  public let kind: Kind
  /// The file as it was named, or `nil` when the specification did not come from one.
  public let file: String?
  /// The line of the key or value, counted from 1, where one is at fault.
  public let line: Int?
  /// The key, such as `training.beta.rate` or `initial.Q.0.1`; empty for the whole file.
  public let keyPath: String
  /// What was found, for people.
  public let found: String
  /// What is allowed, for people.
  public let expected: String
  /// Why, and what to do about it, where that is not plain from the rest.
  public let advice: String?

  init(
    _ kind: Kind = .invalid, file: String?, line: Int?, keyPath: String, found: String,
    expected: String, advice: String? = nil
  ) {
    self.kind = kind
    self.file = file
    self.line = line
    self.keyPath = keyPath
    self.found = found
    self.expected = expected
    self.advice = advice
  }

  /// The error of a value, at its place in a file if it has one.
  public init(_ error: InvalidProblem, file: String? = nil, line: Int? = nil) {
    self.init(
      file: file, line: line, keyPath: error.keyPath, found: error.found,
      expected: error.allowed, advice: error.advice)
  }
}

extension ProblemFileError: CustomStringConvertible {
  /// One line: `problem.yaml:7: training.batch: found text "two", expected a whole number ≥ 1`.
  public var description: String {
    let place = [file?.shownPath(), line.map { "\($0)" }].compactMap { $0 }.joined(separator: ":")
    let message = "found \(found.shown(upTo: 300)), expected \(expected)"
    let parts = [place, keyPath.shown(upTo: 120), message].filter { !$0.isEmpty }
    return ([parts.joined(separator: ": ")] + [advice].compactMap { $0 }).joined(separator: "; ")
  }
}
