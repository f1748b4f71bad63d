import LinearVAE
import NumericKit

/// The right-hand side of the spectral flow, equations (spectral-Q) … (spectral-D), written once for every
/// scalar: `Double` gives a trajectory, `Dual` the exact Jacobian.
///
/// The matrices of all groups stand side by side, of each element the numbers of all groups, so that every loop
/// is over groups.
struct SpectralKernel<Scalar: FieldScalar>: Sendable {
  let layout: SpectralLayout
  let variance: VarianceParametrization
  /// `λ_b` of the groups with matrices, then of the single directions, then `f_b λ_b / B` of the former, by
  /// which the noise of SGD enters; 0 in the small-rate limit.
  let spectrum: SharedBuffer<Double>
  let tables: SpectralTables
  let weightDecay: Double
  let decoderRate: Double
  let encoderRate: Double
  let varianceRate: Double

  init(_ problem: SpectralProblem, _ chart: SpectralChart) {
    let groups = problem.data.groups
    layout = chart.layout
    tables = SpectralTables(latents: chart.layout.latents)
    variance = problem.training.variance
    let fluctuation =
      problem.training.rates == .limit ? 0 : 1 / Double(problem.training.batch)
    spectrum = SharedBuffer(
      (chart.groups + chart.singles).map { groups[$0].variance }
        + chart.groups.map { fluctuation * groups[$0].variance * groups[$0].share })
    weightDecay = problem.training.weightDecay
    (decoderRate, encoderRate, varianceRate) = problem.training.rates.values
  }

  /// Numbers of working memory for one evaluation.
  var scratchCount: Int {
    SpectralMoments<Scalar>.scratchCount(layout) + SpectralGroups<Scalar>.scratchCount(layout)
  }

  /// Rough number of floating-point operations of one evaluation.
  var evaluationCost: Double {
    let (M, G) = (Double(layout.latents), Double(layout.groups))
    let singles = 10 * M * M * Double(layout.singles)
    return 8 * G * M * M * M + singles + 20 * Double(layout.count)
  }

  /// Writes `dS/dt` with weights that can depend on the state, in the coordinates of ``layout``; `scratch`
  /// is memory for ``scratchCount`` numbers.
  @_transparent
  func evaluate<Weighing: FlowWeighing>(
    _ state: UnsafePointer<Scalar>, weighing: Weighing, into out: UnsafeMutablePointer<Scalar>,
    scratch: UnsafeMutablePointer<Scalar>
  ) where Weighing.Scalar == Scalar {
    // With a constant number of latents the compiler unrolls the inner loops.
    if layout.latents == 1 {
      let at = SpectralLayout(latents: 1, groups: layout.groups, singles: layout.singles)
      evaluate(at, state, weighing, out, scratch)
    } else {
      evaluate(layout, state, weighing, out, scratch)
    }
  }

  @_transparent
  func evaluate<Weighing: FlowWeighing>(
    _ at: SpectralLayout, _ state: UnsafePointer<Scalar>, _ weighing: Weighing,
    _ out: UnsafeMutablePointer<Scalar>, _ scratch: UnsafeMutablePointer<Scalar>
  ) where Weighing.Scalar == Scalar {
    let moments = SpectralMoments(scratch, at)
    moments.add(state, at, tables, spectrum.base)
    let D = state + at.D
    let beta = weighing.weights(
      of: CodeMoments(latents: at.latents, Q: moments.Q, A: moments.A, C: moments.C, D: D))
    moments.formOperators(D, at, weightDecay: weightDecay, beta)
    let products = scratch + SpectralMoments<Scalar>.scratchCount(at)
    groupRates(at, state, moments, products: products, out)
    singleRates(at, state + at.single, moments, out + at.single)
    spectrum.keepAlive()
    varianceRates(at, D, moments, beta, out + at.D)
  }

  /// (spectral-Q), (spectral-E) and (spectral-R) of every group.
  @_transparent
  func groupRates(
    _ at: SpectralLayout, _ state: UnsafePointer<Scalar>, _ of: SpectralMoments<Scalar>,
    products: UnsafeMutablePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>
  ) {
    of.scaleNoise(at, decoderRate: decoderRate, encoderRate: encoderRate)
    let groups = SpectralGroups(
      at: at, tables: tables, variances: spectrum.base,
      noise: spectrum.base + (at.groups + at.singles), decoderRate: decoderRate,
      encoderRate: encoderRate, weightDecay: weightDecay, moments: of, products: products)
    groups.writeRates(state, into: out)
    tables.keepAlive()
  }

  /// (spectral-single) `ẇ = −τ_W (K w − λ v)`, `v̇ = −τ_V (λ (P v − w) + λ_w v)` of every single direction.
  @_transparent
  func singleRates(
    _ at: SpectralLayout, _ state: UnsafePointer<Scalar>, _ of: SpectralMoments<Scalar>,
    _ out: UnsafeMutablePointer<Scalar>
  ) {
    let M = at.latents
    for s in 0..<at.singles {
      let λ = spectrum.base[at.groups + s]
      let (w, v) = (state + 2 * M * s, state + 2 * M * s + M)
      let to = out + 2 * M * s
      for k in 0..<M {
        var (Kw, Pv) = (of.K[k * M] * w[0], of.P[k * M] * v[0])
        for l in 1..<max(M, 1) {
          Kw += of.K[k * M + l] * w[l]
          Pv += of.P[k * M + l] * v[l]
        }
        to[k] = decoderRate * (λ * v[k] - Kw)
        to[M + k] = encoderRate * (λ * (w[k] - Pv) - weightDecay * v[k])
      }
    }
  }

  /// (spectral-D) `Ḋ_k = (τ_D/2)(β_k/D_k − Q_kk − β_k)`, or `D_k²` times that when `ln D` is trained.
  @_transparent
  func varianceRates<Weights: LatentWeights>(
    _ at: SpectralLayout, _ D: UnsafePointer<Scalar>, _ of: SpectralMoments<Scalar>,
    _ beta: Weights, _ out: UnsafeMutablePointer<Scalar>
  ) where Weights.Scalar == Scalar {
    let half = 0.5 * varianceRate
    for k in 0..<at.latents {
      let pull = of.P[k * at.latents + k]
      switch variance {
      case .direct: out[k] = half * (beta[k] / D[k] - pull)
      case .log: out[k] = half * (D[k] * (beta[k] - D[k] * pull))
      }
    }
  }
}
