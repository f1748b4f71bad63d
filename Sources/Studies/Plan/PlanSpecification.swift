import Fitting
import LinearVAE
import MeanField
import NumericKit
import Spectra
import Storage

/// What to plan: a linear β-VAE for a data set, and how it would be trained.
public struct PlanSpecification: Sendable, Hashable {
  /// `M`, the number of latents of the model.
  public var latents: Int
  /// What the decoder says of the data.
  public private(set) var decoder: Likelihood
  /// The weight of the KL term over that of the negative log-likelihood, before any schedule.
  public var beta: Double
  /// The loss in the user's words, which `β` stands for; `nil` for the decoder's own, `NLL + β KL`.
  public private(set) var loss: LossConvention?
  /// What takes the steps.
  public var optimizer: Optimizer = .sgd
  /// Its learning rate on the loss as it is written, if plateaus are wanted in steps.
  public var learningRate: Double?
  /// Samples in a step, if that is known.
  public var batch: Int?
  /// How long training is, if that is known.
  public var length: TrainingLength?
  /// What the weight of the KL term is multiplied by over the steps of training; 1 if `nil`.
  public var schedule: BetaSchedule?
  /// The length of decoder and encoder vectors along their eigen-directions at the start, in units
  /// of the data; `1/√N` if `nil`, the typical overlap of a random unit vector.
  public var startOverlap: Double?
  /// The network that will be trained in place of the linear model, if it is to be said how far that is from it.
  public var network: DeclaredNetwork?
  /// Of the draws of noise with which the number of signals is checked.
  public var seed: UInt64 = 0

  /// A plan for the loss `NLL + β KL` of a decoder.
  public init(
    latents: Int, beta: Double = 1, decoder: Likelihood, learningRate: Double? = nil,
    startOverlap: Double? = nil
  ) {
    (self.latents, self.beta, self.decoder) = (latents, beta, decoder)
    (self.learningRate, self.startOverlap) = (learningRate, startOverlap)
  }

  /// A plan for the loss `‖x − x̂‖²/(2σ²) + β KL` with decoder variance `σ²`, in squared units of the data.
  public init(
    latents: Int, beta: Double = 1, decoderVariance: Double = 1, learningRate: Double? = nil,
    startOverlap: Double? = nil
  ) {
    self.init(
      latents: latents, beta: beta, decoder: .gaussian(variance: decoderVariance),
      learningRate: learningRate, startOverlap: startOverlap)
  }

  /// A plan for a loss in the user's words.
  public init(
    latents: Int, loss: LossConvention, learningRate: Double? = nil, startOverlap: Double? = nil
  ) {
    self.init(
      latents: latents, beta: loss.beta, decoder: loss.decoder, learningRate: learningRate,
      startOverlap: startOverlap)
    self.loss = loss
  }
}

extension PlanSpecification {
  /// What the schedule multiplies the weight of the KL term by in the last step, or in the long run; its
  /// largest value if it never settles.
  public var finalFactor: Double {
    guard let schedule else { return 1 }
    if let length { return schedule.beta(at: Double(length.steps - 1)) }
    return schedule.finalValue ?? schedule.supremum
  }

  /// `β` when training ends: the one that decides which latents live.
  public var finalBeta: Double { beta * finalFactor }

  /// The weight of the KL term when training ends, in the words of the loss.
  public var klWeight: Double { klWeight(atBeta: finalBeta) }

  /// The weight of the KL term, in the words of the loss, that stands for another `β`.
  ///
  /// - Parameters:
  ///   - beta: The weight over that of the negative log-likelihood.
  ///   - latents: `M`, on which a mean over latents depends; that of the plan unless given.
  /// - Returns: `β` itself where there is no loss in words.
  public func klWeight(atBeta beta: Double, latents: Int? = nil) -> Double {
    guard var loss else { return beta }
    if let latents { loss = loss.withLatents(latents) }
    // As it was written, without rounding.
    guard beta != loss.beta else { return loss.writtenKLWeight }
    return beta * (loss.writtenKLWeight / loss.beta)
  }

  /// `σ²` of a Gaussian decoder that does not learn it, in squared units of the data.
  public var fixedDecoderVariance: Double? {
    if case .gaussian(let variance) = decoder { variance } else { nil }
  }

  /// The flow time of one step of plain SGD at learning rate 1, (units): `2a` for a loss
  /// `a‖x − x̂‖² + b KL`, so `1/σ²` for the decoder's own; `nil` for decoders without a given `σ²`.
  public var learningRateFactor: Double? {
    loss.map(\.learningRateFactor) ?? fixedDecoderVariance.map { 1 / $0 }
  }

  /// Steps of plain SGD that make one unit of flow time; `nil` for other optimisers, and if no learning
  /// rate was given.
  public var stepsPerTime: Double? {
    guard optimizer == .sgd, let learningRate, let learningRateFactor else { return nil }
    return 1 / (learningRate * learningRateFactor)
  }

  /// Checks what a forecast does not: the start, the learning rate, and that the schedule ends above 0.
  ///
  /// - Throws: `InvalidProblem` with key path `start_overlap`, `learning_rate` or `schedule`, when a
  ///   number, or the steps that make a unit of flow time, are outside `LatentForecast.supportedRange`.
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
    try InvalidProblem.require(
      finalFactor > 0, "schedule", found: "a factor of \(finalFactor) when training ends",
      allowed: "one that ends above 0: without a KL term nothing collapses")
  }
}
