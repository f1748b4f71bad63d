import LinearVAE
import RealModule

/// Numbers from one end to another, both included, evenly spaced or in equal ratios.
public struct ValueRange: Sendable, Hashable {
  /// The numbers, ascending.
  public let values: [Double]
  /// Whether neighbours have equal ratios instead of equal differences.
  public let isLogarithmic: Bool

  /// More points than this, in a range or in a grid, are refused.
  public static let pointLimit = 100_000_000

  /// `count` values from `lower` to `upper`.
  ///
  /// - Throws: `InvalidProblem` for ends that are not finite, in the wrong order, or too far
  ///   apart or too close for a `Double`, a count below 1 or above ``pointLimit``, one value for two
  ///   different ends, or a logarithmic range that starts at or below 0.
  public init(
    from lower: Double, to upper: Double, count: Int, isLogarithmic: Bool = false
  ) throws(InvalidProblem) {
    let text = "\(lower):\(upper):\(count)\(isLogarithmic ? "log" : "")"
    func refuse(_ found: String, _ allowed: String) -> InvalidProblem {
      InvalidProblem(text, found: found, allowed: allowed)
    }
    guard lower.isFinite && upper.isFinite else { throw refuse("an end not finite", "numbers") }
    guard lower <= upper else { throw refuse("a range that runs backwards", "LO ≤ HI") }
    guard (1...Self.pointLimit).contains(count) else {
      throw refuse("\(count) points", "from 1 to \(Self.pointLimit) points")
    }
    guard (count == 1) == (lower == upper) else {
      throw refuse(
        count == 1 ? "one point between two ends" : "\(count) points between equal ends",
        "N = 1 exactly if LO = HI")
    }
    guard !isLogarithmic || lower > 0 else {
      throw refuse("a logarithmic range from \(lower)", "LO > 0")
    }
    guard (upper - lower).isFinite else {
      throw refuse("ends too far apart", "HI - LO ≤ \(Double.greatestFiniteMagnitude)")
    }
    self.isLogarithmic = isLogarithmic
    values = (0..<count).map { index in
      if index == 0 { return lower }
      if index == count - 1 { return upper }
      let fraction = Double(index) / Double(count - 1)
      // Not by the ratio of the ends, which can overflow.
      return isLogarithmic
        ? Double.pow(lower, 1 - fraction) * Double.pow(upper, fraction)
        : lower + fraction * (upper - lower)
    }
    guard zip(values, values.dropFirst()).allSatisfy(<) else {
      throw refuse("ends too close for \(count) points", "points that a Double can tell apart")
    }
  }

  /// Reads `LO:HI:N`, or `LO:HI:Nlog` for logarithmic spacing.
  ///
  /// - Throws: `InvalidProblem` with the text and what is allowed.
  public init(_ text: String) throws(InvalidProblem) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let lower = Double(parts[0]), let upper = Double(parts[1]) else {
      throw InvalidProblem(
        text, found: "the range \(text)", allowed: "LO:HI:N or LO:HI:Nlog with numbers")
    }
    let isLogarithmic = parts[2].hasSuffix("log")
    guard let count = Int(isLogarithmic ? parts[2].dropLast(3) : parts[2]) else {
      throw InvalidProblem(
        text, found: "\(parts[2]) points", allowed: "a whole number, or one followed by log")
    }
    do {
      try self.init(from: lower, to: upper, count: count, isLogarithmic: isLogarithmic)
    } catch {
      throw error.at(text)
    }
  }
}
