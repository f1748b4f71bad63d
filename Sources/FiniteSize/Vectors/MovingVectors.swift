import LinearVAE
import NumericKit
import Storage

/// `N`-vectors under SGD, with the random numbers and the feedback law of their run.
struct MovingVectors: Sendable {
  let kernel: VectorKernel
  private(set) var regulation: Regulation?
  private var stream: RandomStream
  /// The numbers of ``VectorMemory``.
  private var storage: [Double]

  /// Vectors before the first step, for which the samples are drawn.
  init(
    _ kernel: VectorKernel, vectors: [Double], D: [Double], _ stream: RandomStream,
    _ regulation: Regulation?
  ) {
    let samples = kernel.sizes.batch * kernel.dimension
    self.init(
      kernel, [vectors, Array(repeating: 0, count: samples), D], stream, regulation)
    var stream = stream
    storage.withUnsafeMutableBufferPointer { storage in
      guard let base = storage.baseAddress else { return }
      kernel.start(
        VectorMemory(base, kernel.sizes, dimension: kernel.dimension), stream: &stream)
    }
    self.stream = stream
  }

  /// Vectors where they were stopped, or `nil` when the snapshot is none of this problem.
  init?(_ kernel: VectorKernel, _ course: RunCourse, restoring snapshot: RunSnapshot) {
    let counts = VectorMemory.kept(kernel.sizes, dimension: kernel.dimension)
    guard let (stream, arrays, regulation) = snapshot.parts(course, counts: counts)
    else { return nil }
    self.init(kernel, arrays.prefix(counts.count), stream, regulation)
  }

  /// With the first parts of the memory; the others are zero.
  private init(
    _ kernel: VectorKernel, _ parts: some Sequence<[Double]>, _ stream: RandomStream,
    _ regulation: Regulation?
  ) {
    (self.kernel, self.stream, self.regulation) = (kernel, stream, regulation)
    let count = VectorMemory.count(kernel.sizes, dimension: kernel.dimension)
    storage = []
    storage.reserveCapacity(count)
    for part in parts { storage += part }
    storage += Array(repeating: 0, count: count - storage.count)
  }

  /// All that the run needs to go on from a step.
  func snapshot(at step: Int) -> RunSnapshot {
    var start = 0
    let parts = VectorMemory.kept(kernel.sizes, dimension: kernel.dimension).map { count in
      defer { start += count }
      return Array(storage[start..<(start + count)])
    }
    return RunSnapshot(step, stream, parts, regulation)
  }

  /// The vectors as they are, one after the other, and `D`.
  func withVectors<Value>(
    _ body: (_ vectors: UnsafePointer<Double>, _ variances: UnsafePointer<Double>) -> [Value]
  ) -> [Value] {
    let count = (kernel.sizes.order + kernel.sizes.batch) * kernel.dimension
    return storage.withUnsafeBufferPointer { storage in
      storage.baseAddress.map { body($0, $0 + count) } ?? []
    }
  }

  /// Goes from the step `first` to the end of a stretch, or to a step that fails.
  ///
  /// - Parameters:
  ///   - first: Steps done.
  ///   - stretch: The steps to do.
  ///   - readings: What a feedback law reads of vectors and variances.
  /// - Returns: The steps done since the start of the run, and the latent whose variance failed.
  mutating func follow(
    _ first: Int, _ stretch: Stretch,
    readings: (_ vectors: UnsafePointer<Double>, _ variances: UnsafePointer<Double>) -> [Double]
  ) -> (done: Int, failing: Int?) {
    var (local, law) = (stream, regulation)
    defer { (stream, regulation) = (local, law) }
    let kernel = kernel
    return storage.withUnsafeMutableBufferPointer { storage in
      guard let base = storage.baseAddress else { return (stretch.end, nil) }
      let memory = VectorMemory(base, kernel.sizes, dimension: kernel.dimension)
      for step in first..<stretch.end {
        let reference = stretch.beta(at: step)
        let failing: Int?
        if law == nil {
          failing = kernel.step(memory, beta: UniformWeight(reference), stream: &local)
        } else {
          let numbers = readings(memory.factors, memory.variances)
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
