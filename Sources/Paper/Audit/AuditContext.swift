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
}
