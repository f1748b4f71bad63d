import LinearVAE
import NumericKit

/// One step of the exact chain of the order parameters, (chain), written once for every size.
///
/// With `y = √N x − W a` a step of (sgd) is `W_k ← f_k W_k + (τ_W/N) a_k y` and
/// `V_k ← f V_k − (τ_V/N) h_k √N x`, averaged over the batch. The new overlaps depend on the old ones
/// and on those of the samples, whose joint law depends on `Γ` alone: no `N`-vector is needed.
struct ChainKernel: Sendable {
  let sizes: RunSizes
  let rates: StepRates
  /// `η` and `√η`.
  let noise, rootNoise: Double
  /// The Gram matrix over `η` of the samples' parts outside the span, `Wishart(N − k, I_B)`, or of
  /// `2M` orthonormal combinations of them.
  let outside: Wishart
  /// Its law for one sample.
  let outsideNorm: ChiSquare

  init(_ configuration: RunConfiguration) {
    sizes = RunSizes(configuration.problem)
    rates = configuration.rates
    noise = configuration.problem.data.noise
    rootNoise = noise.squareRoot()
    let free = configuration.dimension - sizes.order
    outside = Wishart(order: sizes.directions, degreesOfFreedom: free)
    outsideNorm = ChiSquare(degreesOfFreedom: Double(free))
  }

  /// Advances the state by one step.
  ///
  /// - Parameters:
  ///   - of: The sizes of the problem; literals let the compiler unroll every loop.
  ///   - state: The numbers of ``StateBlocks``.
  ///   - work: Memory whose `L` holds the factorised `m*` in its first rows.
  ///   - amplitudes: `√ρ_s`.
  ///   - beta: The weight of each latent at the time of the step.
  ///   - stream: The source of randomness.
  /// - Returns: The first latent whose new `D` is not a positive number, or `nil`.
  @_transparent func step(
    _ of: RunSizes, _ state: UnsafeMutablePointer<Double>, _ work: ChainWorkspace,
    _ amplitudes: UnsafePointer<Double>, beta: some LatentWeights<Double>,
    stream: inout RandomStream
  ) -> Int? {
    factorize(of, state, work)
    drawSamples(of, work, amplitudes, &stream)
    if of.sumsPairs { drawNorms(of, work, &stream) }
    formResiduals(of, state, work, beta)
    if !of.sumsPairs { drawSums(of, work, &stream) }
    let failing = moveVariances(of, state, work, beta)
    moveOverlaps(of, state, work)
    moveDecoder(of, state, work)
    moveEncoder(of, state, work)
    return failing
  }

  /// `Γ = L Lᵀ`, row by row. A pivot that is nothing but rounding counts as zero, so that a singular
  /// `Γ`, as a learned fixed point has, is safe.
  @_transparent private func factorize(
    _ of: RunSizes, _ state: UnsafeMutablePointer<Double>, _ work: ChainWorkspace
  ) {
    let (M, F, k) = (of.latents, of.factors, of.order)
    let at = StateBlocks(latents: M, factors: F)
    let smallest = 4 * Double(k) * Double.ulpOfOne
    for i in F..<k {
      let row = work.L + i * k
      let isDecoder = i < F + M
      let latent = isDecoder ? i - F : i - F - M
      for s in 0..<F { row[s] = state[(isDecoder ? at.m : at.d) + latent * F + s] }
      for l in 0..<M where isDecoder ? l <= latent : true {
        row[F + l] = state[isDecoder ? at.Q + latent * M + l : at.R + l * M + latent]
      }
      if !isDecoder {
        for l in 0...latent { row[F + M + l] = state[at.E + latent * M + l] }
      }
      let scale = row[i]
      for j in 0..<i {
        let other = work.L + j * k
        for p in 0..<j { row[j] -= row[p] * other[p] }
        row[j] *= work.inverse[j]
        row[i] -= row[j] * row[j]
      }
      let isPivot = row[i] > smallest * scale
      row[i] = isPivot ? row[i].squareRoot() : 0
      work.inverse[i] = isPivot ? 1 / row[i] : 0
    }
  }

  /// Draws each sample's components `ξ`, and with them `(u, b, a) = L ξ`.
  ///
  /// Order of the draws: for each sample `k` normal numbers, the noise in the span, then `M*` normal
  /// numbers `c`.
  @_transparent private func drawSamples(
    _ of: RunSizes, _ work: ChainWorkspace, _ amplitudes: UnsafePointer<Double>,
    _ stream: inout RandomStream
  ) {
    let (M, F, k) = (of.latents, of.factors, of.order)
    for sample in 0..<of.batch {
      let xi = work.xi + sample * k
      for i in 0..<k { xi[i] = rootNoise * stream.normal() }
      // The factors lie in the first M* directions: L*ᵀ Λ^½ c.
      for s in 0..<F {
        let signal = amplitudes[s] * stream.normal()
        for j in 0...s { xi[j] += work.L[s * k + j] * signal }
      }
      for i in 0..<k {
        var sum = 0.0
        for j in 0...i { sum += work.L[i * k + j] * xi[j] }
        if i < F {
          work.u[sample * F + i] = sum
        } else if i < F + M {
          work.b[sample * M + (i - F)] = sum
        } else {
          work.a[sample * M + (i - F - M)] = sum
        }
      }
    }
  }

  /// `X = ξ·ξ' + η Ω` with `Ω` from Bartlett's factor, which is drawn after all samples.
  @_transparent private func drawNorms(
    _ of: RunSizes, _ work: ChainWorkspace, _ stream: inout RandomStream
  ) {
    let (B, k) = (of.batch, of.order)
    if B == 1 {
      work.X[0] = noise * outsideNorm.draw(from: &stream)
    } else {
      outside.drawFactor(into: work.bartlett, from: &stream)
      for i in 0..<B {
        for j in 0...i {
          var sum = 0.0
          for p in 0...j { sum += work.bartlett[i * B + p] * work.bartlett[j * B + p] }
          work.X[i * B + j] = noise * sum
        }
      }
    }
    for i in 0..<B {
      for j in 0...i {
        for p in 0..<k { work.X[i * B + j] += work.xi[i * k + p] * work.xi[j * k + p] }
        work.X[j * B + i] = work.X[i * B + j]
      }
    }
  }
}
