extension BetaSchedule {
  /// Checks that the parameters describe a `β(t)` that is finite and `≥ 0` at all times.
  ///
  /// - Throws: ``InvalidProblem`` with the parameter's name as key path (empty for the value of a
  ///   constant), what was found and what is allowed.
  public func validate() throws(InvalidProblem) {
    switch self {
    case .constant(let value): try InvalidProblem.requireNonNegative("", value)
    case .points(let points): try BetaSchedule.validate(points)
    default: try validateNumbers()
    }
    if case .cyclical(_, let ratio, _, _, _, let delay) = self {
      // As 0.1 and 0.9 should fill a period, whatever the last bit of their sum.
      try InvalidProblem.require(
        ratio + delay <= 1 + 4 * Double.ulpOfOne, "delay", delay,
        "a number ≤ 1 − ratio, which is \(1 - ratio)")
    }
  }

  private static func validate(_ points: [Point]) throws(InvalidProblem) {
    try InvalidProblem.require(
      !points.isEmpty, "points", found: "no point", allowed: "at least one [time, β]")
    try InvalidProblem.require(
      points.count <= pointLimit, "points", found: "\(points.count) points",
      allowed: "at most \(pointLimit)")
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

  /// Checks that a run does not have more periods or jumps than make sense.
  package func validatePeriod(upTo end: Double) throws(InvalidProblem) {
    let limit = Double(BetaSchedule.periodLimit)
    switch self {
    case .cyclical(let period, _, let min, let max, _, _) where min != max:
      try InvalidProblem.require(
        period >= end / limit, "period", found: "\(period)", allowed: "a number ≥ \(end / limit)",
        advice: "a run to time \(end) may have at most \(BetaSchedule.periodLimit) periods; "
          + "so fast a β acts like its mean: give that as a constant")
    case .staircase(_, let every, _, _, _):
      try InvalidProblem.require(
        every >= end / limit || (stairs?.count ?? 0) <= limit, "every", found: "\(every)",
        allowed: "a number ≥ \(end / limit)",
        advice: "a run to time \(end) may have at most \(BetaSchedule.periodLimit) jumps; "
          + "so many act like a ramp: give that as linear")
    default: break
    }
  }
}
