extension BetaSchedule: Codable {
  /// All forms: to add one, add a case, its row here and its values below.
  static let forms: [NumberForm<BetaSchedule>] = [
    NumberForm(name: "constant", numbers: [FormNumber(key: "value", domain: .nonNegative)]) {
      .constant($0[0])
    },
    NumberForm(name: "tanh", numbers: [.rate, .max]) { .tanh(rate: $0[0], max: $0[1]) },
    NumberForm(name: "linear", numbers: [.rate, .min, .max]) {
      .linear(rate: $0[0], min: $0[1], max: $0[2])
    },
    NumberForm(
      name: "cyclical",
      numbers: [
        FormNumber(key: "period"),
        FormNumber(key: "ratio", domain: .upToOne, fallback: Default.ratio), .min, .max,
        FormNumber(key: "delay", domain: .nonNegative, fallback: Default.delay),
      ], others: ["ramp"]
    ) { .cyclical(period: $0[0], ratio: $0[1], min: $0[2], max: $0[3], delay: $0[4]) },
    NumberForm(
      name: "sigmoid",
      numbers: [FormNumber(key: "steepness"), FormNumber(key: "midpoint", domain: .any), .max]
    ) { .sigmoid(steepness: $0[0], midpoint: $0[1], max: $0[2]) },
    NumberForm(name: "cosine", numbers: [FormNumber(key: "duration"), .min, .max]) {
      .cosine(duration: $0[0], min: $0[1], max: $0[2])
    },
    NumberForm(
      name: "exponential", numbers: [FormNumber(key: "rate", domain: .belowOne), .max]
    ) { .exponential(rate: $0[0], max: $0[1]) },
    NumberForm(
      name: "geometric", numbers: [FormNumber(key: "duration"), FormNumber(key: "min"), .max]
    ) { .geometric(duration: $0[0], min: $0[1], max: $0[2]) },
    NumberForm(
      name: "staircase",
      numbers: [
        FormNumber(key: "increment"), FormNumber(key: "every"),
        FormNumber(key: "start", domain: .nonNegative), .min, .max,
      ]
    ) { .staircase(increment: $0[0], every: $0[1], start: $0[2], min: $0[3], max: $0[4]) },
    NumberForm(name: "points", numbers: [], others: ["points"]) { _ in .points([]) },
  ]

  private var parts: (name: String, values: [Double]) {
    switch self {
    case .constant(let value): ("constant", [value])
    case .tanh(let rate, let max): ("tanh", [rate, max])
    case .linear(let rate, let min, let max): ("linear", [rate, min, max])
    case .cyclical(let period, let ratio, let min, let max, _, let delay):
      ("cyclical", [period, ratio, min, max, delay])
    case .sigmoid(let steepness, let midpoint, let max): ("sigmoid", [steepness, midpoint, max])
    case .cosine(let duration, let min, let max): ("cosine", [duration, min, max])
    case .exponential(let rate, let max): ("exponential", [rate, max])
    case .geometric(let duration, let min, let max): ("geometric", [duration, min, max])
    case .staircase(let increment, let every, let start, let min, let max):
      ("staircase", [increment, every, start, min, max])
    case .points: ("points", [])
    }
  }

  /// Reads a number, or `{schedule: tanh, rate: 0.2, max: 1.0}` and the like.
  ///
  /// - Throws: `InvalidProblem`.
  public init(from decoder: any Decoder) throws {
    if let value = decoder.number {
      self = .constant(value)
      return
    }
    let names = Self.forms.map(\.name)
    guard let name = decoder.scheduleName else {
      let listed = names.joined(separator: ", ")
      throw decoder.otherKind(allowed: "a number or a mapping with the key schedule: \(listed)")
    }
    guard let form = Self.forms.named(name) else {
      let all = names + FeedbackLaw.forms.map(\.name)
      throw InvalidProblem(
        "schedule", found: "\"\(name)\"",
        allowed: nearestAndOthers(to: name, among: all, listing: names)
      ).below(decoder.keyPath)
    }
    let section = try form.section(decoder)
    self = try form.value(in: section)
    switch self {
    case .cyclical(let period, let ratio, let min, let max, _, let delay):
      let ramp = try section.choice("ramp", default: Default.ramp)
      self = .cyclical(
        period: period, ratio: ratio, min: min, max: max, ramp: ramp, delay: delay)
    case .points: self = .points(try section.value("points", "a list of points [t, β]"))
    default: break
    }
  }

  /// Writes a number for a constant, else a mapping with all keys.
  public func encode(to encoder: any Encoder) throws {
    if case .constant(let value) = self { return try value.encode(to: encoder) }
    var container = encoder.container(keyedBy: AnyKey.self)
    try container.encode(parts.name, forKey: "schedule")
    try Self.forms.named(parts.name)?.encode(parts.values, to: &container)
    if case .cyclical(_, _, _, _, let ramp, _) = self { try container.encode(ramp, forKey: "ramp") }
    if case .points(let points) = self { try container.encode(points, forKey: "points") }
  }
}

extension BetaSchedule.Point: Codable {
  /// Reads `[t, β]`.
  public init(from decoder: any Decoder) throws {
    let pair = try [Double](from: decoder)
    guard pair.count == 2 else { throw decoder.otherKind(allowed: "a point [t, β]") }
    self.init(time: pair[0], beta: pair[1])
  }

  /// Writes `[t, β]`.
  public func encode(to encoder: any Encoder) throws { try [time, beta].encode(to: encoder) }
}

extension BetaSchedule {
  /// The schedule as the value of `training.beta` in a problem file, on one line, which the command
  /// schedule takes too: `{schedule: tanh, rate: 0.2, max: 1.0}`. It reads back to the same one.
  public var text: String {
    if case .constant(let value) = self { return "\(value)" }
    let entries = [("schedule", parts.name)] + arguments
    return "{" + entries.map { "\($0): \($1)" }.joined(separator: ", ") + "}"
  }

  /// The schedule as a call that reads back to the same one: `tanh(rate=0.2, max=1.0)`.
  public var call: String {
    "\(parts.name)(\(arguments.map { "\($0)=\($1)" }.joined(separator: ", ")))"
  }

  /// The call, or of a long list of points their number.
  public var inWords: String {
    guard case .points(let points) = self, points.count > 4 else { return call }
    return "points, \(points.count) of them"
  }

  /// Checks each number by its row of the table.
  func validateNumbers() throws(InvalidProblem) {
    try Self.forms.named(parts.name)?.validate(parts.values)
  }

  private var arguments: [(String, String)] {
    let keys = Self.forms.named(parts.name)?.numbers.map(\.key.stringValue) ?? []
    let numbers = zip(keys, parts.values).map { ($0, "\($1)") }
    switch self {
    case .cyclical(_, _, _, _, let ramp, _): return numbers + [("ramp", ramp.rawValue)]
    case .points(let points):
      let pairs = points.map { "[\($0.time), \($0.beta)]" }
      return [("points", "[" + pairs.joined(separator: ", ") + "]")]
    default: return numbers
    }
  }
}
