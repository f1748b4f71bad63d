extension BetaSchedule: Codable {
  /// The names of schedules in the key `schedule`.
  package static let names = [
    "constant", "tanh", "linear", "cyclical", "sigmoid", "cosine", "exponential", "points",
  ]

  /// Reads a number, or `{schedule: tanh, rate: 0.2, max: 1.0}` and the like.
  ///
  /// - Throws: `InvalidProblem`.
  public init(from decoder: any Decoder) throws {
    if let value = try? decoder.singleValueContainer().decode(Double.self) {
      self = .constant(value)
      return
    }
    let listed = Self.names.joined(separator: ", ")
    guard let name = ScheduleName(in: decoder)?.schedule else {
      throw InvalidProblem(
        decoder.keyPath, found: InvalidProblem.otherKind,
        allowed: "a number or a mapping with the key schedule: \(listed)")
    }
    func section(_ keys: String...) throws -> StrictContainer {
      try StrictContainer(decoder, keys: ["schedule"] + keys)
    }
    switch name {
    case "constant":
      self = .constant(try section("value").number("value"))
    case "tanh":
      let v = try section("rate", "max")
      self = .tanh(rate: try v.number("rate"), max: try v.max)
    case "linear":
      let v = try section("rate", "min", "max")
      self = .linear(rate: try v.number("rate"), min: try v.min, max: try v.max)
    case "cyclical":
      let v = try section("period", "ratio", "min", "max", "ramp")
      self = .cyclical(
        period: try v.number("period"), ratio: try v.number("ratio", default: Default.ratio),
        min: try v.min, max: try v.max, ramp: try v.choice("ramp", default: Default.ramp))
    case "sigmoid":
      let v = try section("steepness", "midpoint", "max")
      self = .sigmoid(
        steepness: try v.number("steepness"), midpoint: try v.number("midpoint"), max: try v.max)
    case "cosine":
      let v = try section("duration", "min", "max")
      self = .cosine(duration: try v.number("duration"), min: try v.min, max: try v.max)
    case "exponential":
      let v = try section("rate", "max")
      self = .exponential(rate: try v.number("rate"), max: try v.max)
    case "points":
      self = .points(try section("points").value("points", "a list of points [t, β]"))
    default:
      let nearest = nearestName(to: name, among: Self.names + FeedbackLaw.names) ?? ""
      throw InvalidProblem(
        "schedule", found: "\"\(name)\"",
        allowed: "\"\(nearest)\", the nearest, or another of \(listed)"
      ).below(decoder.keyPath)
    }
  }

  /// The parameters of every schedule under the names of the problem file.
  private enum CodingKeys: String, CodingKey {
    case schedule, rate, min, max, period, ratio, ramp, steepness, midpoint, duration, points
  }

  /// Writes a number for a constant, else a mapping with all keys.
  public func encode(to encoder: any Encoder) throws {
    func write(_ name: String, _ values: KeyValuePairs<CodingKeys, Double>) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .schedule)
      for (key, value) in values { try container.encode(value, forKey: key) }
    }
    switch self {
    case .constant(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .tanh(let rate, let max):
      try write("tanh", [.rate: rate, .max: max])
    case .linear(let rate, let min, let max):
      try write("linear", [.rate: rate, .min: min, .max: max])
    case .cyclical(let period, let ratio, let min, let max, let ramp):
      try write("cyclical", [.period: period, .ratio: ratio, .min: min, .max: max])
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(ramp, forKey: .ramp)
    case .sigmoid(let steepness, let midpoint, let max):
      try write("sigmoid", [.steepness: steepness, .midpoint: midpoint, .max: max])
    case .cosine(let duration, let min, let max):
      try write("cosine", [.duration: duration, .min: min, .max: max])
    case .exponential(let rate, let max):
      try write("exponential", [.rate: rate, .max: max])
    case .points(let points):
      try write("points", [:])
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(points, forKey: .points)
    }
  }
}

extension BetaSchedule.Point: Codable {
  /// Reads `[t, β]`.
  public init(from decoder: any Decoder) throws {
    let pair = try [Double](from: decoder)
    guard pair.count == 2 else {
      throw InvalidProblem(
        decoder.keyPath, found: InvalidProblem.otherKind, allowed: "a point [t, β]")
    }
    self.init(time: pair[0], beta: pair[1])
  }

  /// Writes `[t, β]`.
  public func encode(to encoder: any Encoder) throws { try [time, beta].encode(to: encoder) }
}

extension StrictContainer {
  fileprivate var min: Double {
    get throws { try number("min", default: BetaSchedule.Default.min) }
  }
  fileprivate var max: Double {
    get throws { try number("max", default: BetaSchedule.Default.max) }
  }
}
