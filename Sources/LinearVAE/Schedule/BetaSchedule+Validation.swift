extension BetaSchedule {
  /// Checks that the parameters describe a `β(t)` that is finite and `≥ 0` at all times.
  ///
  /// - Throws: ``InvalidProblem`` with the parameter's name as key path (empty for the value of a
  ///   constant), what was found and what is allowed.
  public func validate() throws(InvalidProblem) {
    switch self {
    case .constant(let value):
      try InvalidProblem.requireNonNegative("", value)
    case .tanh(let rate, let max):
      try InvalidProblem.requirePositive("rate", rate)
      try InvalidProblem.requireNonNegative("max", max)
    case .linear(let rate, let min, let max):
      try InvalidProblem.requirePositive("rate", rate)
      try BetaSchedule.validate(min: min, max: max)
    case .cyclical(let period, let ratio, let min, let max, _):
      try InvalidProblem.requirePositive("period", period)
      try InvalidProblem.require(
        ratio > 0 && ratio <= 1, "ratio", ratio, "a number > 0 and ≤ 1")
      try BetaSchedule.validate(min: min, max: max)
    case .sigmoid(let steepness, let midpoint, let max):
      try InvalidProblem.requirePositive("steepness", steepness)
      try InvalidProblem.require(true, "midpoint", midpoint, "a finite number")
      try InvalidProblem.requireNonNegative("max", max)
    case .cosine(let duration, let min, let max):
      try InvalidProblem.requirePositive("duration", duration)
      try BetaSchedule.validate(min: min, max: max)
    case .exponential(let rate, let max):
      try InvalidProblem.require(rate > 0 && rate < 1, "rate", rate, "a number > 0 and < 1")
      try InvalidProblem.requireNonNegative("max", max)
    case .points(let points):
      try BetaSchedule.validate(points)
    }
  }

  private static func validate(min: Double, max: Double) throws(InvalidProblem) {
    try InvalidProblem.requireNonNegative("min", min)
    try InvalidProblem.require(max >= min, "max", max, "a number ≥ min, which is \(min)")
  }

  private static func validate(_ points: [Point]) throws(InvalidProblem) {
    guard !points.isEmpty else {
      throw InvalidProblem("points", found: "no point", allowed: "at least one [time, β]")
    }
    guard points.count <= pointLimit else {
      throw InvalidProblem(
        "points", found: "\(points.count) points", allowed: "at most \(pointLimit)")
    }
    for (index, point) in points.enumerated() {
      try InvalidProblem.requireNonNegative("points.\(index).0", point.time)
      try InvalidProblem.requireNonNegative("points.\(index).1", point.beta)
      guard index > 0 else { continue }
      let previous = points[index - 1].time
      try InvalidProblem.require(
        point.time >= previous, "points.\(index).0", point.time,
        "a time ≥ \(previous), that of the point before")
      // A third point at one time would have no effect on β.
      try InvalidProblem.require(
        index < 2 || point.time > points[index - 2].time, "points.\(index).0", point.time,
        "at most two points at one time: β before and after a jump")
    }
  }
}

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
  /// Checks that a run does not have more periods than make sense.
  ///
  /// - Throws: `InvalidProblem` with key path `period`.
  package func validatePeriod(upTo end: Double) throws(InvalidProblem) {
    guard case .cyclical(let period, _, let min, let max, _) = self, min != max else { return }
    let least = end / Double(BetaSchedule.periodLimit)
    guard period >= least else {
      throw InvalidProblem(
        "period", found: "\(period)", allowed: "a number ≥ \(least)",
        advice: "a run to time \(end) may have at most \(BetaSchedule.periodLimit) periods; "
          + "so fast a β acts like its mean: give that as a constant")
    }
  }
}
