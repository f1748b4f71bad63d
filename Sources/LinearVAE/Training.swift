/// How the model is trained: one-pass SGD, definition (sgd), on the loss (loss).
public struct Training: Sendable, Hashable {
  /// The learning rates, or their common small limit.
  public var rates: LearningRates
  /// `λ ≥ 0`, the weight decay of decoder and encoder.
  public var weightDecay: Double
  /// `B ≥ 1`, fresh samples averaged in a step.
  public var batch: Int
  /// Whether a step takes all samples there are in place of a batch of fresh ones: of data with
  /// `SpikedData.samplesPerDimension`.
  public var usesAllSamples = false
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

extension Training: Codable, FormInWords {
  static let allowed = "{rates: 0.01, beta: 1.0}"

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case rates
    case weightDecay = "weight_decay"
    case batch, variance
    case weight = "beta"
  }

  /// Reads `rates`, `weight_decay`, `batch`, `variance` and `beta`.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(decoder)
    self.init(
      rates: try section.value(.rates),
      weight: try section.value(.weight, "a number, a schedule or a feedback law"))
    weightDecay = try section.number(.weightDecay, default: weightDecay)
    let batch: Batch = try section.value(
      .batch, "a whole number ≥ 1 and ≤ \(Self.batchLimit)", default: .fresh(batch))
    switch batch {
    case .fresh(let count): self.batch = count
    case .all: usesAllSamples = true
    }
    variance = try section.choice(.variance, default: variance)
  }

  /// Writes all keys, with the word `full` for a batch of all samples.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rates, forKey: .rates)
    try container.encode(weightDecay, forKey: .weightDecay)
    try container.encode(usesAllSamples ? Batch.all : .fresh(batch), forKey: .batch)
    try container.encode(variance, forKey: .variance)
    try container.encode(weight, forKey: .weight)
  }

  /// A batch as a problem file has it.
  private enum Batch: Codable {
    case fresh(Int), all

    init(from decoder: any Decoder) throws {
      if decoder.word == "full" {
        self = .all
      } else {
        self = .fresh(try decoder.singleValueContainer().decode(Int.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .fresh(let count): try count.encode(to: encoder)
      case .all: try "full".encode(to: encoder)
      }
    }
  }
}

extension Training {
  /// Checks that training with these values is defined.
  ///
  /// Rates `> 0`, `λ ≥ 0`, `1 ≤ B ≤` ``batchLimit``, a valid schedule, and a KL term when the variance is trained
  /// directly.
  ///
  /// - Throws: ``InvalidProblem`` with a key path such as `rates.decoder` or `beta.max`.
  public func validate() throws(InvalidProblem) {
    if case .finite(let decoder, let encoder, let variance) = rates {
      let isUniform = decoder == encoder && encoder == variance
      try InvalidProblem.requirePositive(isUniform ? "rates" : "rates.decoder", decoder)
      try InvalidProblem.requirePositive("rates.encoder", encoder)
      try InvalidProblem.requirePositive("rates.variance", variance)
    }
    try InvalidProblem.requireNonNegative("weight_decay", weightDecay)
    try InvalidProblem.requireCount("batch", batch, in: 1...Self.batchLimit)
    do { try validateWeight() } catch { throw error.below("beta") }
  }

  /// That a cyclical schedule does not swing so often that every step would end at a break point.
  func validatePeriod(upTo end: Double?) throws(InvalidProblem) {
    guard let end else { return }
    let key = ["training.beta", feedback?.referenceKey].compactMap { $0 }
    do { try reference.validatePeriod(upTo: end) } catch {
      throw error.below(key.joined(separator: "."))
    }
  }

  private func validateWeight() throws(InvalidProblem) {
    guard case .schedule(let beta) = weight else {
      try feedback?.validate()
      return
    }
    try beta.validate()
    try InvalidProblem.require(
      variance == .log || !beta.vanishesIdentically, "", found: "0 at all times",
      allowed: "a β > 0 at some time with variance: direct",
      advice: "without a KL term the encoder's variance D reaches 0 in finite time: "
        + "choose a β > 0, or variance: log, under which D only tends to 0")
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

extension LearningRates: Codable, FormInWords {
  static let allowed = "a number > 0, {decoder: …, encoder: …, variance: …}, or the word limit"

  private enum CodingKeys: String, CodingKey, CaseIterable { case decoder, encoder, variance }

  /// Reads one rate for all, three of them, or the word `limit`.
  public init(from decoder: any Decoder) throws {
    if let rate = decoder.number {
      self = .uniform(rate)
    } else if decoder.word == "limit" {
      self = .limit
    } else if decoder.keys.isEmpty {
      throw decoder.otherKind(allowed: Self.allowed)
    } else {
      let section = try StrictContainer<CodingKeys>(decoder)
      self = .finite(
        decoder: try section.number(.decoder), encoder: try section.number(.encoder),
        variance: try section.number(.variance))
    }
  }

  /// Writes the three rates, or the word `limit`.
  public func encode(to encoder: any Encoder) throws {
    guard case .finite(let decoderRate, let encoderRate, let varianceRate) = self else {
      return try "limit".encode(to: encoder)
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(decoderRate, forKey: .decoder)
    try container.encode(encoderRate, forKey: .encoder)
    try container.encode(varianceRate, forKey: .variance)
  }
}

/// Which function of the encoder's variance SGD moves.
public enum VarianceParametrization: String, Sendable, Hashable, Codable, CaseIterable {
  /// `D` itself, (sgd), as in the paper. A step can carry `D` across zero, which is an error.
  case direct
  /// `ln D`, (sgd-log), as most implementations do. `D` stays positive.
  case log
}
