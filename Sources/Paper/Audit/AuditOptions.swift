import NumericKit

/// How the audit is carried out.
package struct AuditOptions: Sendable {
  /// How many problems, samples and runs a check takes; the verdicts do not depend on it.
  package var edition: CatalogEdition
  /// What all random numbers follow from; the verdicts do not depend on it.
  package var seed: UInt64
  /// Claims checked at a time; nothing depends on it but the time.
  package var threads: Int
  /// Asked before each claim, from any thread, whether to stop.
  package var shouldStop: @Sendable () -> Bool

  /// The full edition on one thread.
  package init(
    edition: CatalogEdition = .full, seed: UInt64 = CatalogOptions.defaultSeed, threads: Int = 1,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    (self.edition, self.seed, self.threads) = (edition, seed, threads)
    self.shouldStop = shouldStop
  }
}

/// All that a check may depend on.
package struct AuditContext: Sendable {
  /// How much effort to spend.
  package let edition: CatalogEdition
  /// A seed of the claim's own, so that it finds the same whichever claims are checked beside it.
  package let seed: UInt64

  init(_ options: AuditOptions, claim: String) {
    edition = options.edition
    // FNV-1a over the name, mixed with the seed of the audit.
    let name = claim.utf8.reduce(14_695_981_039_346_656_037 as UInt64) {
      ($0 ^ UInt64($1)) &* 1_099_511_628_211
    }
    var mixer = SplitMix64(state: options.seed ^ name)
    seed = mixer.next()
  }

  /// `full` in the full edition, `quick` in the quick one.
  func choose<Value>(_ full: Value, quick: Value) -> Value { edition == .full ? full : quick }

  /// The claim's own random numbers.
  var random: AuditRandom { AuditRandom(seed: seed) }

  /// The largest of a number over trials that share the claim's random numbers.
  ///
  /// - Parameters:
  ///   - full: How many trials in the full edition.
  ///   - quick: How many in the quick one.
  ///   - number: Not negative, of one trial, given by its index.
  /// - Returns: Not a number if one of them is none.
  func largest(
    of full: Int, quick: Int, _ number: (inout AuditRandom, _ trial: Int) throws -> Double
  ) rethrows -> Double {
    var random = random
    return try (0..<choose(full, quick: quick)).map { try number(&random, $0) }.largest
  }
}
