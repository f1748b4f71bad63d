import LinearVAE
import NumericKit
import Storage

/// A run of SGD on `N`-vectors.
struct VectorRun: ConfiguredRun {
  var step: Int

  let configuration: RunConfiguration
  private let kernel: VectorKernel
  private var stream: RandomStream
  /// `W*`, `W`, `V`.
  private var vectors: [Double]
  /// `√N x` of the samples that the next step takes.
  private var samples: [Double]
  private var variances: [Double]
  /// Working memory; its moments belong to the vectors and samples as they are.
  private var scratch: [Double]
  private(set) var regulation: Regulation?

  /// A run at its first step, on vectors with exactly the given overlaps.
  ///
  /// - Throws: `LinearAlgebraError` for a state that no vectors have.
  init(
    _ configuration: RunConfiguration, from initial: OrderParameters, stream: RandomStream
  ) throws(LinearAlgebraError) {
    var stream = stream
    let vectors = try RealizedVectors.draw(
      initial, data: configuration.problem.data, dimension: configuration.dimension, from: &stream)
    self.init(
      configuration, stream: stream, step: 0, vectors: vectors,
      samples: Array(
        repeating: 0, count: configuration.problem.training.batch * configuration.dimension),
      variances: initial.D, moments: nil, regulation: Regulation(configuration, from: initial))
    let kernel = kernel
    withMemory { memory, _ in kernel.start(memory, stream: &stream) }
    self.stream = stream
  }

  /// A run where it was stopped, or `nil` when the snapshot is none of this problem.
  init?(_ configuration: RunConfiguration, restoring snapshot: RunSnapshot) {
    let sizes = RunSizes(configuration.problem)
    let N = configuration.dimension
    let counts = [
      sizes.order * N, sizes.batch * N, sizes.latents, VectorMemory.momentCount(sizes),
    ]
    guard let generator = Xoshiro256PlusPlus(state: snapshot.generator),
      let regulation = snapshot.regulation(configuration, behind: counts.count),
      snapshot.arrays.prefix(counts.count).map(\.values.count) == counts, snapshot.step >= 0
    else { return nil }
    self.init(
      configuration, stream: RandomStream(generator), step: snapshot.step,
      vectors: snapshot.arrays[0].values, samples: snapshot.arrays[1].values,
      variances: snapshot.arrays[2].values,
      moments: snapshot.arrays[3].values, regulation: regulation)
  }

  private init(
    _ configuration: RunConfiguration, stream: RandomStream, step: Int, vectors: [Double],
    samples: [Double], variances: [Double], moments: [Double]?, regulation: Regulation?
  ) {
    self.configuration = configuration
    self.stream = stream
    self.step = step
    self.vectors = vectors
    self.samples = samples
    self.variances = variances
    self.regulation = regulation
    kernel = VectorKernel(
      configuration.problem, rates: configuration.rates, dimension: configuration.dimension)
    scratch = Array(repeating: 0, count: VectorMemory.scratchCount(kernel.sizes))
    if let moments { scratch.replaceSubrange(0..<moments.count, with: moments) }
  }

  var snapshot: RunSnapshot {
    let moments = Array(scratch.prefix(VectorMemory.momentCount(kernel.sizes)))
    return RunSnapshot(
      step: step, generator: stream.generator.state,
      arrays: arrays([vectors, samples, variances, moments]))
  }

  /// The overlaps of the vectors as they are.
  var numbers: [Double] {
    vectors.withUnsafeBufferPointer { vectors in
      variances.withUnsafeBufferPointer { variances in
        guard let base = vectors.baseAddress, let D = variances.baseAddress else { return [] }
        return kernel.numbers(vectors: base, variances: D)
      }
    }
  }

  mutating func follow(_ stretch: StepSchedule.Stretch) -> (done: Int, failing: Int?) {
    let (first, kernel) = (step, kernel)
    var (local, law) = (stream, regulation)
    var done = stretch.end
    var failing: Int?
    withMemory { memory, variances in
      for step in first..<stretch.end {
        let reference = stretch.beta(at: step)
        if law == nil {
          failing = kernel.step(
            memory, variances: variances, beta: UniformWeight(reference), stream: &local)
        } else {
          let numbers = kernel.numbers(vectors: memory.factors, variances: variances)
          let weights = law?.weigh(numbers, reference: reference) ?? []
          failing = weights.withUnsafeBufferPointer { weights in
            guard let base = weights.baseAddress else { return nil }
            return kernel.step(
              memory, variances: variances, beta: IndividualWeights(base), stream: &local)
          }
        }
        if failing != nil {
          done = step + 1
          return
        }
      }
    }
    (stream, regulation) = (local, law)
    return (done, failing)
  }

  private mutating func withMemory(
    _ body: (VectorMemory, UnsafeMutablePointer<Double>) -> Void
  ) {
    let kernel = kernel
    vectors.withUnsafeMutableBufferPointer { vectors in
      samples.withUnsafeMutableBufferPointer { samples in
        scratch.withUnsafeMutableBufferPointer { scratch in
          variances.withUnsafeMutableBufferPointer { variances in
            guard let vectors = vectors.baseAddress, let samples = samples.baseAddress,
              let scratch = scratch.baseAddress, let variances = variances.baseAddress
            else { return }
            body(
              VectorMemory(
                kernel.sizes, dimension: kernel.dimension, vectors: vectors, samples: samples,
                scratch: scratch), variances)
          }
        }
      }
    }
  }
}

extension VectorKernel {
  /// The numbers of ``StateBlocks`` of vectors as they are.
  ///
  /// - Complexity: O(N (M* + M) M).
  func numbers(
    vectors base: UnsafePointer<Double>, variances: UnsafePointer<Double>
  ) -> [Double] {
    let (M, F, N) = (sizes.latents, sizes.factors, dimension)
    func overlaps(_ first: Range<Int>, _ second: Range<Int>) -> [Double] {
      first.flatMap { i in
        second.map { j in
          // In one order for both halves of a symmetric matrix.
          BlockArithmetic.dot(base + min(i, j) * N, base + max(i, j) * N, count: N) / Double(N)
        }
      }
    }
    let (factors, decoder, encoder) = (0..<F, F..<(F + M), (F + M)..<(F + 2 * M))
    return overlaps(decoder, factors) + overlaps(encoder, factors) + overlaps(decoder, decoder)
      + overlaps(encoder, encoder) + overlaps(decoder, encoder)
      + UnsafeBufferPointer(start: variances, count: M)
  }
}
