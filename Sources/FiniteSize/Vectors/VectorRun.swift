import LinearVAE
import NumericKit
import Storage

/// A run of SGD on `N`-vectors.
struct VectorRun: FactorRun {
  var step: Int

  let configuration: RunConfiguration
  private var vectors: MovingVectors

  /// A run at its first step, on vectors with exactly the given overlaps.
  ///
  /// - Throws: `LinearAlgebraError` for a state that no vectors have.
  init(
    _ configuration: RunConfiguration, from initial: OrderParameters, stream: RandomStream
  ) throws(LinearAlgebraError) {
    (self.configuration, step) = (configuration, 0)
    var stream = stream
    let drawn = try RealizedVectors.draw(
      initial, data: configuration.problem.data, dimension: configuration.dimension, from: &stream)
    vectors = MovingVectors(
      VectorKernel(configuration), vectors: drawn, D: initial.D, stream,
      Regulation(
        configuration.course,
        distortion: initial.relativeDistortion(data: configuration.problem.data)))
  }

  /// A run where it was stopped, or `nil` when the snapshot is none of this problem.
  init?(_ configuration: RunConfiguration, restoring snapshot: RunSnapshot) {
    guard
      let vectors = MovingVectors(
        VectorKernel(configuration), configuration.course, restoring: snapshot)
    else { return nil }
    (self.configuration, self.vectors, step) = (configuration, vectors, snapshot.step)
  }

  var regulation: Regulation? { vectors.regulation }

  var snapshot: RunSnapshot { vectors.snapshot(at: step) }

  /// The overlaps of the vectors as they are.
  var numbers: [Double] {
    let kernel = vectors.kernel
    return vectors.withVectors { kernel.numbers(vectors: $0, variances: $1) }
  }

  mutating func follow(_ stretch: Stretch) -> (done: Int, failing: Int?) {
    let kernel = vectors.kernel
    return vectors.follow(step, stretch) { kernel.numbers(vectors: $0, variances: $1) }
  }
}
