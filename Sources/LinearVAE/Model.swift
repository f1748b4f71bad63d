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

extension Model: Codable, FormInWords {
  static let allowed = "{latents: 1}"

  private enum CodingKeys: String, CodingKey, CaseIterable { case latents, decoder }

  /// Reads `latents` and `decoder`.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(decoder)
    latents = try section.value(.latents, "a whole number ≥ 1 and ≤ \(LearningProblem.latentLimit)")
    self.decoder = try section.choice(.decoder, default: Model(latents: 1).decoder)
  }
}
