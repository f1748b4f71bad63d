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
    data = try section.value(.data)
    model = try section.value(.model)
    training = try section.value(.training)
  }
}

extension LearningProblem {
  /// Checks that the problem is well posed, as far as this can be told before any integration.
  ///
  /// - Throws: ``InvalidProblem`` with the key path of the problem file: `data.…`, `model.latents`
  ///   or `training.…`.
  public func validate() throws(InvalidProblem) {
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
