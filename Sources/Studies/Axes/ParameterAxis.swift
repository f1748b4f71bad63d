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
  /// - Throws: ``ParameterAxisError`` for an impossible range, as `ValueRange`'s initialiser.
  public init(
    _ parameter: ProblemParameter, from lower: Double, to upper: Double, count: Int,
    isLogarithmic: Bool = false
  ) throws(ParameterAxisError) {
    do {
      let range = try ValueRange(
        from: lower, to: upper, count: count, isLogarithmic: isLogarithmic)
      self.init(parameter, range)
    } catch {
      throw error.inText("\(parameter.key)=\(error.text)")
    }
  }

  private init(_ parameter: ProblemParameter, _ range: ValueRange) {
    self.parameter = parameter
    values = range.values
    isLogarithmic = range.isLogarithmic
  }

  /// Reads `KEY=LO:HI:N`, or `KEY=LO:HI:Nlog` for logarithmic spacing.
  ///
  /// - Throws: ``ParameterAxisError`` with the text and what is allowed.
  public init(_ text: String) throws(ParameterAxisError) {
    let (key, range) = try Self.split(text)
    do {
      self.init(try ProblemParameter(key: key), try ValueRange(String(range)))
    } catch {
      throw error.inText(text)
    }
  }

  /// Reads `KEY=LO:HI`, a parameter with a range.
  ///
  /// - Parameter text: As on the command line.
  /// - Returns: The parameter and its two ends, in order.
  /// - Throws: ``ParameterAxisError`` with the text and what is allowed.
  public static func range(
    _ text: String
  ) throws(ParameterAxisError) -> (parameter: ProblemParameter, ends: ClosedRange<Double>) {
    let (key, range) = try split(text)
    let parts = range.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let lower = Double(parts[0]), let upper = Double(parts[1]),
      lower.isFinite, upper.isFinite
    else {
      throw ParameterAxisError(
        text: text, found: "the range \(range)", allowed: "LO:HI with numbers")
    }
    guard lower < upper else {
      throw ParameterAxisError(
        text: text, found: "a range that runs backwards or is empty", allowed: "LO < HI")
    }
    do {
      return (try ProblemParameter(key: key), lower...upper)
    } catch {
      throw error.inText(text)
    }
  }

  private static func split(
    _ text: String
  ) throws(ParameterAxisError) -> (key: String, range: Substring) {
    guard let sign = text.firstIndex(of: "=") else {
      throw ParameterAxisError(
        text: text, found: "no equals sign", allowed: "KEY=RANGE, such as beta=0.1:3:60")
    }
    return (String(text[..<sign]), text[text.index(after: sign)...])
  }

  /// Checks that a grid of two axes has no more than `ValueRange.pointLimit` points and two parameters.
  ///
  /// - Parameters:
  ///   - x: The horizontal axis.
  ///   - y: The vertical axis.
  /// - Throws: ``ParameterAxisError``.
  public static func checkGrid(_ x: ParameterAxis, _ y: ParameterAxis) throws(ParameterAxisError) {
    let (cells, overflows) = x.values.count.multipliedReportingOverflow(by: y.values.count)
    guard !overflows && cells <= ValueRange.pointLimit else {
      throw ParameterAxisError(
        text: "\(x.values.count) × \(y.values.count)",
        found: "more than \(ValueRange.pointLimit) cells",
        allowed: "at most \(ValueRange.pointLimit) cells")
    }
    guard x.parameter != y.parameter else {
      throw ParameterAxisError(
        text: y.parameter.key, found: "the parameter of both axes", allowed: "two parameters")
    }
  }
}
