import LinearVAE
import NumericKit
import Storage

/// A run of SGD on `N`-vectors in coordinates along the eigenvectors of the data, group after group.
struct SpectralVectorRun: SpectralRun {
  var step: Int

  let configuration: SpectralConfiguration
  private var vectors: MovingVectors

  /// A run at its first step, on vectors with exactly the given overlaps in random directions of each group.
  ///
  /// - Throws: `InvalidProblem` for vectors that span more directions than a group has.
  init(
    _ configuration: SpectralConfiguration, _ source: SpectralSource, from initial: SpectralState,
    stream: RandomStream
  ) throws(InvalidProblem) {
    (self.configuration, step) = (configuration, 0)
    var stream = stream
    let rows = try SpectralCoordinates.rows(of: initial, sizes: configuration.sizes)
    let drawn = RealizedVectors.draw(
      rows, sizes: configuration.sizes, latents: initial.latents, from: &stream)
    vectors = MovingVectors(
      VectorKernel(configuration, source), vectors: drawn, D: initial.D, stream,
      Regulation(
        configuration.course,
        distortion: initial.relativeDistortion(data: configuration.problem.data)))
  }

  /// A run where it was stopped, or `nil` when the snapshot is none of this problem.
  init?(
    _ configuration: SpectralConfiguration, _ source: SpectralSource,
    restoring snapshot: RunSnapshot
  ) {
    guard
      let vectors = MovingVectors(
        VectorKernel(configuration, source), configuration.course, restoring: snapshot)
    else { return nil }
    (self.configuration, self.vectors, step) = (configuration, vectors, snapshot.step)
  }

  var regulation: Regulation? { vectors.regulation }

  var snapshot: RunSnapshot { vectors.snapshot(at: step) }

  var numbers: [Double] {
    vectors.withVectors { Self.numbers(configuration, $0, $1) }
  }

  mutating func follow(_ stretch: Stretch) -> (done: Int, failing: Int?) {
    let configuration = configuration
    return vectors.follow(step, stretch) { vectors, variances in
      configuration.blocks.readings(
        of: Self.numbers(configuration, vectors, variances), configuration.problem.data)
    }
  }

  /// The numbers of ``SpectralBlocks`` of vectors as they are.
  private static func numbers(
    _ configuration: SpectralConfiguration, _ vectors: UnsafePointer<Double>,
    _ variances: UnsafePointer<Double>
  ) -> [Double] {
    let (M, N) = (configuration.problem.latents, configuration.dimension)
    var start = 0
    let grams = configuration.sizes.map { size in
      defer { start += size }
      return Matrix(rows: 2 * M, columns: 2 * M) { i, j in
        // In one order for both halves of a symmetric matrix.
        BlockArithmetic.dot(
          vectors + (min(i, j) * N + start), vectors + (max(i, j) * N + start), count: size)
          / Double(N)
      }
    }
    return configuration.blocks.numbers(
      ofGrams: grams, D: Array(UnsafeBufferPointer(start: variances, count: M)))
  }
}

extension RealizedVectors {
  /// Draws vectors with given coordinates along directions of each group, which are random: `W`, then `V`, each
  /// vector in the coordinates of all groups.
  ///
  /// - Parameters:
  ///   - rows: What decoder and encoder have along some directions of each group, over `√N`.
  ///   - sizes: The number of directions of each group; their sum is `N`.
  ///   - latents: `M`.
  ///   - stream: The source of randomness.
  /// - Returns: `2M` vectors of `N` numbers.
  static func draw(
    _ rows: [Matrix], sizes: [Int], latents: Int, from stream: inout RandomStream
  ) -> [Double] {
    let N = sizes.reduce(0, +)
    var vectors = [Double](repeating: 0, count: 2 * latents * N)
    var start = 0
    for (rows, size) in zip(rows, sizes) {
      var basis = stream.normals(rows.rows * size)
      for _ in 0..<2 { orthonormalize(&basis, count: rows.rows, dimension: size) }
      // The directions found have squared length n_b.
      let scale = (Double(N) / Double(max(size, 1))).squareRoot()
      for k in 0..<(2 * latents) {
        for j in 0..<rows.rows {
          let factor = scale * rows[j, k]
          for p in 0..<size { vectors[k * N + start + p] += factor * basis[j * size + p] }
        }
      }
      start += size
    }
    return vectors
  }
}
