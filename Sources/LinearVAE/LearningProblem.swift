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

extension LearningProblem: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case data, model, training }

  /// Reads `data`, `model` and `training`.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(decoder)
    try self.init(section, data: .data, model: .model, training: .training)
  }

  /// Reads the three sections of a larger mapping. Of samples that are used again a step takes all unless
  /// the section says otherwise.
  init<Key: CodingKey>(
    _ section: StrictContainer<Key>, data: Key, model: Key, training: Key
  ) throws {
    self.init(
      data: try section.value(data), model: try section.value(model),
      training: try section.value(training))
    guard self.data.samplesPerDimension != nil else { return }
    let keys: PresentKeys = try section.value(training, Training.allowed)
    if !keys.names.contains("batch") { self.training.usesAllSamples = true }
  }

  private struct PresentKeys: Decodable {
    let names: [String]
    init(from decoder: any Decoder) { names = decoder.keys }
  }
}

extension LearningProblem {
  /// Checks that the problem is well posed, as far as this can be told before any integration, and that
  /// every step of training has fresh samples.
  ///
  /// - Throws: ``InvalidProblem`` with the key path of the problem file: `data.…`, `model.latents`
  ///   or `training.…`.
  public func validate() throws(InvalidProblem) {
    if let α = data.samplesPerDimension {
      throw InvalidProblem(
        "data.samples_per_dimension", found: "\(α)", allowed: "fresh samples at every step",
        advice: "what is asked for is not known of samples that are used again; their flow, their "
          + "optimum and runs on vectors are; leave the key out for endless data")
    }
    try InvalidProblem.require(
      !training.usesAllSamples, "training.batch", found: "full",
      allowed: "a whole number ≥ 1 and ≤ \(Training.batchLimit)",
      advice: "only data with data.samples_per_dimension have a last sample")
    try validateParts()
  }

  /// Checks a problem of samples that are used again, all of them in every step.
  ///
  /// - Throws: As ``validate()``; finite rates and batches are refused, with their keys.
  public func validateOnSamples() throws(InvalidProblem) {
    guard let α = data.samplesPerDimension else {
      throw InvalidProblem(
        "data.samples_per_dimension", found: "nothing", allowed: "a number > 0",
        advice: "it is α = P/N, samples per dimension")
    }
    try SpikedData.validate(samplesPerDimension: α)
    try InvalidProblem.require(
      training.usesAllSamples, "training.batch", found: "\(training.batch)", allowed: "full",
      advice: "samples that are used again are known in full batches only: each step takes all")
    try InvalidProblem.require(
      training.rates == .limit, "training.rates", found: "finite rates", allowed: "limit",
      advice: "full-batch descent is known in the limit of small steps; its time is the learning "
        + "rate times the steps")
    try validateParts()
  }

  private func validateParts() throws(InvalidProblem) {
    do { try data.validate() } catch { throw error.below("data") }
    try InvalidProblem.requireCount("model.latents", latents, in: 1...Self.latentLimit)
    do { try training.validate() } catch { throw error.below("training") }
    do { try training.feedback?.validate(forEigenvalues: data.largestEigenvalues(latents)) } catch {
      throw error.below("training.beta")
    }
  }
}

/// Anything that says how the order parameters move: the theory, or a simulation of SGD.
///
/// Theory and simulation answer the same call, so that a test of a theorem is one comparison.
public protocol LearningProcess: Sendable {
  /// The order parameters at the requested times.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`.
  ///   - times: Non-decreasing and `≥ 0`, in steps divided by `N`, or in `τt` in the small-rate
  ///     limit.
  /// - Returns: One state per entry of `times`.
  /// - Throws: An error that carries the time or step reached when the process cannot go on.
  func trajectory(from initial: OrderParameters, at times: [Double]) throws -> [OrderParameters]
}
