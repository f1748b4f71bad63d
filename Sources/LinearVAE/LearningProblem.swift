/// What is learned, by what model, and how: everything that defines the dynamics but the initial state.
public struct LearningProblem: Sendable, Hashable {
  /// The distribution the samples come from.
  public var data: SpikedData
  /// The model (vae).
  public var model: Model
  /// The training algorithm.
  public var training: Training

  /// More latents than this are refused: a state has some `4M²` numbers.
  public static let latentLimit = 1024

  /// A problem from its three parts; ``validate()`` tells whether their values are possible.
  public init(data: SpikedData, model: Model, training: Training) {
    self.data = data
    self.model = model
    self.training = training
  }

  /// A problem with a Gaussian decoder.
  public init(data: SpikedData, latents: Int, training: Training) {
    self.init(data: data, model: Model(latents: latents), training: training)
  }

  /// `M ≥ 1`, the number of latents of the model.
  public var latents: Int {
    get { model.latents }
    set { model.latents = newValue }
  }
}
