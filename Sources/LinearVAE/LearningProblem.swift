/// What is learned, by how many latents, and how: everything that defines the dynamics but the
/// initial state.
public struct LearningProblem: Sendable, Hashable {
  /// The distribution the samples come from.
  public let data: SpikedData
  /// `M ≥ 1`, the number of latents of the model (vae).
  public let latents: Int
  /// The training algorithm.
  public let training: Training

  /// More latents than this are refused: a state has some `4M²` numbers.
  public static let latentLimit = 1024

  /// A problem from its three parts; ``validate()`` tells whether their values are possible.
  public init(data: SpikedData, latents: Int, training: Training) {
    self.data = data
    self.latents = latents
    self.training = training
  }
}
