import RealModule

extension BetaSchedule {
  /// `β` at `time ≥ 0`; at a jump, the value after it.
  ///
  /// - Complexity: O(1), O(log n) for `n` points.
  public func beta(at time: Double) -> Double { piece(around: time).value(at: time) }

  /// The smooth function that `β` follows from the last break point up to the next one.
  ///
  /// - Parameter time: A time on the stretch. At a break point the stretch that starts there is
  ///   meant.
  /// - Returns: A function that equals `β` from that break point up to the next.
  /// - Complexity: O(1), O(log n) for `n` points.
  public func piece(around time: Double) -> Piece {
    switch self {
    case .constant(let value):
      return .constant(value)
    case .tanh(let rate, let max):
      return .tanh(rate: rate, max: max)
    case .linear(let rate, let min, let max):
      return time < (max - min) / rate
        ? .line(start: 0, value: min, slope: rate) : .constant(max)
    case .cyclical(let period, let ratio, let min, let max, let ramp, let delay):
      guard max != min else { return .constant(max) }
      let cycle = Cycle(at: time, period: period, ratio: ratio, delay: delay)
      guard time < cycle.top else { return .constant(max) }
      guard time >= cycle.foot else { return .constant(min) }
      return ramp.piece(start: cycle.foot, duration: ratio * period, min: min, rise: max - min)
    case .sigmoid(let steepness, let midpoint, let max):
      return .logistic(steepness: steepness, midpoint: midpoint, max: max)
    case .cosine(let duration, let min, let max):
      return time < duration
        ? .cosineRamp(start: 0, duration: duration, min: min, rise: max - min) : .constant(max)
    case .exponential(let rate, let max):
      return .saturating(decay: -Double.log(rate), max: max)
    case .geometric(let duration, let min, let max):
      guard time < duration, max != min else { return .constant(max) }
      return .growing(value: min, rate: (Double.log(max) - Double.log(min)) / duration)
    case .staircase:
      return .constant(stairs?.value(at: time) ?? 0)
    case .points(let points):
      return points.piece(around: time)
    }
  }

  /// The first time after `time` at which `β` or its derivative jumps, or `nil` when there is none.
  ///
  /// The result is greater than `time` even where rounding would make them equal. The end of a
  /// cosine counts, although only its second derivative jumps.
  ///
  /// - Complexity: O(1), O(log n) for `n` points.
  public func nextBreakPoint(after time: Double) -> Double? {
    switch self {
    case .constant, .tanh, .sigmoid, .exponential:
      return nil
    case .linear(let rate, let min, let max):
      let end = (max - min) / rate
      return time < end && end.isFinite ? end : nil
    case .cosine(let duration, let min, let max), .geometric(let duration, let min, let max):
      return time < duration && max != min ? duration : nil
    case .cyclical(let period, let ratio, let min, let max, _, let delay):
      guard max != min else { return nil }
      let cycle = Cycle(at: time, period: period, ratio: ratio, delay: delay)
      let next = time < cycle.foot ? cycle.foot : time < cycle.top ? cycle.top : cycle.end
      return Swift.max(next, time.nextUp)
    case .staircase:
      return stairs?.nextJump(after: time)
    case .points(let points):
      let next = points.count(until: time)
      return next < points.count ? points[next].time : nil
    }
  }
}

extension BetaSchedule.Ramp {
  /// The ramp from `min` at `start` to `min + rise` a `duration` later.
  fileprivate func piece(
    start: Double, duration: Double, min: Double, rise: Double
  ) -> BetaSchedule.Piece {
    switch self {
    case .linear: .line(start: start, value: min, slope: rise / duration)
    case .sigmoid: .sigmoidRamp(start: start, duration: duration, min: min, rise: rise)
    case .cosine: .cosineRamp(start: start, duration: duration, min: min, rise: rise)
    }
  }
}

/// The cycle of a cyclical schedule that a time belongs to.
///
/// Cycle `k` starts at the rounded product `k · period`: computed in the same way for every time, so
/// that evaluation and break points agree to the last bit and errors do not add up over cycles.
private struct Cycle {
  /// When it starts, when its ramp begins, when that reaches the top and when it ends, in this order.
  let start, foot, top, end: Double

  /// The cycle with `start ≤ time < end`.
  init(at time: Double, period: Double, ratio: Double, delay: Double) {
    var index = (time / period).rounded(.down)
    // The quotient can round across a whole number; the products decide.
    if index * period > time { index -= 1 }
    if (index + 1) * period <= time { index += 1 }
    start = index * period
    end = (index + 1) * period
    foot = min(start + delay * period, end)
    top = delay + ratio < 1 ? min(start + (delay + ratio) * period, end) : end
  }
}

extension [BetaSchedule.Point] {
  /// How many points lie at or before `time`, by bisection.
  fileprivate func count(until time: Double) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The line through the points before and after `time`, or the constant beyond the ends.
  fileprivate func piece(around time: Double) -> BetaSchedule.Piece {
    precondition(!isEmpty, "a schedule of points needs at least one point")
    let next = count(until: time)
    guard next > 0 else { return .constant(self[0].beta) }
    let left = self[next - 1]
    guard next < count, self[next].beta != left.beta else { return .constant(left.beta) }
    let slope = (self[next].beta - left.beta) / (self[next].time - left.time)
    return .line(start: left.time, value: left.beta, slope: slope)
  }
}
