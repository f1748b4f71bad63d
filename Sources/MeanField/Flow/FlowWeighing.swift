import LinearVAE
import NumericKit

/// What gives the weights of the KL terms in an evaluation of the flow.
protocol FlowWeighing<Scalar> {
  associatedtype Scalar: FieldScalar
  associatedtype Weights: LatentWeights<Scalar>

  /// The weight of each latent, valid during the evaluation.
  func weights(of moments: CodeMoments<Scalar>) -> Weights
}

/// What weights can depend on: `Q`, `A` and `C` of the flow, `M × M` each in full, and `D`.
struct CodeMoments<Scalar> {
  let latents: Int
  let Q, A, C, D: UnsafePointer<Scalar>

  @_transparent
  init(
    latents: Int, Q: UnsafePointer<Scalar>, A: UnsafePointer<Scalar>, C: UnsafePointer<Scalar>,
    D: UnsafePointer<Scalar>
  ) {
    self.latents = latents
    (self.Q, self.A, self.C, self.D) = (Q, A, C, D)
  }
}

extension UniformWeight: FlowWeighing where Scalar: FieldScalar {
  @_transparent
  func weights(of moments: CodeMoments<Scalar>) -> Self { self }
}

/// The weights that a feedback law gives to the state of the flow, and how fast its memory moves.
struct FeedbackWeighing<Scalar: AnalyticScalar>: FlowWeighing {
  let controller: FeedbackLaw.Controller
  /// The value of the law's reference.
  let reference: Scalar
  let memory: UnsafePointer<Scalar>
  /// Receives the time derivative of the memory.
  let rates: UnsafeMutablePointer<Scalar>
  /// Receives the weight of each latent; with room for as many numbers more.
  let weights: UnsafeMutablePointer<Scalar>

  @inline(__always)
  func weights(of moments: CodeMoments<Scalar>) -> IndividualWeights<Scalar> {
    let (M, D) = (moments.latents, moments.D)
    let divergences = weights + M
    for k in 0..<M {
      divergences[k] = CodeStatistics.divergence(variance: moments.A[k * M + k], D: D[k])
    }
    var distortion = Scalar(constant: 0)
    if controller.readsDistortion {
      var trace = moments.C[0]
      for k in 1..<max(M, 1) { trace += moments.C[k * M + k] }
      distortion = CodeStatistics.distortion(
        trace: trace, Q: moments.Q, A: moments.A, D: D, latents: M)
    }
    let code = CodeStatistics(latents: M, divergences: divergences, distortion: distortion)
    controller.evaluate(
      reference: reference, code, memory: memory, weights: weights, rates: rates)
    return IndividualWeights(weights)
  }
}
