import RealModule

extension BetaSchedule {
  /// The smallest value of `β(t)` over `t ≥ 0`, or the largest lower bound where it is not reached.
  public var infimum: Double {
    switch self {
    case .constant(let value): value
    case .tanh, .exponential: 0
    case .linear(_, let min, _), .cyclical(_, _, let min, _, _), .cosine(_, let min, _): min
    case .sigmoid: beta(at: 0)
    case .points(let points): points.reachedValues.min() ?? 0
    }
  }

  /// The largest value of `β(t)` over `t ≥ 0`, or the smallest upper bound where it is not reached.
  public var supremum: Double {
    switch self {
    case .constant(let value): value
    case .tanh(_, let max), .linear(_, _, let max), .cyclical(_, _, _, let max, _),
      .sigmoid(_, _, let max), .cosine(_, _, let max), .exponential(_, let max):
      max
    case .points(let points): points.reachedValues.max() ?? 0
    }
  }

  /// The limit of `β(t)` as `t → ∞`, or `nil` for a schedule that never settles.
  public var finalValue: Double? {
    switch self {
    case .cyclical(_, _, let min, let max, _): min == max ? max : nil
    case .points(let points): points.last?.beta
    default: supremum
    }
  }

  /// Whether `β(t) = 0` for all `t ≥ 0`: training without a KL term.
  public var vanishesIdentically: Bool { supremum == 0 }
}

extension [BetaSchedule.Point] {
  /// The values at the points that shape `β` at times `≥ 0`: a jump at time 0 hides its first.
  fileprivate var reachedValues: [Double] {
    let hidden = prefix { $0.time <= 0 }.dropLast().count
    return dropFirst(hidden).map(\.beta)
  }
}

extension BetaSchedule {
  /// How near `β` must have come to what it settles on to count as settled: a hundredth.
  public static let settlingTolerance = 0.01

  /// The first time from which `β` stays at what it settles on, give or take 1 %, (settling).
  ///
  /// A rising `β` has settled when it is above 99 % of ``finalValue``, a falling one when it is no
  /// more than 1 % of ``supremum`` above it. A linear or cosine ramp has ended soon after; tanh,
  /// sigmoid and exponential never quite end.
  ///
  /// - Returns: A time `≥ 0`, 0 for a `β` that is there from the start, infinity where that time
  ///   overflows, `nil` for a schedule that never settles.
  /// - Complexity: O(1), O(n) for `n` points.
  public var settlingTime: Double? {
    guard let final = finalValue else { return nil }
    let edge = (1 - BetaSchedule.settlingTolerance) * final
    guard infimum < edge || supremum > final else { return 0 }
    switch self {
    case .constant:
      return 0
    case .tanh(let rate, _):
      return Double.atanh(1 - BetaSchedule.settlingTolerance) / rate
    case .linear(let rate, let min, _):
      return (edge - min) / rate
    case .cyclical:
      return 0
    case .sigmoid(let steepness, let midpoint, _):
      let tolerance = BetaSchedule.settlingTolerance
      return midpoint + Double.log((1 - tolerance) / tolerance) / steepness
    case .cosine(let duration, let min, let max):
      let sine = ((edge - min) / (max - min)).squareRoot()
      return 2 / Double.pi * Double.asin(sine) * duration
    case .exponential(let rate, _):
      return Double.log(BetaSchedule.settlingTolerance) / Double.log(rate)
    case .points(let points):
      let ceiling = final + BetaSchedule.settlingTolerance * supremum
      return points.lastCrossing(into: edge...ceiling)
    }
  }
}

extension BetaSchedule {
  /// The steepest rise of `β` per unit of time, as a share of all that it rises by.
  ///
  /// - Returns: 0 for a schedule without a ramp; `nil` for ``points(_:)``, which may jump.
  package var steepestRise: Double? {
    switch self {
    case .constant: 0
    case .tanh(let rate, _): rate
    case .linear(let rate, let min, let max): max > min ? rate / (max - min) : 0
    case .cyclical(let period, let ratio, let min, let max, let ramp):
      max > min ? ramp.steepestRise / (ratio * period) : 0
    case .sigmoid(let steepness, _, _): steepness / 4
    case .cosine(let duration, let min, let max): max > min ? 0.5 * Double.pi / duration : 0
    case .exponential(let rate, _): -Double.log(rate)
    case .points: nil
    }
  }
}

extension BetaSchedule.Ramp {
  /// The largest slope of the ramp from 0 to 1 over `v` from 0 to 1.
  fileprivate var steepestRise: Double {
    switch self {
    case .linear: 1
    case .sigmoid: 3 / Double.tanh(3)
    case .cosine: 0.5 * Double.pi
    }
  }
}

extension [BetaSchedule.Point] {
  /// When the lines through the points enter an interval, which holds the last point, for good.
  fileprivate func lastCrossing(into interval: ClosedRange<Double>) -> Double {
    guard let index = lastIndex(where: { !interval.contains($0.beta) }), index + 1 < count else {
      return 0
    }
    let (outside, inside) = (self[index], self[index + 1])
    let bound = outside.beta < interval.lowerBound ? interval.lowerBound : interval.upperBound
    let share = (bound - outside.beta) / (inside.beta - outside.beta)
    return outside.time + share * (inside.time - outside.time)
  }
}
