import LinearVAE

extension SignalEstimate {
  /// The best level for a number of latents.
  ///
  /// - Parameter latents: `M`; as many as there are signals unless given.
  /// - Returns: `nil` if there are no signals.
  /// - Complexity: O(signals · bulk).
  public func bestLevel(latents: Int? = nil) -> BestLevel? {
    BestLevel(factors: factors, bulk: rest, latents: latents ?? signals)
  }

  /// The error of what latents learn at a level against the signals behind the data, in squared units of the
  /// data, (best-beta-finite).
  package func error(atLevel level: Double, latents: Int) -> Double {
    BestLevel.error(at: level, factors, latents, rest.prefix(max(0, latents - signals)))
  }

  private var factors: [SampledFactor] {
    spikes.map { SampledFactor(sample: $0.sample, strength: $0.strength, cosine2: $0.cosine2) }
  }
}
