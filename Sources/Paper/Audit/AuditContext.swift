import NumericKit

/// What a check is given: options with a seed of the claim's own, and ways to measure.
extension PaperOptions {
  /// The options for one claim, so that it finds the same whichever claims are checked beside it.
  func own(by claim: String) -> PaperOptions {
    // FNV-1a over the name, mixed with the seed of the audit.
    let name = claim.utf8.reduce(14_695_981_039_346_656_037 as UInt64) {
      ($0 ^ UInt64($1)) &* 1_099_511_628_211
    }
    var mixer = SplitMix64(state: seed ^ name)
    return PaperOptions(edition: edition, seed: mixer.next())
  }

  /// The claim's own random numbers.
  var random: AuditRandom { AuditRandom(seed: seed) }

  /// What several trials find that share the claim's random numbers, each given by its index.
  private func trials<Value>(
    of full: Int, quick: Int, _ value: (inout AuditRandom, _ trial: Int) throws -> Value
  ) rethrows -> [Value] {
    var random = random
    return try (0..<choose(full, quick: quick)).map { try value(&random, $0) }
  }

  /// Measures a claim as printed: the largest number of several trials, none of which is negative.
  func largest(
    _ what: String, bound: Double, of full: Int, quick: Int,
    _ number: (inout AuditRandom, _ trial: Int) throws -> Double
  ) rethrows -> AuditEvidence {
    .direct(what, try trials(of: full, quick: quick, number).largest, bound: bound)
  }

  /// Measures both forms of a claim with a misprint: the largest number of several trials.
  func largestOfForms(
    _ what: String, bound: Double, of full: Int, quick: Int,
    _ numbers: (inout AuditRandom, _ trial: Int) throws -> (right: Double, printed: Double)
  ) rethrows -> AuditEvidence {
    let numbers = try trials(of: full, quick: quick, numbers)
    return .corrected(
      what, numbers.map(\.right).largest, printed: numbers.map(\.printed).largest, bound: bound)
  }

  /// Counts what must not be in several trials.
  func count(
    _ what: String, of full: Int, quick: Int,
    _ number: (inout AuditRandom, _ trial: Int) throws -> Int
  ) rethrows -> AuditEvidence {
    .direct(what, Double(try trials(of: full, quick: quick, number).reduce(0, +)), bound: 0)
  }
}
