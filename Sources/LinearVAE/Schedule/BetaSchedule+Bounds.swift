import Foundation
import RealModule

extension BetaSchedule {
  /// The smallest value of `β(t)` over `t ≥ 0`, or the largest lower bound where it is not reached.
  public var infimum: Double { course.infimum }

  /// The largest value of `β(t)` over `t ≥ 0`, or the smallest upper bound where it is not reached.
  public var supremum: Double { course.supremum }

  /// The limit of `β(t)` as `t → ∞`, or `nil` for a schedule that never settles.
  public var finalValue: Double? { course.final }

  /// Whether `β(t) = 0` for all `t ≥ 0`: training without a KL term.
  public var vanishesIdentically: Bool { supremum == 0 }

  /// The bounds, the limit, and the steepest rise per unit of time as a share of all that `β` rises by: 0
  /// without a ramp, `nil` for points and stairs, which jump.
  private var course: (infimum: Double, supremum: Double, final: Double?, steepest: Double?) {
    switch self {
    case .constant(let value): return (value, value, value, 0)
    case .tanh(let rate, let max): return (0, max, max, rate)
    case .linear(let rate, let min, let max):
      return (min, max, max, max > min ? rate / (max - min) : 0)
    case .cyclical(let period, let ratio, let min, let max, let ramp, _):
      let steepest = max > min ? ramp.steepestRise / (ratio * period) : 0
      return (min, max, min == max ? max : nil, steepest)
    case .sigmoid(let steepness, _, let max): return (beta(at: 0), max, max, steepness / 4)
    case .cosine(let duration, let min, let max):
      return (min, max, max, max > min ? 0.5 * Double.pi / duration : 0)
    case .exponential(let rate, let max): return (0, max, max, -Double.log(rate))
    case .geometric(let duration, let min, let max):
      let growth = (Double.log(max) - Double.log(min)) / duration
      return (min, max, max, max > min ? growth * (max / (max - min)) : 0)
    case .staircase(_, _, _, _, let max): return (beta(at: 0), max, max, nil)
    case .points(let points):
      // A jump at time 0 hides its first value.
      let hidden = points.prefix { $0.time <= 0 }.dropLast().count
      let values = points.dropFirst(hidden).map(\.beta)
      return (values.min() ?? 0, values.max() ?? 0, points.last?.beta, nil)
    }
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
    case .geometric(let duration, let min, let max):
      let (low, high) = (Double.log(min), Double.log(max))
      return (Double.log(edge) - low) / (high - low) * duration
    case .staircase:
      return stairs.map { $0.time(ofJump: $0.jumps(upTo: edge) - 1) }
    case .points(let points):
      let ceiling = final + BetaSchedule.settlingTolerance * supremum
      return points.lastCrossing(into: edge...ceiling)
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

extension BetaSchedule {
  /// That the steepest ramp is over within a step, which a rate that was meant as a duration makes.
  ///
  /// - Returns: A warning for people, `nil` for any other ramp.
  package func warning(ofRampOn clock: ScheduleClock) -> String? {
    let perStep = clock.time(atStep: 1)
    guard let rise = course.steepest, rise * perStep > 1 else { return nil }
    var text =
      "the ramp takes less than one step of training: β rises by "
      + "\(short(rise * perStep * (supremum - infimum))) per step and has only "
      + "\(short(supremum - infimum)) to rise by"
    if case .linear(let rate, let min, let max) = self {
      let bounds = min == 0 && max == 1 ? "" : ", min=\(short(min)), max=\(short(max))"
      text +=
        "; linear(duration=\(short(rate))\(bounds)) takes \(short(rate)), "
        + "linear(rate=\(short(1 / rate))\(bounds)) rises by \(short(1 / rate)), in \(clock.unit)"
    }
    return text
  }

  private func short(_ value: Double) -> String { String(format: "%.4g", value) }
}
