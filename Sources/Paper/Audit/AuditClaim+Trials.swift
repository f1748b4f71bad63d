/// Claims that are checked in several trials, with random numbers that the trials share. Each trial is
/// told its index.
extension AuditClaim {
  /// A claim that holds as printed: the largest number of all trials, none of which is negative, decides.
  /// There are `full` trials in the full edition, `quick` in the quick one.
  init(
    _ id: String, _ section: AuditSection, at place: String, _ claim: String, how: String,
    measuring what: String, bound: Double, of full: Int, quick: Int,
    _ number: @escaping @Sendable (inout AuditRandom, _ trial: Int) throws -> Double
  ) {
    self.init(id, section, at: place, claim, how: how) { context in
      let numbers = try context.trials(of: full, quick: quick, number)
      return .direct(what, numbers.largest, bound: bound)
    }
  }

  /// A claim with a misprint: one number is measured of the right and of the printed form.
  init(
    _ id: String, _ section: AuditSection, at place: String, _ claim: String, how: String,
    correction: Correction, measuringBoth what: String, bound: Double, of full: Int, quick: Int,
    _ numbers:
      @escaping @Sendable (inout AuditRandom, _ trial: Int) throws -> (
        right: Double, printed: Double
      )
  ) {
    self.init(id, section, at: place, claim, how: how, correction: correction) { context in
      let numbers = try context.trials(of: full, quick: quick, numbers)
      return .corrected(
        what, numbers.map(\.right).largest, printed: numbers.map(\.printed).largest, bound: bound)
    }
  }

  /// A claim that holds as printed: what must not be is counted.
  init(
    _ id: String, _ section: AuditSection, at place: String, _ claim: String, how: String,
    counting what: String, of full: Int, quick: Int,
    _ count: @escaping @Sendable (inout AuditRandom, _ trial: Int) throws -> Int
  ) {
    self.init(id, section, at: place, claim, how: how) { context in
      let counts = try context.trials(of: full, quick: quick, count)
      return .direct(what, Double(counts.reduce(0, +)), bound: 0)
    }
  }
}

extension PaperOptions {
  /// What several trials find that share the claim's random numbers, each given by its index.
  func trials<Value>(
    of full: Int, quick: Int, _ value: (inout AuditRandom, _ trial: Int) throws -> Value
  ) rethrows -> [Value] {
    var random = random
    return try (0..<choose(full, quick: quick)).map { try value(&random, $0) }
  }
}
