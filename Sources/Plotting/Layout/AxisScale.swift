import Foundation

/// An axis with its ends settled: the map from values to positions.
struct AxisScale: Hashable {
  let lower: Double
  let upper: Double
  let scale: Axis.Scale

  /// The position of `value`: 0 at the lower end, 1 at the upper; not finite for a value that the
  /// axis cannot show.
  func fraction(_ value: Double) -> Double {
    switch scale {
    case .linear: (value - lower) / (upper - lower)
    case .logarithmic: (log(value) - log(lower)) / (log(upper) - log(lower))
    }
  }

  /// Whether `value` lies between the ends, which rounding must not exclude.
  func contains(_ value: Double) -> Bool {
    let fraction = fraction(value)
    return fraction > -1e-9 && fraction < 1 + 1e-9
  }

  /// Whether the ends make an axis.
  var isValid: Bool {
    lower.isFinite && upper.isFinite && lower < upper && (scale == .linear || lower > 0)
      && (upper - lower).isFinite
  }
}

extension Axis.Scale {
  /// Whether an axis with this scale can show `value` at all.
  func shows(_ value: Double) -> Bool {
    value.isFinite && (self == .linear || value > 0)
  }
}
