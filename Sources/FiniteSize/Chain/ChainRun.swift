import LinearVAE
import NumericKit
import Storage

/// A run of the exact chain.
struct ChainRun: ConfiguredRun {
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
      regulation: Regulation(configuration, from: initial))
  }

  /// A run where it was stopped, or `nil` when the snapshot is none of this problem.
  init?(_ configuration: RunConfiguration, restoring snapshot: RunSnapshot) {
    let blocks = StateBlocks(configuration.problem)
    guard let generator = Xoshiro256PlusPlus(state: snapshot.generator),
      let regulation = snapshot.regulation(configuration, behind: 1),
      snapshot.arrays[0].values.count == blocks.count, snapshot.step >= 0
    else { return nil }
    self.init(
      configuration, step: snapshot.step, numbers: snapshot.arrays[0].values,
      stream: RandomStream(generator), regulation: regulation)
  }

  private init(
    _ configuration: RunConfiguration, step: Int, numbers: [Double], stream: RandomStream,
    regulation: Regulation?
  ) {
    let problem = configuration.problem
    self.step = step
    self.numbers = numbers
    self.stream = stream
    self.regulation = regulation
    self.configuration = configuration
    kernel = ChainKernel(problem, rates: configuration.rates, dimension: configuration.dimension)
    amplitudes = problem.data.signals.map { $0.squareRoot() }
    scratch = Self.scratch(kernel.sizes, overlap: problem.data.overlap)
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

  var snapshot: RunSnapshot {
    RunSnapshot(step: step, generator: stream.generator.state, arrays: arrays([numbers]))
  }

  mutating func follow(_ stretch: StepSchedule.Stretch) -> (done: Int, failing: Int?) {
    let first = step
    var (local, law) = (stream, regulation)
    defer { (stream, regulation) = (local, law) }
    return numbers.withUnsafeMutableBufferPointer { state in
      scratch.withUnsafeMutableBufferPointer { scratch in
        amplitudes.withUnsafeBufferPointer { amplitudes in
          guard let state = state.baseAddress, let base = scratch.baseAddress,
            let amplitudes = amplitudes.baseAddress
          else { return (stretch.end, Int?.none) }
          let pointers = ChainPointers(state: state, scratch: base, amplitudes: amplitudes)
          return law?.follow(first, stretch, kernel, pointers, &local)
            ?? kernel.steps(first, stretch, pointers, &local)
        }
      }
    }
  }
}

/// The memory of a run while it moves.
struct ChainPointers {
  let state, scratch: UnsafeMutablePointer<Double>
  let amplitudes: UnsafePointer<Double>
}

extension ChainKernel {
  /// Steps from `first` to the end of a stretch, or until a variance fails.
  ///
  /// - Returns: The steps done, the failing one included, and the latent that failed.
  @inline(never) func steps(
    _ first: Int, _ stretch: StepSchedule.Stretch, _ pointers: ChainPointers,
    _ stream: inout RandomStream
  ) -> (done: Int, failing: Int?) {
    // With constant sizes the compiler unrolls every loop of the one step.
    switch (sizes.latents, sizes.factors, sizes.batch) {
    case (1, 1, 1):
      steps(
        RunSizes(latents: 1, factors: 1, batch: 1), first, stretch, pointers, &stream)
    case (2, 1, 1):
      steps(
        RunSizes(latents: 2, factors: 1, batch: 1), first, stretch, pointers, &stream)
    default:
      steps(sizes, first, stretch, pointers, &stream)
    }
  }

  @_transparent private func steps(
    _ of: RunSizes, _ first: Int, _ stretch: StepSchedule.Stretch, _ pointers: ChainPointers,
    _ stream: inout RandomStream
  ) -> (done: Int, failing: Int?) {
    let work = ChainWorkspace(pointers.scratch, of)
    var local = stream
    defer { stream = local }
    for step in first..<stretch.end {
      let failing = self.step(
        of, pointers.state, work, pointers.amplitudes,
        beta: UniformWeight(stretch.beta(at: step)), stream: &local)
      if let failing { return (step + 1, failing) }
    }
    return (stretch.end, nil)
  }
}

extension Regulation {
  /// The steps of ``ChainKernel/steps(_:_:_:_:)`` under this law, to whose reference the stretch
  /// belongs.
  @inline(never) fileprivate mutating func follow(
    _ first: Int, _ stretch: StepSchedule.Stretch, _ chain: ChainKernel,
    _ pointers: ChainPointers, _ stream: inout RandomStream
  ) -> (done: Int, failing: Int?) {
    let work = ChainWorkspace(pointers.scratch, chain.sizes)
    let kernel = kernel
    return storage.withUnsafeMutableBufferPointer { storage in
      guard let storage = storage.baseAddress else { return (stretch.end, nil) }
      for step in first..<stretch.end {
        let weights = kernel.weigh(pointers.state, reference: stretch.beta(at: step), storage)
        let failing = chain.step(
          chain.sizes, pointers.state, work, pointers.amplitudes, beta: weights, stream: &stream)
        if let failing { return (step + 1, failing) }
      }
      return (stretch.end, nil)
    }
  }
}
