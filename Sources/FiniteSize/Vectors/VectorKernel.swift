import LinearVAE
import NumericKit

/// One step of SGD on `N`-vectors, (sgd), in one pass over memory.
///
/// Each block of coordinates is moved with the samples of the step, then filled with the samples of
/// the next one, whose overlaps with the moved vectors are summed at once.
struct VectorKernel: Sendable {
  let sizes: RunSizes
  let dimension: Int
  let rates: StepRates
  let distribution: SampleDistribution
  /// `√ρ_s`.
  let amplitudes: [Double]
  /// `√(ηN)`, the size of the noise in `√N x`.
  let noiseScale: Double
  /// What data with a spectrum are drawn from in place of factors and noise.
  let spectrum: SpectralSource?

  /// Coordinates of a block: a few arrays of them stay in the nearest cache.
  static let blockLength = 256

  init(_ configuration: RunConfiguration) {
    let data = configuration.problem.data
    sizes = RunSizes(configuration.problem)
    (dimension, rates) = (configuration.dimension, configuration.rates)
    distribution = data.distribution
    amplitudes = data.signals.map { $0.squareRoot() }
    noiseScale = (data.noise * Double(dimension)).squareRoot()
    spectrum = nil
  }

  /// Steps on data with a spectrum, in coordinates along its eigenvectors.
  init(_ configuration: SpectralConfiguration, _ source: SpectralSource) {
    let problem = configuration.problem
    sizes = RunSizes(latents: problem.latents, factors: 0, batch: problem.training.batch)
    (dimension, rates) = (configuration.dimension, configuration.course.rates)
    (distribution, amplitudes, noiseScale) = (.gaussian, [], 0)
    spectrum = source
  }

  /// Draws the first samples: a pass that moves nothing.
  func start(_ memory: VectorMemory, stream: inout RandomStream) {
    drawSignals(memory, &stream)
    pass(memory, isMoving: false, &stream)
  }

  /// Moves `W`, `V` and `D` by one step and draws the samples of the next one.
  ///
  /// Order of the draws: `c` of each sample, then for each block of coordinates `n` of each sample.
  ///
  /// - Returns: The first latent whose new `D` is not a positive number, or `nil`.
  func step(
    _ memory: VectorMemory, beta: some LatentWeights<Double>, stream: inout RandomStream
  ) -> Int? {
    let failing = prepare(memory, beta: beta)
    drawSignals(memory, &stream)
    pass(memory, isMoving: true, &stream)
    return failing
  }

  /// Forms `a`, `h = (Q + βI)a − b` and `f` from the moments, and moves `D`.
  private func prepare(_ memory: VectorMemory, beta: some LatentWeights<Double>) -> Int? {
    let (M, B) = (sizes.latents, sizes.batch)
    let (a, b, Q) = (memory.moments, memory.overlapsB, memory.overlapsQ)
    for i in 0..<B {
      for k in 0..<M {
        var sum = beta[k] * a[i * M + k] - b[i * M + k]
        for l in 0..<M { sum += Q[min(k, l) * M + max(k, l)] * a[i * M + l] }
        memory.h[i * M + k] = sum
        memory.a[i * M + k] = a[i * M + k]
      }
    }
    var failing: Int?
    for k in 0..<M {
      let D = memory.variances[k]
      memory.f[k] = 1 - rates.decoder * (D + rates.weightDecay)
      let next = rates.variance(after: D, norm: Q[k * M + k], beta: beta[k])
      memory.variances[k] = next
      if !(next > 0 && next < .infinity) && failing == nil { failing = k }
    }
    return failing
  }

  private func drawSignals(_ memory: VectorMemory, _ stream: inout RandomStream) {
    let F = sizes.factors
    for i in 0..<sizes.batch {
      if let spectrum {
        spectrum.begin(memory.signals + i, &stream)
        continue
      }
      distribution.fill(memory.signals + i * F, count: F, from: &stream)
      for s in 0..<F { memory.signals[i * F + s] *= amplitudes[s] }
    }
  }

  /// The pass over memory, block by block.
  private func pass(_ memory: VectorMemory, isMoving: Bool, _ stream: inout RandomStream) {
    let count = VectorMemory.momentCount(sizes)
    memory.moments.update(repeating: 0, count: count)
    var start = 0
    while start < dimension {
      let length = min(VectorKernel.blockLength, dimension - start)
      let block = memory.advanced(by: start)
      if isMoving {
        if sizes.latents == 1 && sizes.batch == 1 {
          moveOne(block, length)
        } else {
          move(block, length)
        }
      }
      if let spectrum {
        for i in 0..<sizes.batch {
          spectrum.fill(
            block.samples + i * dimension, from: start, count: length, chosen: block.signals[i],
            &stream)
        }
      } else {
        draw(block, length, &stream)
      }
      sum(block, length)
      start += length
    }
    let scale = 1 / Double(dimension)
    for i in 0..<count { memory.moments[i] *= scale }
  }
}

extension VectorKernel {
  /// `W_k ← f_k W_k + (τ_W/N) ⟨a_k y⟩` with `y = √N x − W a`, and
  /// `V_k ← (1 − τ_V λ/N) V_k − (τ_V/N) ⟨h_k √N x⟩`.
  @inline(__always) private func move(_ block: VectorMemory, _ length: Int) {
    let (M, B, N) = (sizes.latents, sizes.batch, dimension)
    let decay = 1 - rates.encoder * rates.weightDecay
    let (decoder, encoder) = (rates.decoder / Double(B), rates.encoder / Double(B))
    for i in 0..<B {
      let (x, y) = (block.samples + i * N, block.residuals + i * VectorKernel.blockLength)
      let a = block.a + i * M
      BlockArithmetic.subtract(x, minus: block.decoder, times: a[0], into: y, count: length)
      for l in 1..<max(M, 1) {
        BlockArithmetic.combine(
          y, times: 1, plus: block.decoder + l * N, times: -a[l], count: length)
      }
    }
    for k in 0..<M {
      let (W, V) = (block.decoder + k * N, block.encoder + k * N)
      for i in 0..<B {
        let (x, y) = (block.samples + i * N, block.residuals + i * VectorKernel.blockLength)
        let (a, h) = (block.a[i * M + k], block.h[i * M + k])
        BlockArithmetic.combine(
          W, times: i == 0 ? block.f[k] : 1, plus: y, times: decoder * a, count: length)
        BlockArithmetic.combine(
          V, times: i == 0 ? decay : 1, plus: x, times: -encoder * h, count: length)
      }
    }
  }

  /// The same for one latent and one sample, where `W ← (f − (τ_W/N) a²) W + (τ_W/N) a √N x` needs
  /// no `y`.
  @inline(__always) private func moveOne(_ block: VectorMemory, _ length: Int) {
    let (a, h) = (block.a[0], block.h[0])
    BlockArithmetic.combine(
      block.decoder, by: (block.f[0] - rates.decoder * a * a, rates.decoder * a),
      block.encoder, by: (1 - rates.encoder * rates.weightDecay, -rates.encoder * h),
      with: block.samples, count: length)
  }

  /// `√N x = √(ηN) n + W* Λ^½ c`.
  @inline(__always)
  private func draw(_ block: VectorMemory, _ length: Int, _ stream: inout RandomStream) {
    let (F, N) = (sizes.factors, dimension)
    for i in 0..<sizes.batch {
      let x = block.samples + i * N
      distribution.fill(x, count: length, from: &stream)
      for s in 0..<F {
        BlockArithmetic.combine(
          x, times: s == 0 ? noiseScale : 1, plus: block.factors + s * N,
          times: block.signals[i * F + s], count: length)
      }
    }
  }

  /// Adds the block to `a`, `b` of each sample and to the upper triangle of `Q`.
  @inline(__always) private func sum(_ block: VectorMemory, _ length: Int) {
    let (M, B, N) = (sizes.latents, sizes.batch, dimension)
    let (a, b, Q) = (block.moments, block.overlapsB, block.overlapsQ)
    for k in 0..<M {
      let (W, V) = (block.decoder + k * N, block.encoder + k * N)
      for i in 0..<B {
        let sums = BlockArithmetic.dots(block.samples + i * N, W, V, count: length)
        a[i * M + k] += sums.xv
        b[i * M + k] += sums.xw
        if i == 0 { Q[k * M + k] += sums.ww }
      }
      for l in (k + 1)..<max(M, k + 1) {
        Q[k * M + l] += BlockArithmetic.dot(W, block.decoder + l * N, count: length)
      }
    }
  }

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
