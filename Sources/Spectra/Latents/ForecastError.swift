/// Why no forecast can be made for a linear β-VAE.
public enum ForecastError: Error, Sendable, Hashable {
  /// A model needs at least one latent.
  case noLatents(found: Int)
  /// A linear decoder cannot use more latents than the data have dimensions.
  case tooManyLatents(found: Int, dimensions: Int)
  /// `β` must be positive and finite.
  case invalidBeta(Double)
  /// The decoder's variance `σ²` must be positive and finite.
  case invalidDecoderVariance(Double)
  /// A quantity is so large or small that what is computed from it would overflow.
  case outOfRange(String, Double)
  /// A decoder variance that is learned goes to 0: the latents reconstruct the data without error.
  case decoderVarianceVanishes(latents: Int, dimensions: Int)
}

extension ForecastError: CustomStringConvertible {
  /// The error as a sentence with its numbers.
  public var description: String {
    switch self {
    case .noLatents(let found): "\(found) latents; at least 1 is needed"
    case .tooManyLatents(let found, let dimensions):
      "more latents than dimensions: \(found) latents, but the data have \(dimensions) columns"
    case .invalidBeta(let beta): "β = \(beta); it must be positive and finite"
    case .invalidDecoderVariance(let variance):
      "decoder variance σ² = \(variance); it must be positive and finite"
    case .outOfRange(let quantity, let value):
      "\(quantity) = \(value); it must lie between \(LatentForecast.supportedRange.lowerBound) "
        + "and \(LatentForecast.supportedRange.upperBound): choose other units"
    case .decoderVarianceVanishes(let latents, let dimensions):
      "no learned decoder variance: \(latents) latents leave nothing of \(dimensions) dimensions "
        + "unexplained, so σ² goes to 0"
    }
  }
}
