import LinearVAE

extension InvalidProblem {
  /// Runs what may find a number impossible that a flag has given; libraries know no flags.
  ///
  /// - Parameters:
  ///   - names: What a library calls the numbers of flags.
  ///   - body: The work.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws, with the flag in the place of its number.
  static func namingFlags<Value>(_ names: String..., body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as InvalidProblem where names.contains(error.keyPath) {
      throw error.at("--" + error.keyPath.replacing("_", with: "-"))
    }
  }
}
