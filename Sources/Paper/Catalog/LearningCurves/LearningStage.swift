import LinearVAE
import NumericKit

/// What Fig. 1 shows of a state: numbers that no permutation and no sign of the latents changes.
package struct LearningStage: Sendable, Hashable {
  /// `ε_g`, aligned.
  package var error = 0.0
  /// The largest `|m_k|`.
  package var overlap = 0.0
  /// `Q_kk` of that latent.
  package var norm = 0.0
  /// `Q_kk` of the other latents together; 0 for a single one.
  package var otherNorm = 0.0
  /// The largest `|E_kl|` between two latents; 0 for a single one.
  package var entanglement = 0.0

  /// One of the numbers.
  typealias Field = any WritableKeyPath<LearningStage, Double> & Sendable

  /// The numbers with their names in tables.
  static let fields: [(name: String, value: Field)] = [
    ("generalization_error", \.error), ("m", \.overlap), ("Q", \.norm), ("Q_other", \.otherNorm),
    ("E_12", \.entanglement),
  ]

  /// What is shown of a state with one factor.
  init(_ state: OrderParameters, data: SpikedData) {
    let latents = state.D.indices
    let leader = latents.max { abs(state.m[$0, 0]) < abs(state.m[$1, 0]) } ?? 0
    error = state.generalizationError(data: data)
    overlap = abs(state.m[leader, 0])
    norm = state.Q[leader, leader]
    otherNorm = state.Q.trace - norm
    entanglement = latents.flatMap { k in latents.prefix(k).map { abs(state.E[k, $0]) } }.max() ?? 0
  }

  private init() {}

  /// The mean over runs and its standard error, which is not a number for a single run.
  static func moments(
    _ runs: [LearningStage]
  ) -> (mean: LearningStage, standardError: LearningStage) {
    var (mean, error) = (LearningStage(), LearningStage())
    for (_, field) in fields {
      let sample = SampleMean(runs.map { $0[keyPath: field] })
      (mean[keyPath: field], error[keyPath: field]) = (sample.mean, sample.error)
    }
    return (mean, error)
  }
}
