import LinearVAE

/// What an optimal schedule is to make small.
public enum ScheduleObjective: Sendable, Hashable {
  /// The time of convergence, (t-conv).
  case time
  /// `ε_g` at a time, in the units of the flow.
  case error(at: Double)

  /// The time at which the error counts; `nil` for the objective time.
  public var horizon: Double? {
    if case .error(let time) = self { time } else { nil }
  }
}

/// How an optimal schedule is searched for.
public struct OptimalScheduleOptions: Sendable, Hashable {
  /// What is minimised.
  public var objective: ScheduleObjective
  /// Pieces of equal length on which `β` is constant.
  public var knots: Int
  /// Whether `β` may never fall.
  public var isMonotone: Bool
  /// Seeds the random starts of the search.
  public var seed: UInt64

  /// Pieces unless given.
  public static let defaultKnots = 40
  /// The fewest and the most pieces.
  public static let knotRange = 4...400

  /// Options of a search.
  public init(
    objective: ScheduleObjective = .time, knots: Int = defaultKnots, isMonotone: Bool = false,
    seed: UInt64 = 0
  ) {
    self.objective = objective
    self.knots = knots
    self.isMonotone = isMonotone
    self.seed = seed
  }
}

/// The best schedule that a search found: a local optimum, better than all others it came upon.
public struct OptimalSchedule: Sendable {
  /// How a search ended.
  public enum Status: String, Sendable, Hashable, Codable {
    /// No small change of the pieces is better.
    case converged
    /// The search stopped before that was sure.
    case stopped
  }

  /// `β(t)`: constant on pieces of equal length, then `β_max`.
  public let schedule: BetaSchedule
  /// What was minimised.
  public let objective: ScheduleObjective
  /// The time of convergence, located on the adaptive solution of the flow under ``schedule``; of an
  /// optimal error `nil` where that schedule does not converge.
  public let time: Double?
  /// `ε_g` at the time of the objective, on the adaptive solution; `nil` for the objective time.
  public let error: Double?
  /// How the search ended.
  public let status: Status
  /// What each start of the search came to on the final grid, best first, in the units of the objective.
  public let candidates: [Double]
  /// Evaluations of the flow with all its derivatives.
  public let evaluations: Int
}
