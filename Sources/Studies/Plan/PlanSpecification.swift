/// What to plan: a linear β-VAE for a data set, and how it would be trained.
public struct PlanSpecification: Sendable, Hashable {
  /// `M`, the number of latents of the model.
  public var latents: Int
  /// `β` in the loss `‖x − x̂‖²/(2σ²) + β KL`.
  public var beta: Double
  /// `σ²`, the decoder's variance, in squared units of the data.
  public var decoderVariance: Double
  /// What the learning rate is multiplied by to get the rate of flow time, `2a` for a loss
  /// `a‖x − x̂‖² + b KL`: `1/σ²` for the loss above.
  public var learningRateFactor: Double
  /// The learning rate of plain SGD, if plateaus are wanted in steps.
  public var learningRate: Double?
  /// The length of decoder and encoder vectors along their eigen-directions at the start, in units
  /// of the data; `1/√N` if `nil`, the typical overlap of a random unit vector.
  public var startOverlap: Double?

  /// A plan for a loss with decoder variance `σ²`.
  public init(
    latents: Int, beta: Double = 1, decoderVariance: Double = 1, learningRate: Double? = nil,
    startOverlap: Double? = nil
  ) {
    self.latents = latents
    self.beta = beta
    self.decoderVariance = decoderVariance
    self.learningRateFactor = 1 / decoderVariance
    self.learningRate = learningRate
    self.startOverlap = startOverlap
  }
}
