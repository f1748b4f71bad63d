/// An expression of a training script that is known to be a KL divergence or a squared error.
struct LossForm {
  var measure: LossMeasure
  /// Whether the expression is minus the measure, as `1 + logvar − μ² − e^logvar` is.
  var isNegative = false

  /// Recognises an expression, given without white space.
  ///
  /// - Returns: `nil` for any other.
  init?(_ expression: String) {
    let text = expression.lowercased()
    if let difference = Self.squared(text), Self.summands(of: difference).count == 2 {
      measure = .squaredError
      return
    }
    // ±2 KL = μ² + e^v − v − 1: four summands, each known.
    let summands = Self.summands(of: text)
    guard summands.count == 4 else { return nil }
    var signs: [String: Bool] = [:]
    for (isNegative, summand) in summands {
      guard let kind = Self.kind(of: summand) else { return nil }
      // With v = log(s²), e^v is a second square.
      let isSecond = kind == "square" && signs[kind] != nil
      signs[isSecond ? "exponential" : kind] = isNegative
      if isSecond {
        let squares = summands.map(\.1).filter { Self.kind(of: $0) == "square" }
        guard
          summands.contains(where: { part in squares.contains { part.1.hasSuffix("log(\($0))") } })
        else { return nil }
      }
    }
    guard let one = signs["one"], signs["logarithm"] == one, signs["square"] == !one,
      signs["exponential"] == !one
    else { return nil }
    measure = .kl(factor: 2, sampling: 1)
    isNegative = !one
  }

  /// What a summand of the KL divergence is.
  private static func kind(of text: String) -> String? {
    func isName(_ text: some StringProtocol) -> Bool {
      text.first?.isLetter == true
        && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    }
    // Nothing may stand before them, such as a factor.
    func isName(before suffix: String) -> Bool {
      text.hasSuffix(suffix) && isName(text.dropLast(suffix.count))
    }
    if text == "1" || text == "1.0" || text == "1." { return "one" }
    if isName(before: ".exp()") || call(of: text) == "exp" { return "exponential" }
    if ["**2", "^2", ".pow(2)"].contains(where: isName(before:)) || call(of: text) == "square" {
      return "square"
    }
    return isName(text) || call(of: text) == "log" ? "logarithm" : nil
  }

  /// The function that a text is one call of, without its module.
  private static func call(of text: String) -> String? {
    guard text.hasSuffix(")"), let open = text.firstIndex(of: "("),
      text[open...].dropLast().dropFirst().allSatisfy({ $0 != "(" && $0 != ")" })
    else { return nil }
    let name = text[..<open]
    guard name.allSatisfy({ $0.isLetter || $0 == "_" || $0 == "." }) else { return nil }
    return name.split(separator: ".").last.map(String.init)
  }

  /// What is squared in `(a−b)**2`, `(a−b).pow(2)` or `square(a−b)`, if that is all of the text.
  private static func squared(_ text: String) -> String? {
    for suffix in ["**2", "^2", ".pow(2)"] where text.hasSuffix(suffix) {
      let base = text.dropLast(suffix.count)
      guard base.first == "(", base.last == ")" else { return nil }
      return String(base.dropFirst().dropLast())
    }
    guard call(of: text) == "square" else { return nil }
    return text.firstIndex(of: "(").map { String(text[$0...].dropFirst().dropLast()) }
  }

  /// The parts of a sum outside of all parentheses, with whether each is subtracted.
  private static func summands(of text: String) -> [(isNegative: Bool, String)] {
    var parts: [(isNegative: Bool, String)] = [(false, "")]
    var depth = 0
    for character in text {
      depth += character == "(" ? 1 : character == ")" ? -1 : 0
      if depth == 0, character == "+" || character == "-" {
        parts.append((character == "-", ""))
      } else {
        parts[parts.count - 1].1.append(character)
      }
    }
    return parts.filter { !$0.1.isEmpty }
  }

  /// Whether a function of frameworks averages; `nil` if it is no reduction.
  static func reduction(named name: String) -> Bool? {
    switch name.lowercased().split(separator: ".").last {
    case "mean", "reduce_mean": true
    case "sum", "reduce_sum": false
    default: nil
    }
  }
}
