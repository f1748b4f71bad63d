import LinearVAE

extension InvalidProblem {
  /// What must be given and is not; `advice` says why, with other keys in quotes.
  static func missing(_ key: String, _ advice: String) -> InvalidProblem {
    InvalidProblem(key, found: "nothing", allowed: "a value", advice: advice)
  }

  /// What must not be given, or not in this way; `advice` says why, with other keys in quotes.
  static func unsuited(
    _ key: String, found: String = "a value", _ advice: String
  ) -> InvalidProblem {
    InvalidProblem(key, found: found, allowed: "none", advice: advice)
  }

  /// Throws the first of these that is given although nothing has a use for it.
  static func refuse(
    _ given: KeyValuePairs<String, Bool>, _ advice: String
  ) throws(InvalidProblem) {
    guard let key = given.first(where: \.value)?.key else { return }
    throw unsuited(key, advice)
  }
}
