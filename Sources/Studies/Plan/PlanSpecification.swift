import LinearVAE
import Spectra

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

  /// Steps of plain SGD that make one unit of flow time; `nil` if no learning rate was given.
  public var stepsPerTime: Double? { learningRate.map { 1 / ($0 * learningRateFactor) } }

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

extension PlanSpecification {
  /// Checks what a forecast does not: the start and the learning rate.
  ///
  /// - Throws: `InvalidProblem` with key path `start_overlap` or `learning_rate`, when a number, or
  ///   the steps that make a unit of flow time, are outside `LatentForecast.supportedRange`.
  public func validate() throws(InvalidProblem) {
    let range = LatentForecast.supportedRange
    func require(_ keyPath: String, _ value: Double?, _ found: String) throws(InvalidProblem) {
      guard let value, !range.contains(value) else { return }
      throw InvalidProblem(
        keyPath, found: found, allowed: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    try require("start_overlap", startOverlap, "\(startOverlap ?? .nan)")
    try require("learning_rate", learningRate, "\(learningRate ?? .nan)")
    try require(
      "learning_rate", stepsPerTime, "\(stepsPerTime ?? .nan) steps that make a unit of flow time")
  }
}
