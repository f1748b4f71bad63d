import LinearVAE

/// When the generalization error of a flow has come down to that of its own fixed point for good.
public struct Convergence: Sendable, Hashable {
  /// Why there is no time.
  public enum Obstacle: String, Sendable, Hashable, Codable {
    /// `β` never settles, so that there is no fixed point to come to.
    case unsettledSchedule = "the schedule does not settle"
    /// No state attracts at the value on which `β` settles.
    case noAttractor = "no state attracts"
    /// Latents that start alike stay alike, and cannot stand for as many factors as those of any state
    /// that attracts: each needs a start of its own.
    case latentsAlike = "latents start alike"
    /// The flow ended: `D` vanished where `β` stayed at 0 too long, or the rates are too large.
    case flowEnded = "the flow ends before"
    /// The flow was still on its way as long as it was followed.
    case notReached = "not reached"
  }

  /// **(t-conv)** The last time at which the error is above target plus tolerance; 0 if it never is.
  public let time: Double?
  /// `ε_g` of the fixed point in which the flow ends, at the problem's own rates.
  public let target: Double?
  /// Why there is no time.
  public let obstacle: Obstacle?

  init(time: Double, target: Double) {
    (self.time, self.target, obstacle) = (time, target, nil)
  }

  init(_ obstacle: Obstacle, target: Double? = nil) {
    (time, self.target, self.obstacle) = (nil, target, obstacle)
  }
}
