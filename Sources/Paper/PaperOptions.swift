/// How figures are made and claims are checked.
package struct PaperOptions: Sendable {
  /// How much is computed.
  package enum Edition: String, Sendable, Hashable, Codable, CaseIterable {
    /// Figures as published, claims on many problems.
    case full
    /// Coarser, shorter, fewer: to see in seconds that everything works.
    case quick
  }

  /// How much is computed; verdicts do not depend on it.
  package var edition: Edition
  /// What all random numbers follow from; verdicts do not depend on it.
  package var seed: UInt64
  /// Another choice where the paper leaves one open; `nil` for the standard one.
  package var variant: CatalogVariant?

  /// The seed unless another is given.
  package static let defaultSeed: UInt64 = 1

  /// The full edition unless another is given.
  package init(
    edition: Edition = .full, seed: UInt64 = defaultSeed, variant: CatalogVariant? = nil
  ) {
    (self.edition, self.seed, self.variant) = (edition, seed, variant)
  }

  /// `full` in the full edition, `quick` in the quick one.
  func choose<Value>(_ full: Value, quick: Value) -> Value { edition == .full ? full : quick }
}
