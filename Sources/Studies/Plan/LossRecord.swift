import LinearVAE

/// A loss converted to the theory's units, as it is stored.
public struct LossRecord: Sendable, Encodable {
  let effective_beta: Double
  let learning_rate_factor: Double
  let terms: [LossConvention.Term]

  /// The record of a conversion.
  public init(_ loss: LossConvention) {
    effective_beta = loss.effectiveBeta
    learning_rate_factor = loss.learningRateFactor
    terms = loss.terms
  }
}
