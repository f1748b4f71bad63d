/// An expression of a training script that is known to be a KL divergence or a squared error.
struct LossForm {
  var measure: LossMeasure
  /// Whether the expression is minus the measure, as `1 + logvar − μ² − e^logvar` is.
  var isNegative = false

  /// Recognises an expression, given without white space.
  ///
  /// - Returns: `nil` for any other.
  init?(_ expression: String) {
    let text = expression.lowercased().filter { $0 != "_" }
    if text.contains("exp"), text.contains("var") || text.contains("sigma") || text.contains("std")
    {
      // −2 KL = 1 + v − μ² − e^v, or its negative; anything with factors is not recognised.
      guard !text.contains("*0.") && !text.contains("/") && !text.hasPrefix("0.") else {
        return nil
      }
      measure = .kl(factor: 2, sampling: 1)
      isNegative = text.hasPrefix("1+") || text.hasSuffix("+1")
      let isPositive = text.hasSuffix("-1") || text.contains("-1-") || text.hasPrefix("-1")
      guard isNegative != isPositive else { return nil }
    } else if text.hasSuffix("**2") || text.hasSuffix("^2") || text.hasSuffix(".pow(2)")
      || text.hasPrefix("square(") || text.contains(".square(")
    {
      guard text.contains("-"), !text.contains("/") else { return nil }
      measure = .squaredError
    } else {
      return nil
    }
  }

  /// Whether a function of frameworks averages; `nil` if it is no reduction.
  static func reduction(named name: String) -> Bool? {
    switch name.lowercased().split(separator: ".").last {
    case "mean", "reduce_mean", "reducemean": true
    case "sum", "reduce_sum", "reducesum": false
    default: nil
    }
  }
}
