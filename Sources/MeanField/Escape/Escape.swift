/// When the latents find one factor, and whether they ever do.
public struct FactorEscape: Sendable, Hashable {
  /// Why a factor is not found.
  public enum Obstacle: String, Sendable, Hashable, Codable {
    /// `β` is above its threshold: the collapsed latents stay collapsed.
    case belowThreshold = "below threshold"
    /// Its signal is 0: it is a direction of noise like any other.
    case noSignal = "no signal"
    /// Every latent stands for a larger eigenvalue.
    case noLatentLeft = "no latent left"
    /// Latents that start alike stay alike, and find no more factors than one of them would.
    case latentsAlike = "latents start alike"
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
  /// When it is found: the time at which the squared overlap of all latents with the factor has
  /// reached half of its learned value; for a random start its mean over the draws that find it.
  ///
  /// Factors of one eigenvalue can be turned into each other, and latents learn mixtures of them.
  /// The `k`-th of them is found when the squared overlap with all has reached `k − ½` learned values.
  public let time: Double?
  /// The standard deviation of ``time`` over the draws of a random start; 0 for a given one.
  public let spread: Double
  /// Why there is no time.
  public let obstacle: Obstacle?
}

/// When a plateau ends, and which factors are found when.
public struct PlateauEscape: Sendable, Hashable {
  /// The end of a plateau.
  public struct End: Sendable, Hashable {
    /// For a random start the mean over draws.
    public let time: Double
    /// The standard deviation over the draws of a random start; 0 for a given one.
    public let spread: Double
  }

  /// When the error first falls: when the first factor is found, or before that one combination of
  /// latents has learned one combination of factors to a half. `nil` if that does not happen.
  ///
  /// A latent may learn a mixture of nearly equal factors, none of which then counts as found.
  public let end: End?
  /// One entry per factor, by descending eigenvalue.
  public let factors: [FactorEscape]
  /// Latents that start exactly alike, but for a sign, each group by ascending index.
  public let alike: [[Int]]
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
