/// The weight β(t) of the KL term as a function of time. (Interface; the schedules follow.)
public struct BetaSchedule: Sendable, Hashable {
  /// A constant value.
  public static func constant(_ value: Double) -> BetaSchedule { .init() }
}
