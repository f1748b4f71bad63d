import LinearVAE
import NumericKit

/// What gives the weights of the KL terms in an evaluation of the flow.
@usableFromInline
protocol FlowWeighing<Scalar> {
  associatedtype Scalar: FieldScalar
  associatedtype Weights: LatentWeights<Scalar>

  /// The weight of each latent.
  ///
  /// - Parameters:
  ///   - moments: `A`, `C`, `Q` and what they are made of; `K` and `P` are not formed yet.
  ///   - state: The coordinates of the state.
  ///   - at: Where they are.
  /// - Returns: Weights that are valid during the evaluation.
  func weights(
    of moments: FlowMoments<Scalar>, _ state: UnsafePointer<Scalar>, _ at: StateLayout
  ) -> Weights
}

/// One known `β` for all latents.
@usableFromInline
struct UniformWeighing<Scalar: FieldScalar>: FlowWeighing {
  @usableFromInline let beta: Scalar

  @_transparent @usableFromInline
  init(_ beta: Scalar) { self.beta = beta }

  @_transparent @usableFromInline
  func weights(
    of moments: FlowMoments<Scalar>, _ state: UnsafePointer<Scalar>, _ at: StateLayout
  ) -> UniformWeight<Scalar> { UniformWeight(beta) }
}
