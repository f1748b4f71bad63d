import LinearVAE
import NumericKit
import Storage

/// A run of the exact chain on data with a spectrum.
struct SpectralChainRun: SpectralRun {
  var step: Int

  let configuration: SpectralConfiguration
  private let kernel: SpectralChainKernel
  private var state: [Double]
  private var stream: RandomStream
  private var scratch: [Double]
  private(set) var regulation: Regulation?

  /// A run at its first step.
  ///
  /// - Throws: `InvalidProblem` for vectors that span more directions than a group has.
  init(
    _ configuration: SpectralConfiguration, from initial: SpectralState, stream: RandomStream
  ) throws(InvalidProblem) {
    let rows = try SpectralCoordinates.rows(of: initial, sizes: configuration.sizes)
    let places = SpectralPlaces(configuration)
    let of = places.sizes
    var state = [Double](repeating: 0, count: of.count)
    for (place, rows) in zip(places.places, rows) {
      switch place {
      case .frame(let index):
        var (panel, frame) = (rows.elements, [Double](repeating: 0, count: of.frameCount))
        Triangular.reduce(&panel, rows: rows.rows, columns: of.order, into: &frame)
        let start = index * of.frameCount
        state.replaceSubrange(start..<(start + of.frameCount), with: frame)
      case .rows(let range):
        let start = of.single + range.lowerBound * of.order
        state.replaceSubrange(start..<(start + rows.elements.count), with: rows.elements)
      }
    }
    state.replaceSubrange(of.D..., with: initial.D)
    self.init(
      configuration, step: 0, state: state, stream: stream,
      regulation: Regulation(
        configuration.course,
        distortion: initial.relativeDistortion(data: configuration.problem.data)))
  }

  /// A run where it was stopped, or `nil` when the snapshot is none of this problem.
  init?(_ configuration: SpectralConfiguration, restoring snapshot: RunSnapshot) {
    let counts = [SpectralPlaces(configuration).sizes.count]
    guard let (stream, arrays, regulation) = snapshot.parts(configuration.course, counts: counts)
    else { return nil }
    self.init(
      configuration, step: snapshot.step, state: arrays[0], stream: stream,
      regulation: regulation)
  }

  private init(
    _ configuration: SpectralConfiguration, step: Int, state: [Double], stream: RandomStream,
    regulation: Regulation?
  ) {
    (self.step, self.state, self.stream) = (step, state, stream)
    (self.regulation, self.configuration) = (regulation, configuration)
    kernel = SpectralChainKernel(configuration)
    scratch = Array(repeating: 0, count: SpectralWorkspace.count(kernel.sizes))
  }

  var snapshot: RunSnapshot { RunSnapshot(step, stream, [state], regulation) }

  var numbers: [Double] {
    let of = kernel.sizes
    let grams = kernel.places.places.map { place in
      let (start, rows) =
        switch place {
        case .frame(let index): (index * of.frameCount, of.order)
        case .rows(let range): (of.single + range.lowerBound * of.order, range.count)
        }
      let vectors = Matrix(
        rows: rows, columns: of.order,
        elements: Array(state[start..<(start + rows * of.order)]))
      return Matrix(rows: of.order, columns: of.order) { i, j in
        // In one order for both halves of a symmetric matrix.
        (0..<rows).reduce(0) { $0 + vectors[$1, min(i, j)] * vectors[$1, max(i, j)] }
      }
    }
    return configuration.blocks.numbers(ofGrams: grams, D: Array(state[of.D...]))
  }

  mutating func follow(_ stretch: Stretch) -> (done: Int, failing: Int?) {
    guard var law = regulation else {
      return kernel.steps(
        step, stretch, &state, &scratch, kernel.amplitudes, kernel.outsideNorms, &stream)
    }
    defer { regulation = law }
    return kernel.steps(
      step, stretch, &state, &scratch, kernel.amplitudes, kernel.outsideNorms, &stream,
      law.kernel, &law.storage)
  }
}

extension SpectralChainKernel {
  typealias Pointer = UnsafeMutablePointer<Double>

  /// Steps from `first` to the end of a stretch, or until a variance fails.
  ///
  /// - Returns: The steps done, the failing one included, and the latent that failed.
  @inline(never) fileprivate func steps(
    _ first: Int, _ stretch: Stretch, _ state: Pointer, _ scratch: Pointer,
    _ amplitudes: UnsafePointer<Double>, _ norms: UnsafePointer<ChiSquare>,
    _ stream: inout RandomStream
  ) -> (done: Int, failing: Int?) {
    let laws = Laws(amplitudes: amplitudes, norms: norms)
    let (frames, singles) = (sizes.frames, sizes.singles)
    // With constant sizes the compiler unrolls the inner loops of the one step.
    switch (sizes.latents, sizes.batch) {
    case (1, 1):
      return steps(
        SpectralSizes(latents: 1, batch: 1, frames: frames, singles: singles), first, stretch,
        state, scratch, laws, &stream
      ) { UniformWeight($0) }
    default:
      return steps(sizes, first, stretch, state, scratch, laws, &stream) { UniformWeight($0) }
    }
  }

  /// The same under a feedback law, to whose reference the stretch belongs.
  @inline(never) fileprivate func steps(
    _ first: Int, _ stretch: Stretch, _ state: Pointer, _ scratch: Pointer,
    _ amplitudes: UnsafePointer<Double>, _ norms: UnsafePointer<ChiSquare>,
    _ stream: inout RandomStream, _ law: FeedbackKernel, _ storage: Pointer
  ) -> (done: Int, failing: Int?) {
    let of = sizes
    let readings = SpectralWorkspace(scratch, of).readings
    let laws = Laws(amplitudes: amplitudes, norms: norms)
    return steps(of, first, stretch, state, scratch, laws, &stream) {
      read(of, state, into: readings)
      return law.weigh(readings, reference: $0, storage)
    }
  }

  @_transparent private func steps<Weights: LatentWeights<Double>>(
    _ of: SpectralSizes, _ first: Int, _ stretch: Stretch, _ state: Pointer, _ scratch: Pointer,
    _ laws: Laws, _ stream: inout RandomStream, _ weights: (_ reference: Double) -> Weights
  ) -> (done: Int, failing: Int?) {
    let work = SpectralWorkspace(scratch, of)
    var local = stream
    defer { stream = local }
    for step in first..<stretch.end {
      let failing = self.step(
        of, state, work, laws, beta: weights(stretch.beta(at: step)), stream: &local)
      if let failing { return (step + 1, failing) }
    }
    return (stretch.end, nil)
  }

  /// What a feedback law reads: `Q`, `A = Σ λ_b E_b`, `Σ λ_b R_b` and `D`.
  private func read(_ of: SpectralSizes, _ state: Pointer, into readings: Pointer) {
    let (M, n) = (of.latents, of.order)
    let (A, R) = (readings + M * M, readings + 2 * M * M)
    readings.update(repeating: 0, count: 3 * M * M)
    for direction in 0..<(of.frames * n + of.singles) {
      let row = state + direction * n
      let isFramed = direction < of.frames * n
      let variance = variances[isFramed ? direction / n : direction - of.frames * (n - 1)]
      for k in 0..<M {
        for l in 0..<M {
          readings[k * M + l] += row[k] * row[l]
          A[k * M + l] += variance * row[M + k] * row[M + l]
          R[k * M + l] += variance * row[k] * row[M + l]
        }
      }
    }
    for k in 0..<M { readings[3 * M * M + k] = state[of.D + k] }
  }
}
