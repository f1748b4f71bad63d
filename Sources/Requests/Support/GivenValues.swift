import LinearVAE
import Studies

/// Values of a parameter: a range, or one by one.
package enum GivenValues: Sendable, Hashable {
  /// `LO:HI:N`, or `LO:HI:Nlog` for equal ratios.
  case range(String)
  case list([Double])

  /// Values as a command line has them.
  package init(_ range: String) { self = .range(range) }

  /// The most of them: each takes a solve, and no picture shows more.
  private static let limit = 100_000

  /// The values, ascending.
  ///
  /// - Throws: `InvalidProblem` with the key.
  func values(_ key: String) throws(InvalidProblem) -> [Double] {
    let values: [Double]
    switch self {
    case .range(let text):
      do {
        values = try ValueRange(text).values
      } catch {
        throw InvalidProblem(
          key, found: "\(text), \(error.found)", allowed: error.allowed, advice: error.advice)
      }
    case .list(let numbers): values = numbers
    }
    try InvalidProblem.require(
      !values.isEmpty && values.allSatisfy(\.isFinite)
        && zip(values, values.dropFirst()).allSatisfy(<),
      key, found: "\(values.count) numbers", allowed: "numbers in ascending order")
    try InvalidProblem.require(
      values.count <= Self.limit, key, found: "\(values.count) values",
      allowed: "at most \(Self.limit)")
    return values
  }
}

extension StrictContainer {
  func values(_ key: Key) throws -> GivenValues? {
    guard has(key) else { return nil }
    let allowed = "LO:HI:N, or a list of numbers"
    if let text = try? value(key, allowed, default: nil) as String { return .range(text) }
    return .list(try value(key, allowed))
  }
}
