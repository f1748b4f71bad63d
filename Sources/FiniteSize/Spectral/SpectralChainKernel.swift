import LinearVAE
import NumericKit

/// One step of the exact chain on data with any spectrum, (spectral-chain), written once for every size.
///
/// Of a group of many directions a *frame* is kept: the components of the `2M` vectors of decoder and encoder
/// along `2M` orthonormal directions that contain their span, an upper triangular matrix `F` with
/// `FᵀF = [[Q_b, R_b], [R_bᵀ, E_b]]`. A step leads out of the span into the samples' parts outside it, which
/// are normal, of the law of Wishart among themselves, and independent of all that is known; of the rows for
/// those the frame makes a triangular matrix again. Of a group of few directions every one is kept. In each
/// direction the step is that of vectors, (sgd): no approximation is made.
struct SpectralChainKernel: Sendable {
  let places: SpectralPlaces
  let rates: StepRates
  /// `√λ_b` of the frames, then of the single directions.
  let amplitudes: [Double]
  /// `λ_b` of the same, for a feedback law.
  let variances: [Double]
  /// The Gram matrix of the samples' parts outside a frame, or of `2M` orthonormal combinations of them.
  let outside: [Wishart]
  /// Its law for one sample.
  let outsideNorms: [ChiSquare]

  var sizes: SpectralSizes { places.sizes }

  init(_ configuration: SpectralConfiguration) {
    places = SpectralPlaces(configuration)
    rates = configuration.course.rates
    let of = places.sizes
    let groups = configuration.problem.data.groups
    var (ofFrames, ofSingles, free) = ([Double](), [Double](), [Int]())
    for (index, place) in places.places.enumerated() {
      let variance = groups[index].variance
      switch place {
      case .frame:
        ofFrames.append(variance)
        free.append(configuration.sizes[index] - of.order)
      case .rows(let rows): ofSingles += Array(repeating: variance, count: rows.count)
      }
    }
    variances = ofFrames + ofSingles
    amplitudes = variances.map { $0.squareRoot() }
    outside = free.map { Wishart(order: of.outside, degreesOfFreedom: $0) }
    outsideNorms = free.map { ChiSquare(degreesOfFreedom: Double($0)) }
  }

  /// Advances the state by one step.
  ///
  /// - Parameters:
  ///   - of: The sizes of the problem; literals let the compiler unroll the inner loops.
  ///   - state: The frames, the rows of single directions and `D`.
  ///   - work: Working memory.
  ///   - laws: Of each direction and frame, for the draws.
  ///   - beta: The weight of each latent at the time of the step.
  ///   - stream: The source of randomness.
  /// - Returns: The first latent whose new `D` is not a positive number, or `nil`.
  @_transparent func step(
    _ of: SpectralSizes, _ state: UnsafeMutablePointer<Double>, _ work: SpectralWorkspace,
    _ laws: Laws, beta: some LatentWeights<Double>, stream: inout RandomStream
  ) -> Int? {
    drawSamples(of, state, work, laws, &stream)
    formResiduals(of, work, beta)
    if !of.actsBySamples { factorizeColumns(of, work) }
    let failing = moveVariances(of, state, work, beta)
    for index in 0..<of.singles {
      let row = state + (of.single + index * of.order)
      move(of, row, work.x + (of.frames * of.rows + index) * of.batch, work)
    }
    for frame in 0..<of.frames { moveFrame(of, state, work, frame, laws, &stream) }
    return failing
  }

  /// The laws of what is drawn, in memory that stays in place.
  struct Laws {
    let amplitudes: UnsafePointer<Double>
    let norms: UnsafePointer<ChiSquare>
  }

  /// Draws the samples, and sums `(b, a)` of each and `Q` over all directions.
  ///
  /// Order of the draws: for each frame `2M` normal numbers of each sample, then the parts outside it unless
  /// the batch is large; then the single directions, for each one number of each sample.
  @_transparent private func drawSamples(
    _ of: SpectralSizes, _ state: UnsafeMutablePointer<Double>, _ work: SpectralWorkspace,
    _ laws: Laws, _ stream: inout RandomStream
  ) {
    let (M, B, n) = (of.latents, of.batch, of.order)
    for i in 0..<(n * B) { work.p[i] = 0 }
    for i in 0..<(M * M) { work.Q[i] = 0 }
    for frame in 0..<of.frames {
      let (F, x) = (state + frame * of.frameCount, work.x + frame * of.rows * B)
      let amplitude = laws.amplitudes[frame]
      for i in 0..<B {
        for row in 0..<n { x[row * B + i] = amplitude * stream.normal() }
      }
      for row in 0..<n { addRow(of, F + row * n, x + row * B, work, from: row) }
      if of.actsBySamples { drawOutside(of, x + n * B, work, frame, laws, &stream) }
    }
    for index in 0..<of.singles {
      let x = work.x + (of.frames * of.rows + index) * B
      let amplitude = laws.amplitudes[of.frames + index]
      for i in 0..<B { x[i] = amplitude * stream.normal() }
      addRow(of, state + (of.single + index * n), x, work, from: 0)
    }
  }

  /// Adds what one direction has to `(b, a)` of each sample and to `Q`; its numbers before `first` are zero.
  @_transparent private func addRow(
    _ of: SpectralSizes, _ row: UnsafePointer<Double>, _ x: UnsafePointer<Double>,
    _ work: SpectralWorkspace, from first: Int
  ) {
    let (M, n) = (of.latents, of.order)
    for i in 0..<of.batch {
      let p = work.p + i * n
      for k in first..<n { p[k] += row[k] * x[i] }
    }
    for k in first..<max(M, first) {
      for l in first..<M { work.Q[k * M + l] += row[k] * row[l] }
    }
  }

  /// The samples' components outside a frame: `B` directions suffice, in which they have the lower triangular
  /// matrix of Bartlett.
  @_transparent private func drawOutside(
    _ of: SpectralSizes, _ x: UnsafeMutablePointer<Double>, _ work: SpectralWorkspace,
    _ frame: Int, _ laws: Laws, _ stream: inout RandomStream
  ) {
    let (B, amplitude) = (of.batch, laws.amplitudes[frame])
    if B == 1 {
      x[0] = amplitude * laws.norms[frame].draw(from: &stream).squareRoot()
      return
    }
    outside[frame].drawFactor(into: work.bartlett, from: &stream)
    for i in 0..<B {
      for j in 0..<B { x[j * B + i] = amplitude * work.bartlett[i * B + j] }
    }
  }

  /// `c = (a, h)` of each sample.
  @_transparent private func formResiduals(
    _ of: SpectralSizes, _ work: SpectralWorkspace, _ beta: some LatentWeights<Double>
  ) {
    let (M, n) = (of.latents, of.order)
    for i in 0..<of.batch {
      let (b, a, c) = (work.p + i * n, work.p + (i * n + M), work.c + i * n)
      for k in 0..<M {
        var Qa = 0.0
        for l in 0..<M { Qa += work.Q[k * M + l] * a[l] }
        c[k] = a[k]
        c[M + k] = Qa + beta[k] * a[k] - b[k]
      }
    }
  }

  /// `D` by (sgd) or (sgd-log), with the norms `Q` before the step, after `f` has been formed with the `D`
  /// before it.
  @_transparent private func moveVariances(
    _ of: SpectralSizes, _ state: UnsafeMutablePointer<Double>, _ work: SpectralWorkspace,
    _ beta: some LatentWeights<Double>
  ) -> Int? {
    let M = of.latents
    var failing: Int?
    for k in 0..<M {
      let D = state[of.D + k]
      work.f[k] = 1 - rates.decoder * (D + rates.weightDecay)
      let next = rates.variance(after: D, norm: work.Q[k * M + k], beta: beta[k])
      state[of.D + k] = next
      if !(next > 0 && next < .infinity) && failing == nil { failing = k }
    }
    return failing
  }
}
