import Foundation
import LinearVAE
import Storage

/// `β` at the steps of a training run, and whether its ramp fits in.
public struct ScheduleStudy: Sendable, Hashable {
  /// `β` as a function of time.
  public let schedule: BetaSchedule
  /// The time of each step.
  public let clock: ScheduleClock
  /// How long training is.
  public let length: TrainingLength
  /// From one row of the table to the next, in steps.
  public let stride: Int

  /// More rows than this are refused.
  public static let rowLimit = 2_000_000

  /// A study of a schedule.
  ///
  /// - Parameters:
  ///   - schedule: `β` as a function of time.
  ///   - clock: The time of each step.
  ///   - length: How long training is.
  ///   - stride: Rows stand for the steps `0, stride, 2 · stride, …` before the end.
  /// - Throws: `InvalidProblem` for a stride that is no count.
  public init(
    _ schedule: BetaSchedule, clock: ScheduleClock, length: TrainingLength, stride: Int = 1
  ) throws(InvalidProblem) {
    try InvalidProblem.requireCount("every", stride, in: 1...RunUnits.stepLimit)
    self.schedule = schedule
    self.clock = clock
    self.length = length
    self.stride = stride
  }

  /// The number of rows of the table.
  public var rowCount: Int { (length.steps - 1) / stride + 1 }

  /// The steps of the rows.
  ///
  /// - Throws: `InvalidProblem` when there are more than ``rowLimit``.
  public func rows() throws(InvalidProblem) -> [Int] {
    guard rowCount <= Self.rowLimit else {
      let least = (length.steps - 1) / Self.rowLimit + 1
      throw InvalidProblem(
        "every", found: "\(stride)", allowed: "a whole number ≥ \(least)",
        advice:
          "\(length.steps) steps are too many for a table; the Python function has no such limit")
    }
    return Array(Swift.stride(from: 0, to: length.steps, by: stride))
  }

  /// `β` used in a step, counted from 0: the schedule at the time of that step.
  public func beta(atStep step: Int) -> Double {
    schedule.beta(at: clock.time(atStep: Double(step)))
  }

  /// Whether `β` comes to what it settles on within the run, (settling).
  public struct Ramp: Sendable, Hashable {
    /// What `β` settles on, or the top of its cycles.
    public let target: Double
    /// `β` when training ends, just before a jump at that time.
    public let reached: Double
    /// The first step from which `β` is at its target, give or take 1 %, if it ever is; in cycles
    /// the step at which the last ramp that was begun ends.
    public let settled: Double?
    /// Whether it fits.
    public let fits: Bool
  }

  /// The ramp of the schedule beside the length of training.
  public var ramp: Ramp {
    let end = clock.time(atStep: Double(length.steps))
    let reached = schedule.beta(at: end.nextDown)
    let target = schedule.finalValue ?? schedule.supremum
    guard let time = schedule.settlingTime else {
      let isRising = reached < (1 - BetaSchedule.settlingTolerance) * target
      let top = schedule.nextBreakPoint(after: end.nextDown)
      return Ramp(
        target: target, reached: reached, settled: isRising ? top.map(clock.step) : nil,
        fits: !isRising)
    }
    return Ramp(
      target: target, reached: reached, settled: clock.step(atTime: time), fits: time <= end)
  }

  /// What is wrong when the ramp does not fit, or takes no time, for people.
  public var warning: String? {
    let ramp = ramp
    guard !ramp.fits else { return schedule.warning(ofRampOn: clock) }
    func short(_ value: Double) -> String { String(format: "%.4g", value) }
    let later =
      ramp.settled.flatMap { $0.isFinite ? "at step \(Self.text(ofStep: $0))" : nil } ?? "never"
    let steps = length.steps == 1 ? "1 step" : "\(length.steps) steps"
    if schedule.finalValue == nil {
      return "training ends inside a ramp: after \(steps) β is at \(short(ramp.reached)) of "
        + "\(short(ramp.target)), which this cycle reaches \(later)"
    }
    return "the ramp does not fit into \(steps): β ends at \(short(ramp.reached)) and comes "
      + "within 1 % of \(short(ramp.target)) only \(later)"
  }

  /// The first whole step at or after a time in steps, for people.
  public static func text(ofStep step: Double) -> String {
    ColumnTable.shortest(step.rounded(.up))
  }
}
