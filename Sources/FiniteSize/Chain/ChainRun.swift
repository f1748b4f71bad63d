import LinearVAE
import NumericKit
import Storage

/// A run of the exact chain.
struct ChainRun: FactorRun {
  var step: Int
  private(set) var numbers: [Double]

  let configuration: RunConfiguration
  private let kernel: ChainKernel
  private let amplitudes: [Double]
  private var stream: RandomStream
  private var scratch: [Double]
  private(set) var regulation: Regulation?

  /// A run at its first step.
  init(_ configuration: RunConfiguration, from initial: OrderParameters, stream: RandomStream) {
    self.init(
      configuration, step: 0, numbers: StateBlocks.numbers(of: initial), stream: stream,
      regulation: Regulation(
        configuration.course,
        distortion: initial.relativeDistortion(data: configuration.problem.data)))
  }

  /// A run where it was stopped, or `nil` when the snapshot is none of this problem.
  init?(_ configuration: RunConfiguration, restoring snapshot: RunSnapshot) {
    let counts = [StateBlocks(configuration.problem).count]
    guard let (stream, arrays, regulation) = snapshot.parts(configuration.course, counts: counts)
    else { return nil }
    self.init(
      configuration, step: snapshot.step, numbers: arrays[0], stream: stream,
      regulation: regulation)
  }

  private init(
    _ configuration: RunConfiguration, step: Int, numbers: [Double], stream: RandomStream,
    regulation: Regulation?
  ) {
    (self.step, self.numbers, self.stream) = (step, numbers, stream)
    (self.regulation, self.configuration) = (regulation, configuration)
    kernel = ChainKernel(configuration)
    amplitudes = configuration.problem.data.signals.map { $0.squareRoot() }
    scratch = Self.scratch(kernel.sizes, overlap: configuration.problem.data.overlap)
  }

  /// Working memory with the Cholesky factor of `m*` in the first rows of `L`.
  private static func scratch(_ sizes: RunSizes, overlap: Matrix) -> [Double] {
    var scratch = [Double](repeating: 0, count: ChainWorkspace.count(sizes))
    let (F, k) = (sizes.factors, sizes.order)
    for i in 0..<F {
      for j in 0...i {
        let known = (0..<j).reduce(overlap[i, j]) { $0 - scratch[i * k + $1] * scratch[j * k + $1] }
        // Positive, since m* has been checked to be positive definite.
        scratch[i * k + j] = i == j ? known.squareRoot() : known / scratch[j * k + j]
      }
      scratch[k * k + i] = 1 / scratch[i * k + i]
    }
    return scratch
  }

  var snapshot: RunSnapshot { RunSnapshot(step, stream, [numbers], regulation) }

  mutating func follow(_ stretch: Stretch) -> (done: Int, failing: Int?) {
    guard var law = regulation else {
      return kernel.steps(step, stretch, &numbers, &scratch, amplitudes, &stream)
    }
    defer { regulation = law }
    return kernel.steps(
      step, stretch, &numbers, &scratch, amplitudes, &stream, law.kernel, &law.storage)
  }
}

extension ChainKernel {
  typealias Pointer = UnsafeMutablePointer<Double>

  /// Steps from `first` to the end of a stretch, or until a variance fails.
  ///
  /// - Returns: The steps done, the failing one included, and the latent that failed.
  @inline(never) fileprivate func steps(
    _ first: Int, _ stretch: Stretch, _ state: Pointer, _ scratch: Pointer,
    _ amplitudes: UnsafePointer<Double>, _ stream: inout RandomStream
  ) -> (done: Int, failing: Int?) {
    // With constant sizes the compiler unrolls every loop of the one step.
    switch (sizes.latents, sizes.factors, sizes.batch) {
    case (1, 1, 1):
      steps(
        RunSizes(latents: 1, factors: 1, batch: 1), first, stretch, state, scratch, amplitudes,
        &stream
      ) { UniformWeight($0) }
    case (2, 1, 1):
      steps(
        RunSizes(latents: 2, factors: 1, batch: 1), first, stretch, state, scratch, amplitudes,
        &stream
      ) { UniformWeight($0) }
    default:
      steps(sizes, first, stretch, state, scratch, amplitudes, &stream) { UniformWeight($0) }
    }
  }

  /// The same under a feedback law, to whose reference the stretch belongs.
  @inline(never) fileprivate func steps(
    _ first: Int, _ stretch: Stretch, _ state: Pointer, _ scratch: Pointer,
    _ amplitudes: UnsafePointer<Double>, _ stream: inout RandomStream, _ law: FeedbackKernel,
    _ storage: Pointer
  ) -> (done: Int, failing: Int?) {
    steps(sizes, first, stretch, state, scratch, amplitudes, &stream) {
      law.weigh(state, reference: $0, storage)
    }
  }

  @_transparent private func steps<Weights: LatentWeights<Double>>(
    _ of: RunSizes, _ first: Int, _ stretch: Stretch, _ state: Pointer, _ scratch: Pointer,
    _ amplitudes: UnsafePointer<Double>, _ stream: inout RandomStream,
    _ weights: (_ reference: Double) -> Weights
  ) -> (done: Int, failing: Int?) {
    let work = ChainWorkspace(scratch, of)
    var local = stream
    defer { stream = local }
    for step in first..<stretch.end {
      let failing = self.step(
        of, state, work, amplitudes, beta: weights(stretch.beta(at: step)), stream: &local)
      if let failing { return (step + 1, failing) }
    }
    return (stretch.end, nil)
  }
}
