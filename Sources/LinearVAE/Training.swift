/// How the model is trained: one-pass SGD, definition (sgd), on the loss (loss).
public struct Training: Sendable, Hashable {
  /// The learning rates, or their common small limit.
  public var rates: LearningRates
  /// `λ ≥ 0`, the weight decay of decoder and encoder.
  public var weightDecay: Double
  /// `B ≥ 1`, fresh samples averaged in a step.
  public var batch: Int
  /// `β`, the weight of the KL term: a schedule, or a law that follows the state of training.
  public var weight: KLWeight
  /// Whether the encoder's variance `D` is a parameter itself or through its logarithm.
  public var variance: VarianceParametrization

  /// The largest batch: beyond any data set, and far from where `Int` overflows.
  public static let batchLimit = 1_000_000_000

  /// Training with plain SGD's defaults: no weight decay, one sample a step, `D` trained directly.
  public init(
    rates: LearningRates, weightDecay: Double = 0, batch: Int = 1, beta: BetaSchedule,
    variance: VarianceParametrization = .direct
  ) {
    self.init(
      rates: rates, weightDecay: weightDecay, batch: batch, weight: .schedule(beta),
      variance: variance)
  }

  /// Training whose `β` is decided in either way.
  public init(
    rates: LearningRates, weightDecay: Double = 0, batch: Int = 1, weight: KLWeight,
    variance: VarianceParametrization = .direct
  ) {
    self.rates = rates
    self.weightDecay = weightDecay
    self.batch = batch
    self.weight = weight
    self.variance = variance
  }
}

/// Learning rates `τ_W`, `τ_V`, `τ_D`, or the limit in which all three go to zero together.
public enum LearningRates: Sendable, Hashable {
  /// All rates → 0 at fixed `τt`: the `τ²` terms vanish and time is measured in `τt`.
  case limit
  /// Finite rates; time is measured in steps divided by `N`.
  case finite(decoder: Double, encoder: Double, variance: Double)

  /// One finite rate for decoder, encoder and variance.
  public static func uniform(_ rate: Double) -> LearningRates {
    .finite(decoder: rate, encoder: rate, variance: rate)
  }
}

/// Which function of the encoder's variance SGD moves.
public enum VarianceParametrization: String, Sendable, Hashable, Codable, CaseIterable {
  /// `D` itself, (sgd), as in the paper. A step can carry `D` across zero, which is an error.
  case direct
  /// `ln D`, (sgd-log), as most implementations do. `D` stays positive.
  case log
}
