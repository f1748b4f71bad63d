import LinearVAE
import MeanField

/// The search for the best `β(t)` of all.
package struct OptimalSchedulePart: KeyGroup {
  /// Whether to search at all.
  package var optimal = false
  /// What is to be smallest; the time of convergence unless given.
  package var objective: Objective?
  /// When the error is to be smallest, in the units of `time.end`.
  package var horizon: Double?
  /// Whether `β` must never fall.
  package var monotone = false
  /// Pieces of equal length on which `β` is constant.
  package var knots: Int?
  /// A file that the state of the runs at finite `N` goes to now and then, and comes from.
  package var checkpoint: String?

  package enum Objective: String, Sendable, CaseIterable { case time, error }

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case optimal, objective, horizon, monotone, knots, checkpoint
  }

  package init() {}

  package init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(partOf: decoder)
    optimal = try section.flag(.optimal)
    objective = try section.choice(.objective)
    horizon = try section.real(.horizon)
    monotone = try section.flag(.monotone)
    knots = try section.whole(.knots)
    checkpoint = try section.text(.checkpoint)
  }

  package func validate() throws(InvalidProblem) {
    if !optimal {
      try InvalidProblem.refuse(
        [
          "objective": objective != nil, "horizon": horizon != nil, "monotone": monotone,
          "knots": knots != nil, "checkpoint": checkpoint != nil,
        ], "it has no effect without \"optimal\"")
    }
    try InvalidProblem.require(knots, in: OptimalScheduleOptions.knotRange, "knots")
    if objective != .error, horizon != nil {
      throw .unsuited("horizon", "it has no effect without \"objective\" error")
    }
    if objective == .error, horizon == nil {
      throw .missing("horizon", "\"objective\" error needs the time at which the error counts")
    }
    try InvalidProblem.requirePositive("horizon", horizon)
  }

  /// The options of the search, or `nil` when none is asked for.
  func options(seed: UInt64) -> OptimalScheduleOptions? {
    guard optimal else { return nil }
    return OptimalScheduleOptions(
      objective: horizon.map { .error(at: $0) } ?? .time,
      knots: knots ?? OptimalScheduleOptions.defaultKnots, isMonotone: monotone, seed: seed)
  }
}
