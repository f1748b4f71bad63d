import LinearVAE

/// The sizes that the loops of a step run over.
struct RunSizes: Sendable, Hashable {
  /// `M`, the number of latents.
  let latents: Int
  /// `M*`, the number of factors.
  let factors: Int
  /// `B`, the samples of a step.
  let batch: Int

  /// The sizes of a problem.
  init(_ problem: LearningProblem) {
    self.init(
      latents: problem.latents, factors: problem.data.factors, batch: problem.training.batch)
  }

  @_transparent init(latents: Int, factors: Int, batch: Int) {
    self.latents = latents
    self.factors = factors
    self.batch = batch
  }

  /// `k = M* + 2M`, the dimension of the space that factors, decoder and encoder span.
  @_transparent var order: Int { factors + 2 * latents }

  /// Whether pairs of samples are summed one by one; a large batch acts through `2M` combinations of
  /// its samples only.
  @_transparent var sumsPairs: Bool { batch <= 2 * latents }

  /// `min(B, 2M)`, the directions outside the span into which a step can lead.
  @_transparent var directions: Int { min(batch, 2 * latents) }
}
