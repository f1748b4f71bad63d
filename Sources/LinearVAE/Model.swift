/// The model that learns, definition (vae): a linear encoder and a linear decoder.
public struct Model: Sendable, Hashable {
  /// `M ≥ 1`, the number of latents.
  public var latents: Int
  /// The distribution of the data given the latents.
  public var decoder: Likelihood

  /// What a decoder says of its data.
  public enum Likelihood: String, Sendable, Hashable, Codable, CaseIterable {
    /// `N(x; W z/√N, I)`: the squared error, whose dynamics the theory describes.
    case gaussian
  }

  /// A model; Gaussian unless given otherwise.
  public init(latents: Int, decoder: Likelihood = .gaussian) {
    self.latents = latents
    self.decoder = decoder
  }
}
