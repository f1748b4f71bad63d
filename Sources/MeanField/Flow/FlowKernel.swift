import LinearVAE
import NumericKit

/// The right-hand side of the flow, equations (flow-m) … (flow-D), written once for every scalar.
///
/// `Double` gives one trajectory, SIMD vectors several parameter points at once, `Dual` the exact
/// Jacobian. Parameters are scalars too, so that each lane can have its own.
struct FlowKernel<Scalar: FieldScalar>: Sendable {
  let layout: StateLayout
  let variance: VarianceParametrization
  let hasOverlap: Bool
  /// `ρ_s`, then `m*` row after row.
  let data: SharedBuffer<Scalar>
  let noise: Scalar
  let weightDecay: Scalar
  let decoderRate: Scalar
  let encoderRate: Scalar
  let varianceRate: Scalar
  /// `η/B`, the weight of the terms of second order in the rates; zero in the small-rate limit.
  let fluctuation: Scalar

  /// The kernel with one value per problem: `join` makes a scalar of them.
  init(_ problems: [LearningProblem], join: ((LearningProblem) -> Double) -> Scalar) {
    let first = problems[0]
    let factors = first.data.factors
    layout = StateLayout(latents: first.latents, factors: factors)
    variance = first.training.variance
    hasOverlap = problems.contains { !$0.data.overlap.isIdentity }
    data = SharedBuffer(
      (0..<factors).map { s in join { $0.data.signals[s] } }
        + (0..<(factors * factors)).map { i in join { $0.data.overlap.elements[i] } })
    noise = join { $0.data.noise }
    weightDecay = join { $0.training.weightDecay }
    decoderRate = join { $0.training.rates.values.decoder }
    encoderRate = join { $0.training.rates.values.encoder }
    varianceRate = join { $0.training.rates.values.variance }
    fluctuation = join { problem in
      problem.training.rates == .limit
        ? 0 : problem.data.noise / Double(problem.training.batch)
    }
  }

  /// The kernel of one problem.
  init(_ problem: LearningProblem) {
    self.init([problem]) { value in Scalar(constant: value(problem)) }
  }

  /// Writes `dS/dt` at one `β` for all latents.
  func evaluate(
    _ state: UnsafePointer<Scalar>, beta: Scalar, into out: UnsafeMutablePointer<Scalar>,
    scratch: UnsafeMutablePointer<Scalar>
  ) {
    evaluate(state, weighing: UniformWeight(beta), into: out, scratch: scratch)
  }

  /// Writes `dS/dt` with weights that can depend on the state, in the coordinates of ``layout``; `scratch`
  /// is memory for ``scratchCount`` numbers.
  @_transparent
  func evaluate<Weighing: FlowWeighing>(
    _ state: UnsafePointer<Scalar>, weighing: Weighing, into out: UnsafeMutablePointer<Scalar>,
    scratch: UnsafeMutablePointer<Scalar>
  ) where Weighing.Scalar == Scalar {
    // With constant sizes the compiler unrolls every loop of the one function below.
    switch (layout.latents, layout.factors) {
    case (1, 1): evaluate(StateLayout(latents: 1, factors: 1), state, weighing, out, scratch)
    case (2, 1): evaluate(StateLayout(latents: 2, factors: 1), state, weighing, out, scratch)
    default: evaluate(layout, state, weighing, out, scratch)
    }
  }

  /// Numbers of working memory for one evaluation.
  var scratchCount: Int {
    layout.latents * (9 * layout.latents + 4 * layout.factors)
  }

  /// Rough number of floating-point operations of one evaluation.
  var evaluationCost: Double {
    let (M, F) = (Double(layout.latents), Double(layout.factors))
    let overlaps = hasOverlap ? 4 * M * F * F : 0
    return 2 * M * M * (5 * M + 5 * F) + overlaps + 20 * Double(layout.count)
  }

  @_transparent
  func evaluate<Weighing: FlowWeighing>(
    _ at: StateLayout, _ state: UnsafePointer<Scalar>, _ weighing: Weighing,
    _ out: UnsafeMutablePointer<Scalar>, _ scratch: UnsafeMutablePointer<Scalar>
  ) where Weighing.Scalar == Scalar {
    let (M, F) = (at.latents, at.factors)
    let moments = FlowMoments(scratch, latents: M, factors: F)
    moments.unpack(state, at)
    moments.formProjections(state, at, self)
    moments.formCorrelations(state, at, self)
    let beta = weighing.weights(
      of: CodeMoments(latents: M, Q: moments.Q, A: moments.A, C: moments.C, D: state + at.D))
    moments.formOperators(state, at, self, beta)
    overlapRates(at, state, moments, out)
    let products = scratch + (6 * M * M + 4 * M * F)
    decoderRates(at, moments, products, out)
    encoderRates(at, state, moments, products, out)
    varianceRates(at, state, moments, beta, out)
  }
}

extension FlowKernel {
  /// (flow-m) `ṁ = −τ_W (K m − U)` and (flow-d) `ḋ = −τ_V (P U − T + λ d)`.
  @_transparent
  func overlapRates(
    _ at: StateLayout, _ state: UnsafePointer<Scalar>, _ of: FlowMoments<Scalar>,
    _ out: UnsafeMutablePointer<Scalar>
  ) {
    let (M, F) = (at.latents, at.factors)
    let (m, d) = (state + at.m, state + at.d)
    DenseProduct.multiply(of.K, m, rows: M, inner: M, columns: F, into: out + at.m)
    DenseProduct.multiply(of.P, of.U, rows: M, inner: M, columns: F, into: out + at.d)
    for i in 0..<(M * F) {
      out[at.m + i] = decoderRate * (of.U[i] - out[at.m + i])
      out[at.d + i] = encoderRate * (of.T[i] - out[at.d + i] - weightDecay * d[i])
    }
  }

  /// (flow-Q) `Q̇ = −τ_W (S + Sᵀ) + (η τ_W²/B) A`, `S = K Q − C`.
  @_transparent
  func decoderRates(
    _ at: StateLayout, _ of: FlowMoments<Scalar>, _ S: UnsafeMutablePointer<Scalar>,
    _ out: UnsafeMutablePointer<Scalar>
  ) {
    let M = at.latents
    DenseProduct.multiply(of.K, of.Q, rows: M, inner: M, columns: M, into: S)
    for i in 0..<(M * M) { S[i] = S[i] - of.C[i] }
    let second = fluctuation * decoderRate * decoderRate
    var next = at.Q
    for k in 0..<M {
      for l in k..<M {
        out[next] = second * of.A[k * M + l] - decoderRate * (S[k * M + l] + S[l * M + k])
        next += 1
      }
    }
  }

  /// (flow-E) and (flow-R), which share `P C` and `Z = P A − Cᵀ`:
  /// `Ė = −τ_V (Z + Zᵀ + 2λE) + (η τ_V²/B)(Z P − P C + G)`,
  /// `Ṙ = −τ_W (K R − A) − τ_V ((P C)ᵀ − G + λR) − (η τ_W τ_V/B) Zᵀ`.
  @_transparent
  func encoderRates(
    _ at: StateLayout, _ state: UnsafePointer<Scalar>, _ of: FlowMoments<Scalar>,
    _ products: UnsafeMutablePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>
  ) {
    let M = at.latents
    let (Z, PC, last) = (products, products + M * M, products + 2 * M * M)
    DenseProduct.multiply(of.P, of.A, rows: M, inner: M, columns: M, into: Z)
    DenseProduct.multiply(of.P, of.C, rows: M, inner: M, columns: M, into: PC)
    for k in 0..<M {
      for l in 0..<M { Z[k * M + l] = Z[k * M + l] - of.C[l * M + k] }
    }
    DenseProduct.multiply(Z, of.P, rows: M, inner: M, columns: M, into: last)
    let second = fluctuation * encoderRate * encoderRate
    var next = at.E
    for k in 0..<M {
      for l in k..<M {
        let (kl, lk) = (k * M + l, l * M + k)
        let drift = Z[kl] + Z[lk] + 2 * (weightDecay * state[next])
        out[next] = second * (last[kl] - PC[kl] + of.G[kl]) - encoderRate * drift
        next += 1
      }
    }
    let R = state + at.R
    DenseProduct.multiply(of.K, R, rows: M, inner: M, columns: M, into: last)
    let mixed = fluctuation * decoderRate * encoderRate
    for k in 0..<M {
      for l in 0..<M {
        let (kl, lk) = (k * M + l, l * M + k)
        let decoder = decoderRate * (last[kl] - of.A[kl])
        let encoder = encoderRate * (PC[lk] - of.G[kl] + weightDecay * R[kl])
        out[at.R + kl] = -(decoder + encoder + mixed * Z[lk])
      }
    }
  }

  /// (flow-D) `Ḋ_k = (τ_D/2)(β_k/D_k − Q_kk − β_k)`, or `D_k²` times that when `ln D` is trained.
  @_transparent
  func varianceRates<Weights: LatentWeights>(
    _ at: StateLayout, _ state: UnsafePointer<Scalar>, _ of: FlowMoments<Scalar>, _ beta: Weights,
    _ out: UnsafeMutablePointer<Scalar>
  ) where Weights.Scalar == Scalar {
    let half = 0.5 * varianceRate
    for k in 0..<at.latents {
      let D = state[at.D + k]
      let pull = of.P[k * at.latents + k]
      switch variance {
      case .direct: out[at.D + k] = half * (beta[k] / D - pull)
      case .log: out[at.D + k] = half * (D * (beta[k] - D * pull))
      }
    }
  }
}

extension LearningRates {
  /// `τ_W`, `τ_V` and `τ_D`, or 1 in the small-rate limit, where time is measured in `τt`.
  var values: (decoder: Double, encoder: Double, variance: Double) {
    switch self {
    case .limit: (1, 1, 1)
    case .finite(let decoder, let encoder, let variance): (decoder, encoder, variance)
    }
  }
}
