/// When the latents find one factor, and whether they ever do.
public struct FactorEscape: Sendable, Hashable {
  /// Why a factor is not found.
  public enum Obstacle: String, Sendable, Hashable, Codable {
    /// `β` is above its threshold: the collapsed latents stay collapsed.
    case belowThreshold = "below threshold"
    /// Every latent stands for a larger eigenvalue.
    case noLatentLeft = "no latent left"
    /// The start has no overlap with it, and without noise none arises.
    case noOverlap = "no overlap at the start"
    /// It was not found as long as the flow was followed.
    case notReached = "not reached"
  }

  /// Index of the principal factor, counted from 0.
  public let factor: Int
  /// The covariance eigenvalue `μ_s + η`.
  public let eigenvalue: Double
  /// `σ`: its overlap with a collapsed latent grows like `e^{σt}`, (escape); per unit of `t`, or of
  /// `τt` in the small-rate limit.
  public let growthRate: Double
  /// The end of the plateau: the time at which the squared overlap of all latents with the factor
  /// has reached half of its learned value; for a random start its mean over draws.
  public let time: Double?
  /// The standard deviation of ``time`` over the draws of a random start; 0 for a given one.
  public let spread: Double
  /// Why there is no time.
  public let obstacle: Obstacle?

  init(
    _ direction: EscapeProblem.Direction, time: Double?, spread: Double = 0,
    obstacle: Obstacle? = nil
  ) {
    factor = direction.factor
    eigenvalue = direction.eigenvalue
    growthRate = direction.growthRate
    self.time = time
    self.spread = spread
    self.obstacle = obstacle
  }
}

/// Whether a plateau ends, and in time.
public enum EscapeVerdict: String, Sendable, Hashable, Codable, CaseIterable {
  /// It ends during the planned training.
  case learns
  /// It ends, but after the planned training.
  case slow
  /// It does not end, however long the training.
  case never

  /// The verdict on a plateau that ends at `time`, or never, against a training that ends at `end`.
  public init(time: Double?, end: Double) {
    self = time.map { $0 <= end ? .learns : .slow } ?? .never
  }
}
