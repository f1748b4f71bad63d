/// A number that a schedule or a feedback law is made of.
struct FormNumber: Sendable {
  let key: AnyKey
  var domain = Domain.positive
  /// Its value where it is absent; `nil` where it must be given.
  var fallback: Double?

  /// What a number may be, besides finite.
  enum Domain: Sendable {
    case any, positive, nonNegative
    /// From 0, which is excluded, to 1.
    case upToOne, belowOne
    /// At least, or more than, what the form has as `min`: 0 where it has no such key.
    case fromMin, aboveMin
  }

  static let rate = FormNumber(key: "rate")
  static let min = FormNumber(key: "min", domain: .nonNegative, fallback: BetaSchedule.Default.min)
  static let max = FormNumber(key: "max", domain: .fromMin, fallback: BetaSchedule.Default.max)
  static let width = FormNumber(key: "width", fallback: FeedbackLaw.Default.width)

  fileprivate func validate(_ value: Double, min: Double?) throws(InvalidProblem) {
    let least = min ?? 0
    let minInWords = min.map { "min, which is \($0)" } ?? "0"
    let (isInside, allowed) =
      switch domain {
      case .any: (true, "a finite number")
      case .positive: (value > 0, "a number > 0")
      case .nonNegative: (value >= 0, "a number ≥ 0")
      case .upToOne: (value > 0 && value <= 1, "a number > 0 and ≤ 1")
      case .belowOne: (value > 0 && value < 1, "a number > 0 and < 1")
      case .fromMin: (value >= least, "a number ≥ \(minInWords)")
      case .aboveMin: (value > least, "a number > \(minInWords)")
      }
    try InvalidProblem.require(isInside, key.stringValue, value, allowed)
  }
}

/// What a schedule or the rule of a feedback law can be made of: a row of the table by which it is read,
/// written and validated.
struct NumberForm<Value>: Sendable {
  let name: String
  /// In the order in which they are written.
  let numbers: [FormNumber]
  /// Keys of what is no number.
  var others: [AnyKey] = []
  /// The value from as many numbers.
  let value: @Sendable ([Double]) -> Value

  func section(_ decoder: any Decoder) throws -> StrictContainer<AnyKey> {
    try StrictContainer(decoder, keys: ["schedule"] + others + numbers.map(\.key))
  }

  func value(in section: StrictContainer<AnyKey>) throws -> Value {
    value(try numbers.map { try section.number($0.key, default: $0.fallback) })
  }

  /// Writes the name, and numbers under their keys.
  func encode(_ values: [Double], to container: inout KeyedEncodingContainer<AnyKey>) throws {
    for (number, value) in zip(numbers, values) { try container.encode(value, forKey: number.key) }
  }

  func validate(_ values: [Double]) throws(InvalidProblem) {
    let min = zip(numbers, values).first { $0.0.key.stringValue == "min" }?.1
    for (number, value) in zip(numbers, values) { try number.validate(value, min: min) }
  }
}

extension Array {
  func named<Value>(_ name: String) -> NumberForm<Value>? where Element == NumberForm<Value> {
    first { $0.name == name }
  }
}
