import RealModule

/// In which form an array holds the spread of an encoder's posterior.
public enum SpreadForm: String, Sendable, Hashable, Codable, CaseIterable {
  /// `ln σ²`.
  case logVariance = "logvar"
  /// `ln σ`.
  case logDeviation = "logstd"
  /// `σ²`.
  case variance
  /// `σ`.
  case deviation = "std"

  /// Whether numbers in this form are positive.
  var isPositive: Bool { self == .variance || self == .deviation }

  /// `ln σ²` of a number in this form; not finite where it cannot be one.
  func logVariance(_ value: Double) -> Double {
    switch self {
    case .logVariance: value
    case .logDeviation: 2 * value
    case .variance: .log(value)
    case .deviation: 2 * .log(value)
    }
  }

  /// What people call it.
  package var name: String {
    switch self {
    case .logVariance: "the log-variance ln σ²"
    case .logDeviation: "the log of the standard deviation, ln σ"
    case .variance: "the variance σ²"
    case .deviation: "the standard deviation σ"
    }
  }
}
