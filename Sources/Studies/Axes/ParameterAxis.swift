import LinearVAE

/// Values that one parameter takes in turn: an axis of a diagram.
public struct ParameterAxis: Sendable, Hashable {
  /// What is varied.
  public let parameter: ProblemParameter
  /// The values, ascending; both ends included.
  public let values: [Double]
  /// Whether neighbours have equal ratios instead of equal differences.
  public let isLogarithmic: Bool

  /// `count` values from `lower` to `upper`.
  ///
  /// - Throws: `InvalidProblem` for an impossible range, as `ValueRange`'s initialiser.
  public init(
    _ parameter: ProblemParameter, from lower: Double, to upper: Double, count: Int,
    isLogarithmic: Bool = false
  ) throws(InvalidProblem) {
    do {
      let range = try ValueRange(
        from: lower, to: upper, count: count, isLogarithmic: isLogarithmic)
      self.init(parameter, range)
    } catch {
      throw error.at("\(parameter.key)=\(error.keyPath)")
    }
  }

  private init(_ parameter: ProblemParameter, _ range: ValueRange) {
    self.parameter = parameter
    values = range.values
    isLogarithmic = range.isLogarithmic
  }

  /// Reads `KEY=LO:HI:N`, or `KEY=LO:HI:Nlog` for logarithmic spacing.
  ///
  /// - Throws: `InvalidProblem` with the text and what is allowed.
  public init(_ text: String) throws(InvalidProblem) {
    let (key, range) = try Self.split(text)
    do {
      self.init(try ProblemParameter(key: key), try ValueRange(String(range)))
    } catch {
      throw error.at(text)
    }
  }

  /// Reads `KEY=LO:HI`, a parameter with a range.
  ///
  /// - Parameter text: As on the command line.
  /// - Returns: The parameter and its two ends, in order.
  /// - Throws: `InvalidProblem` with the text and what is allowed.
  public static func range(
    _ text: String
  ) throws(InvalidProblem) -> (parameter: ProblemParameter, ends: ClosedRange<Double>) {
    let (key, range) = try split(text)
    let parts = range.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let lower = Double(parts[0]), let upper = Double(parts[1]),
      lower.isFinite, upper.isFinite
    else {
      throw InvalidProblem(
        text, found: "the range \(range)", allowed: "LO:HI with numbers")
    }
    guard lower < upper else {
      throw InvalidProblem(
        text, found: "a range that runs backwards or is empty", allowed: "LO < HI")
    }
    do {
      return (try ProblemParameter(key: key), lower...upper)
    } catch {
      throw error.at(text)
    }
  }

  private static func split(
    _ text: String
  ) throws(InvalidProblem) -> (key: String, range: Substring) {
    guard let sign = text.firstIndex(of: "=") else {
      throw InvalidProblem(
        text, found: "no equals sign", allowed: "KEY=RANGE, such as beta=0.1:3:60")
    }
    return (String(text[..<sign]), text[text.index(after: sign)...])
  }

  /// Checks that a grid of two axes has no more than `ValueRange.pointLimit` points and two parameters.
  ///
  /// - Parameters:
  ///   - x: The horizontal axis.
  ///   - y: The vertical axis.
  /// - Throws: `InvalidProblem`.
  public static func checkGrid(_ x: ParameterAxis, _ y: ParameterAxis) throws(InvalidProblem) {
    let (cells, overflows) = x.values.count.multipliedReportingOverflow(by: y.values.count)
    guard !overflows && cells <= ValueRange.pointLimit else {
      throw InvalidProblem(
        "\(x.values.count) × \(y.values.count)",
        found: "more than \(ValueRange.pointLimit) cells",
        allowed: "at most \(ValueRange.pointLimit) cells")
    }
    guard x.parameter != y.parameter else {
      throw InvalidProblem(
        y.parameter.key, found: "the parameter of both axes", allowed: "two parameters")
    }
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
  /// - Parameter error: What `LearningProblem.validate()` or `ProblemParameter.setting(_:in:)`
  ///   found in a problem with a value of this axis.
  /// - Returns: The finding with the text of the axis; `nil` when it is about another key.
  public func error(for error: InvalidProblem) -> InvalidProblem? {
    guard parameter.concerns(error.keyPath) else { return nil }
    return InvalidProblem(
      text, found: "\(error.keyPath) = \(error.found)", allowed: error.allowed,
      advice: error.advice)
  }
}
