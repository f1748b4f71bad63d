import LinearVAE

extension SignalEstimate {
  /// The best level for a number of latents.
  ///
  /// - Parameter latents: `M`; as many as there are signals unless given.
  /// - Returns: `nil` if there are no signals.
  /// - Complexity: O(signals · bulk).
  public func bestLevel(latents: Int? = nil) -> BestLevel? {
    let factors = spikes.map {
      SampledFactor(sample: $0.sample, strength: $0.strength, cosine2: $0.cosine2)
    }
    return BestLevel(factors: factors, bulk: rest, latents: latents ?? signals)
  }
}
