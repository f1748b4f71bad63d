extension Training: Codable {
  static let allowed = "{rates: 0.01, beta: 1.0}"

  /// Reads `rates`, `weight_decay`, `batch`, `variance` and `beta`.
  ///
  /// - Throws: `InvalidProblem`.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer(
      decoder, keys: CodingKeys.allCases.map(\.rawValue))
    self.init(
      rates: try section.value("rates", LearningRates.allowed),
      weight: try section.value("beta", "a number, a schedule or a feedback law"))
    weightDecay = try section.number("weight_decay", default: weightDecay)
    batch = try section.value(
      "batch", "a whole number ≥ 1 and ≤ \(Self.batchLimit)", default: batch)
    variance = try section.choice("variance", default: variance)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case rates
    case weightDecay = "weight_decay"
    case batch, variance, beta
  }

  /// Writes all keys, defaults filled in.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rates, forKey: .rates)
    try container.encode(weightDecay, forKey: .weightDecay)
    try container.encode(batch, forKey: .batch)
    try container.encode(variance, forKey: .variance)
    try container.encode(weight, forKey: .beta)
  }
}

extension LearningRates: Codable {
  /// The forms that are read.
  static let allowed = "a number > 0, {decoder: …, encoder: …, variance: …}, or the word limit"

  /// Reads one rate for all, three of them, or the word `limit`.
  ///
  /// - Throws: `InvalidProblem`.
  public init(from decoder: any Decoder) throws {
    if let rate = try? decoder.singleValueContainer().decode(Double.self) {
      self = .uniform(rate)
    } else if decoder.keys.isEmpty {
      guard decoder.word == "limit" else {
        throw InvalidProblem(
          decoder.keyPath, found: InvalidProblem.otherKind, allowed: Self.allowed)
      }
      self = .limit
    } else {
      let section = try StrictContainer(decoder, keys: CodingKeys.allCases.map(\.rawValue))
      self = .finite(
        decoder: try section.number("decoder"), encoder: try section.number("encoder"),
        variance: try section.number("variance"))
    }
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case decoder, encoder, variance }

  /// Writes the three rates, or the word `limit`.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .limit:
      var container = encoder.singleValueContainer()
      try container.encode("limit")
    case .finite(let decoderRate, let encoderRate, let varianceRate):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(decoderRate, forKey: .decoder)
      try container.encode(encoderRate, forKey: .encoder)
      try container.encode(varianceRate, forKey: .variance)
    }
  }
}

extension KLWeight: Codable {
  /// Reads a number, a schedule or a feedback law.
  ///
  /// - Throws: `InvalidProblem`.
  public init(from decoder: any Decoder) throws {
    if let name = ScheduleName(in: decoder), FeedbackLaw.names.contains(name.schedule) {
      self = .feedback(try FeedbackLaw(from: decoder))
    } else {
      self = .schedule(try BetaSchedule(from: decoder))
    }
  }

  /// Writes what it is.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .schedule(let schedule): try schedule.encode(to: encoder)
    case .feedback(let law): try law.encode(to: encoder)
    }
  }
}

/// The key that tells schedules and feedback laws apart.
struct ScheduleName: Decodable {
  let schedule: String

  init?(in decoder: any Decoder) {
    guard let found = try? ScheduleName(from: decoder) else { return nil }
    self = found
  }
}
