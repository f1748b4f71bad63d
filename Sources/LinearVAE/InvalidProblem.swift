import MessageText
import NumericKit

/// A value with which a problem cannot be posed: which, what was found and what is allowed.
public struct InvalidProblem: Error, Sendable, Hashable {
  /// The key of the value, as in the problem file: `data.noise`, `training.beta.rate`,
  /// `data.signals.0`.
  public let keyPath: String
  /// The value found, for people.
  public let found: String
  /// The values that are allowed, for people: "a number ≥ 0".
  public let allowed: String
  /// Why, and what to do about it, where that is not plain from the rest.
  public let advice: String?

  /// The error of one value.
  public init(_ keyPath: String, found: String, allowed: String, advice: String? = nil) {
    self.keyPath = keyPath
    self.found = found
    self.allowed = allowed
    self.advice = advice
  }

  package func at(_ keyPath: String) -> InvalidProblem {
    InvalidProblem(keyPath, found: found, allowed: allowed, advice: advice)
  }

  /// The same error seen from one level further up: `rate` becomes `training.beta.rate`.
  public func below(_ parent: String) -> InvalidProblem {
    let levels = [parent, keyPath].filter { !$0.isEmpty }
    return InvalidProblem(
      levels.joined(separator: "."), found: found, allowed: allowed, advice: advice)
  }
}

extension InvalidProblem: CustomStringConvertible {
  /// One line: "data.noise: found -1.0, expected a number ≥ 0".
  public var description: String {
    "\(keyPath.isEmpty ? "value" : keyPath.shown(upTo: 120)): \(finding)"
  }

  package var finding: String {
    "found \(found.shown(upTo: 300)), expected \(allowed)" + (advice.map { "; \($0)" } ?? "")
  }
}

extension InvalidProblem {
  package static func require(
    _ condition: Bool, _ keyPath: String, found: @autoclosure () -> String,
    allowed: @autoclosure () -> String, advice: @autoclosure () -> String? = nil
  ) throws(InvalidProblem) {
    guard condition else {
      throw InvalidProblem(keyPath, found: found(), allowed: allowed(), advice: advice())
    }
  }

  /// Throws unless `value` is finite and `condition`, which must be false for NaN, holds.
  package static func require(
    _ condition: Bool, _ keyPath: String, _ value: Double, _ allowed: String
  ) throws(InvalidProblem) {
    try require(condition && value.isFinite, keyPath, found: "\(value)", allowed: allowed)
  }

  package static func requireCount(
    _ keyPath: String, _ value: Int, in bounds: ClosedRange<Int>
  ) throws(InvalidProblem) {
    try require(
      bounds.contains(value), keyPath, found: "\(value)",
      allowed: "a whole number ≥ \(bounds.lowerBound) and ≤ \(bounds.upperBound)")
  }

  /// Throws for a number outside a range; one that was not given is in it.
  package static func require<Number: Comparable>(
    _ value: Number?, in range: ClosedRange<Number>, _ keyPath: String
  ) throws(InvalidProblem) {
    guard let value else { return }
    let kind = value is any FixedWidthInteger ? "a whole number" : "a number"
    try require(
      range.contains(value), keyPath, found: "\(value)",
      allowed: "\(kind) from \(range.lowerBound) to \(range.upperBound)")
  }

  package static func require(
    _ value: Int?, in range: PartialRangeFrom<Int>, _ keyPath: String
  ) throws(InvalidProblem) {
    guard let value else { return }
    try require(
      range.contains(value), keyPath, found: "\(value)",
      allowed: "a whole number ≥ \(range.lowerBound)")
  }

  package static func requirePositive(
    _ keyPath: String, _ value: Double?
  ) throws(InvalidProblem) {
    guard let value else { return }
    try require(value > 0, keyPath, value, "a number > 0")
  }

  package static func requireNonNegative(_ keyPath: String, _ value: Double) throws(InvalidProblem)
  {
    try require(value >= 0, keyPath, value, "a number ≥ 0")
  }
}
