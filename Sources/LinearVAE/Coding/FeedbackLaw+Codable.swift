extension FeedbackLaw: Codable {
  /// The names of laws in the key `schedule`.
  package static let names = ["capacity", "free_bits", "control", "geco"]

  /// Reads `{schedule: control, set: 1.2, ki: 0.02}` and the like.
  ///
  /// - Throws: `InvalidProblem`.
  public init(from decoder: any Decoder) throws {
    func section(_ keys: String...) throws -> StrictContainer {
      try StrictContainer(decoder, keys: ["schedule"] + keys)
    }
    func known(_ meaning: String) -> String { "\(meaning): a number or a schedule" }
    switch ScheduleName(in: decoder)?.schedule {
    case "capacity":
      let v = try section("gamma", "target", "width")
      self = .capacity(
        gamma: try v.number("gamma"), target: try v.value("target", known("nats")),
        width: try v.number("width", default: Default.width))
    case "free_bits":
      let v = try section("nats", "beta", "width")
      self = .freeBits(
        nats: try v.number("nats"),
        beta: try v.value("beta", known("β"), default: .constant(BetaSchedule.Default.max)),
        width: try v.number("width", default: Default.width))
    case "control":
      let v = try section("set", "kp", "ki", "min", "max")
      self = .control(
        set: try v.value("set", known("nats")),
        proportional: try v.number("kp", default: Default.proportional),
        integral: try v.number("ki"), min: try v.number("min", default: BetaSchedule.Default.min),
        max: try v.number("max", default: BetaSchedule.Default.max))
    case "geco":
      let v = try section("explained", "rate", "average", "initial", "min", "max")
      let bounds = Default.multiplierBounds
      self = .geco(
        explained: try v.value("explained", known("the variance to be explained")),
        rate: try v.number("rate"), average: try v.number("average", default: Default.average),
        initial: try v.number("initial", default: Default.initial),
        bounds: (
          try v.number("min", default: bounds.min), try v.number("max", default: bounds.max)
        ))
    case let other:
      throw InvalidProblem(
        "schedule", found: other.map { "\"\($0)\"" } ?? "nothing",
        allowed: "one of \(Self.names.joined(separator: ", "))"
      ).below(decoder.keyPath)
    }
  }

  private enum CodingKeys: String, CodingKey {
    case schedule, gamma, target, width, nats, beta, set, kp, ki, min, max, explained, rate, average
    case initial
  }

  /// Writes a mapping with all keys.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func write(
      _ name: String, _ referenceKey: CodingKeys, _ values: KeyValuePairs<CodingKeys, Double>
    ) throws {
      try container.encode(name, forKey: .schedule)
      try container.encode(reference, forKey: referenceKey)
      for (key, value) in values { try container.encode(value, forKey: key) }
    }
    switch controller {
    case .capacity(let gamma, let width):
      try write("capacity", .target, [.gamma: gamma, .width: width])
    case .freeBits(let nats, let width):
      try write("free_bits", .beta, [.nats: nats, .width: width])
    case .control(let proportional, let integral, let min, let max):
      try write("control", .set, [.kp: proportional, .ki: integral, .min: min, .max: max])
    case .geco(let rate, let average, let initial, let min, let max):
      try write(
        "geco", .explained,
        [.rate: rate, .average: average, .initial: initial, .min: min, .max: max])
    }
  }
}
