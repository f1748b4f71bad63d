/// What is learned of data with any spectrum, by what model, and how.
public struct SpectralProblem: Sendable, Hashable {
  /// The distribution the samples come from.
  public var data: SpectralData
  /// The model (vae).
  public var model: Model
  /// The training algorithm.
  public var training: Training

  /// A problem from its three parts; ``validate()`` tells whether their values are possible.
  public init(data: SpectralData, model: Model, training: Training) {
    (self.data, self.model, self.training) = (data, model, training)
  }

  /// A problem with a Gaussian decoder.
  public init(data: SpectralData, latents: Int, training: Training) {
    self.init(data: data, model: Model(latents: latents), training: training)
  }

  /// `M ≥ 1`, the number of latents of the model.
  public var latents: Int { model.latents }
}

extension SpectralProblem: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case data, model, training }

  /// Reads `data`, `model` and `training`.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(decoder)
    self.init(
      data: try section.value(.data), model: try section.value(.model),
      training: try section.value(.training))
  }
}

extension SpectralProblem {
  /// Checks that the problem is well posed, as far as this can be told before any integration.
  ///
  /// - Throws: ``InvalidProblem`` with the key path of the problem file: `data.…`, `model.latents`
  ///   or `training.…`.
  public func validate() throws(InvalidProblem) {
    do { try data.validate() } catch { throw error.below("data") }
    try InvalidProblem.requireCount("model.latents", latents, in: 1...LearningProblem.latentLimit)
    do { try training.validate() } catch { throw error.below("training") }
    do { try training.feedback?.validate(forEigenvalues: data.largestEigenvalues(latents)) } catch {
      throw error.below("training.beta")
    }
  }
}
