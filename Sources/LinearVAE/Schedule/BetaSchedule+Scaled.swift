import RealModule

extension BetaSchedule {
  /// The same course with other units of weight and time: `factor · β(t / stretch)`.
  ///
  /// - Parameters:
  ///   - factor: What every weight is multiplied by, positive.
  ///   - stretch: How many new units of time make one of the old, positive: steps are turned into flow
  ///     time by learning rate times factor of the loss, (units).
  /// - Returns: A schedule of the same kind.
  public func scaled(by factor: Double, stretch: Double = 1) -> BetaSchedule {
    precondition(factor > 0 && stretch > 0, "a schedule scaled by \(factor) and \(stretch)")
    switch self {
    case .constant(let value): return .constant(factor * value)
    case .tanh(let rate, let max): return .tanh(rate: rate / stretch, max: factor * max)
    case .linear(let rate, let min, let max):
      return .linear(rate: factor * rate / stretch, min: factor * min, max: factor * max)
    case .cyclical(let period, let ratio, let min, let max, let ramp, let delay):
      return .cyclical(
        period: stretch * period, ratio: ratio, min: factor * min, max: factor * max, ramp: ramp,
        delay: delay)
    case .sigmoid(let steepness, let midpoint, let max):
      return .sigmoid(
        steepness: steepness / stretch, midpoint: stretch * midpoint, max: factor * max)
    case .cosine(let duration, let min, let max):
      return .cosine(duration: stretch * duration, min: factor * min, max: factor * max)
    case .exponential(let rate, let max):
      let perUnit = Double.pow(rate, 1 / stretch)
      // Of a unit that holds very many of the old ones the ramp is over at once.
      return perUnit > 0 ? .exponential(rate: perUnit, max: factor * max) : .constant(factor * max)
    case .geometric(let duration, let min, let max):
      return .geometric(duration: stretch * duration, min: factor * min, max: factor * max)
    case .staircase(let increment, let every, let start, let min, let max):
      return .staircase(
        increment: factor * increment, every: stretch * every, start: stretch * start,
        min: factor * min, max: factor * max)
    case .points(let points):
      return .points(points.map { Point(time: stretch * $0.time, beta: factor * $0.beta) })
    }
  }
}
