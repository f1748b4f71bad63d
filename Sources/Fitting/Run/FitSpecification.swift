import LinearVAE

/// What takes the steps of training.
public enum Optimizer: String, Sendable, Hashable, Codable, CaseIterable {
  /// Plain stochastic gradient descent, whose steps are units of flow time.
  case sgd
  /// Adam (Kingma and Ba 2015) and its kin, whose steps have no such map.
  case adam
}

/// How a linear VAE is fitted to data: the model, its loss, and what takes it to its end.
public struct FitSpecification: Sendable, Hashable, Codable {
  /// `M`.
  public var latents: Int
  /// What the decoder says of the data.
  public var decoder: Decoder
  /// `β` over the steps of training, or a law that follows the state of training, its times in steps.
  public var weight: KLWeight
  /// What `NLL + β KL` is multiplied with to be the loss as it is written, on which the learning rate acts.
  public var lossScale = 1.0
  /// `λ`, which adds `½λ(‖W‖² + ‖V‖²)` to the loss as it is written.
  public var weightDecay = 0.0
  /// Whether steps move `D` or `ln D`; a fit to convergence moves `ln D`.
  public var variance = VarianceParametrization.log
  /// What takes the model to its end.
  public var method: Method
  /// Where it starts.
  public var start = Start.random(scale: nil)
  /// Of the start and of the order of the rows.
  public var seed: UInt64 = 0

  /// A likelihood in a form that files hold.
  public typealias Decoder = FitDecoder

  /// What takes the model to its end.
  public enum Method: Sendable, Hashable, Codable {
    /// L-BFGS on all rows until nothing improves, from as many starts.
    case convergence(starts: Int)
    /// Steps of an optimiser.
    case steps(Steps)
  }

  /// Steps of an optimiser.
  public struct Steps: Sendable, Hashable, Codable {
    /// What takes them.
    public var optimizer: Optimizer
    /// Its learning rate on the loss as it is written.
    public var learningRate: Double
    /// Rows in a step, drawn without repetition in each epoch; all of them if `nil`.
    public var batch: Int?
    /// How many.
    public var count: Int

    /// Steps of an optimiser.
    public init(_ optimizer: Optimizer, learningRate: Double, batch: Int?, count: Int) {
      (self.optimizer, self.learningRate) = (optimizer, learningRate)
      (self.batch, self.count) = (batch, count)
    }
  }

  /// Where training starts; `D` is 1 and offset and bias are those of the collapsed state.
  public enum Start: Sendable, Hashable, Codable {
    /// Entries of `V` and `W` are normal with this deviation, in units of the data; `1/√N` if `nil`.
    case random(scale: Double?)
    /// Latent `k` has decoder and encoder of this length along the `k`-th eigen-direction: the start that
    /// predicted curves are of.
    case aligned(overlap: Double)
  }

  /// A fit; what is not given is as its property says.
  public init(latents: Int, decoder: Likelihood, weight: KLWeight, method: Method) {
    (self.latents, self.decoder) = (latents, FitDecoder(decoder))
    (self.weight, self.method) = (weight, method)
  }
}

extension FitSpecification {
  /// Checks what the data need not be known for.
  ///
  /// - Throws: `InvalidProblem` whose key path is the name of a number.
  public func validate(columns: Int) throws(InvalidProblem) {
    try InvalidProblem.requireCount("latents", latents, in: 1...columns)
    try InvalidProblem.requireNonNegative("weight_decay", weightDecay)
    if case .multinomial = decoder.likelihood, latents > MultinomialKernel.latentLimit {
      throw InvalidProblem(
        "latents", found: "\(latents)", allowed: "at most \(MultinomialKernel.latentLimit)",
        advice: "the expectation of a softmax is a sum over nodes in all latents at once")
    }
    guard case .steps(let steps) = method else {
      guard case .schedule(let schedule) = weight, case .constant = schedule else {
        throw InvalidProblem(
          "schedule", found: "a β that changes", allowed: "steps of training beside it",
          advice: "a fit to convergence has no time")
      }
      return
    }
    try InvalidProblem.requirePositive("learning_rate", steps.learningRate)
    if case .feedback(let law) = weight {
      try law.validate()
      try InvalidProblem.require(
        !law.controller.readsDistortion || DecoderNoise(decoder.likelihood) != nil, "schedule",
        found: "geco", allowed: "another law for a decoder without squared errors")
    }
  }
}

/// A likelihood in a form that files hold.
public struct FitDecoder: Sendable, Hashable, Codable {
  /// The likelihood.
  public let likelihood: Likelihood

  /// A likelihood.
  public init(_ likelihood: Likelihood) { self.likelihood = likelihood }

  private struct Form: Codable {
    var name: String
    var number: Double?
  }

  /// Reads its name and number.
  public init(from decoder: any Swift.Decoder) throws {
    let form = try Form(from: decoder)
    let all: [Likelihood] = [
      .gaussian(variance: form.number ?? 1), .gaussianLearned, .gaussianLearnedPerColumn,
      .bernoulli, .poisson, .negativeBinomial(dispersion: form.number ?? 1),
      .multinomial(draws: form.number), .laplace,
    ]
    guard let likelihood = all.first(where: { $0.name == form.name }) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no decoder \(form.name)"))
    }
    self.likelihood = likelihood
  }

  /// Writes its name and number.
  public func encode(to encoder: any Encoder) throws {
    let number: Double? =
      switch likelihood {
      case .gaussian(let variance): variance
      case .negativeBinomial(let θ): θ
      case .multinomial(let draws): draws
      default: nil
      }
    try Form(name: likelihood.name, number: number).encode(to: encoder)
  }
}
