import LinearVAE
import NumericKit
import Storage

/// A run of SGD on `N`-vectors.
struct VectorRun: SimulationRun {
  var step: Int

  let configuration: RunConfiguration
  private let kernel: VectorKernel
  private var stream: RandomStream
  /// The numbers of ``VectorMemory``.
  private var storage: [Double]
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
    let samples = configuration.problem.training.batch * configuration.dimension
    self.init(
      configuration, step: 0, [vectors, Array(repeating: 0, count: samples), initial.D],
      stream, Regulation(configuration, from: initial))
    storage.withUnsafeMutableBufferPointer { [kernel] storage in
      guard let base = storage.baseAddress else { return }
      kernel.start(
        VectorMemory(base, kernel.sizes, dimension: kernel.dimension), stream: &stream)
    }
    self.stream = stream
  }

  /// A run where it was stopped, or `nil` when the snapshot is none of this problem.
  init?(_ configuration: RunConfiguration, restoring snapshot: RunSnapshot) {
    let counts = VectorMemory.kept(
      RunSizes(configuration.problem), dimension: configuration.dimension)
    guard let (stream, arrays, regulation) = snapshot.parts(configuration, counts: counts)
    else { return nil }
    self.init(
      configuration, step: snapshot.step, arrays.prefix(counts.count), stream, regulation)
  }

  /// With the first parts of the memory; the others are zero.
  private init(
    _ configuration: RunConfiguration, step: Int, _ parts: some Sequence<[Double]>,
    _ stream: RandomStream, _ regulation: Regulation?
  ) {
    (self.configuration, self.step, self.stream) = (configuration, step, stream)
    self.regulation = regulation
    kernel = VectorKernel(configuration)
    let count = VectorMemory.count(kernel.sizes, dimension: kernel.dimension)
    storage = []
    storage.reserveCapacity(count)
    for part in parts { storage += part }
    storage += Array(repeating: 0, count: count - storage.count)
  }

  var snapshot: RunSnapshot {
    var start = 0
    let parts = VectorMemory.kept(kernel.sizes, dimension: kernel.dimension).map { count in
      defer { start += count }
      return Array(storage[start..<(start + count)])
    }
    return RunSnapshot(step, stream, parts, regulation)
  }

  /// The overlaps of the vectors as they are.
  var numbers: [Double] {
    let vectors = (kernel.sizes.order + kernel.sizes.batch) * kernel.dimension
    return storage.withUnsafeBufferPointer { storage in
      storage.baseAddress.map { kernel.numbers(vectors: $0, variances: $0 + vectors) } ?? []
    }
  }

  mutating func follow(_ stretch: Stretch) -> (done: Int, failing: Int?) {
    var (local, law) = (stream, regulation)
    defer { (stream, regulation) = (local, law) }
    let (first, kernel) = (step, kernel)
    return storage.withUnsafeMutableBufferPointer { storage in
      guard let base = storage.baseAddress else { return (stretch.end, nil) }
      let memory = VectorMemory(base, kernel.sizes, dimension: kernel.dimension)
      for step in first..<stretch.end {
        let reference = stretch.beta(at: step)
        let failing: Int?
        if law == nil {
          failing = kernel.step(memory, beta: UniformWeight(reference), stream: &local)
        } else {
          let numbers = kernel.numbers(vectors: memory.factors, variances: memory.variances)
          let weights = law?.weigh(numbers, reference: reference) ?? []
          failing = weights.withUnsafeBufferPointer { weights in
            weights.baseAddress.flatMap {
              kernel.step(memory, beta: IndividualWeights($0), stream: &local)
            }
          }
        }
        if let failing { return (step + 1, failing) }
      }
      return (stretch.end, nil)
    }
  }
}
