import LinearVAE
import MessageText

/// An axis that cannot be.
public struct ParameterAxisError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The axis as it was written.
  public let text: String
  /// What was found in it.
  public let found: String
  /// What is allowed.
  public let allowed: String
  /// What was probably meant.
  public let advice: String?

  init(text: String, found: String, allowed: String, advice: String? = nil) {
    (self.text, self.found, self.allowed, self.advice) = (text, found, allowed, advice)
  }

  /// The same error about a longer text.
  func inText(_ text: String) -> ParameterAxisError {
    ParameterAxisError(text: text, found: found, allowed: allowed, advice: advice)
  }

  /// One line: "beta=3:1:5: found a range that runs backwards, expected LO ≤ HI".
  public var description: String {
    let finding = "\(text.shown()): found \(found.shown(upTo: 120)), expected \(allowed)"
    return advice.map { "\(finding); \($0)" } ?? finding
  }
}

extension ParameterAxis {
  /// The axis in its full key, as it could be written: `data.noise=0.1:1.0:10`.
  public var text: String {
    let (lower, upper) = (values[0], values[values.count - 1])
    return "\(parameter.key)=\(lower):\(upper):\(values.count)\(isLogarithmic ? "log" : "")"
  }

  /// An impossible value as the error of this axis, if it is this axis that led to it.
  ///
  /// - Parameter error: What `LearningProblem.validate()` or ``ProblemParameter/setting(_:in:)``
  ///   found in a problem with a value of this axis.
  /// - Returns: The finding with the text of the axis; `nil` when it is about another key.
  public func error(for error: InvalidProblem) -> ParameterAxisError? {
    guard parameter.concerns(error.keyPath) else { return nil }
    return ParameterAxisError(
      text: text, found: "\(error.keyPath) = \(error.found)", allowed: error.allowed,
      advice: error.advice)
  }
}
