/// The times at which a trajectory is recorded, in steps divided by `N`, or in `τt` in the
/// small-rate limit.
public enum TimeGrid: Sendable, Hashable {
  /// As many recordings as a curve needs to look smooth, when a file does not say.
  public static let defaultSamples = 101
  /// More recordings than this are refused: no picture shows them.
  public static let sampleLimit = 100_000

  /// `samples ≥ 2` times from 0 to `end > 0`, evenly spaced, both ends included.
  case even(end: Double, samples: Int = defaultSamples)
  /// These times, non-decreasing and `≥ 0`.
  case at([Double])

  /// The times themselves.
  public var times: [Double] {
    switch self {
    case .even(let end, let samples):
      (0..<samples).map { $0 == samples - 1 ? end : end * (Double($0) / Double(samples - 1)) }
    case .at(let times): times
    }
  }

  /// The last time, or 0 when there is none.
  public var end: Double {
    switch self {
    case .even(let end, _): end
    case .at(let times): times.last ?? 0
    }
  }
}

extension TimeGrid {
  /// Checks that there is something to record, in order.
  ///
  /// - Throws: `InvalidProblem` with key path `end`, `samples`, `at` or `at.0`.
  public func validate() throws(InvalidProblem) {
    switch self {
    case .even(let end, let samples):
      try InvalidProblem.requirePositive("end", end)
      try InvalidProblem.require(
        samples >= 2, "samples", found: "\(samples)", allowed: "a whole number ≥ 2",
        advice: "both ends are recorded; for one time write {at: [\(end)]}")
      try InvalidProblem.requireCount("samples", samples, in: 2...Self.sampleLimit)
    case .at(let times):
      try InvalidProblem.require(
        !times.isEmpty, "at", found: "no time", allowed: "at least one time ≥ 0")
      try InvalidProblem.require(
        times.count <= Self.sampleLimit, "at", found: "\(times.count) times",
        allowed: "at most \(Self.sampleLimit)")
      var earliest = 0.0
      for (index, time) in times.enumerated() {
        try InvalidProblem.require(
          time >= earliest, "at.\(index)", time,
          index == 0 ? "a time ≥ 0" : "a time ≥ \(earliest), the one before")
        earliest = time
      }
    }
  }
}

extension TimeGrid {
  /// Numbers that a trajectory may have: written as JSON, a number takes a hundred bytes on the way.
  private static let recordingLimit = 20_000_000

  /// That states of as many numbers can be recorded at these times; `model` says what they are of.
  func validateSize(ofStates size: Int, _ model: String) throws(InvalidProblem) {
    let (key, count) =
      switch self {
      case .even(_, let samples): ("time.samples", samples)
      case .at(let times): ("time.at", times.count)
      }
    try InvalidProblem.require(
      count <= Self.recordingLimit / size, key, found: "\(count) times",
      allowed: "at most \(Self.recordingLimit / size)",
      advice: "a state of \(model) has \(size) numbers")
  }
}

extension TimeGrid: Codable, FormInWords {
  static let allowed = "{end: 3000, samples: \(defaultSamples)} or {at: [0, 10, 100]}"

  private enum CodingKeys: String, CodingKey, CaseIterable { case end, samples, at }

  /// Reads `end` and `samples`, or `at`.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(decoder)
    guard section.contains(.at) else {
      self = .even(
        end: try section.value(.end, "a number > 0, or at: a list of times"),
        samples: try section.value(
          .samples, "a whole number ≥ 2 and ≤ \(Self.sampleLimit)", default: Self.defaultSamples))
      return
    }
    if let extra = [CodingKeys.end, .samples].first(where: section.contains) {
      throw InvalidProblem(
        extra.rawValue, found: "a key beside \"at\"", allowed: "either at, or end and samples"
      ).below(decoder.keyPath)
    }
    self = .at(try section.value(.at, "a list of times"))
  }

  /// Writes what it is.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .even(let end, let samples):
      try container.encode(end, forKey: .end)
      try container.encode(samples, forKey: .samples)
    case .at(let times): try container.encode(times, forKey: .at)
    }
  }
}
