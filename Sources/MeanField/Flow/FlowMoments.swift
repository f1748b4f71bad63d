import LinearVAE
import NumericKit

/// The matrices that the equations of the flow share, in memory the kernel lends.
///
/// `A = dΛdᵀ + ηE`, `C = dΛmᵀ + ηRᵀ`, `G = mΛmᵀ + ηQ`, `U = dΛm* + ηd`, `T = mΛm* + ηm`,
/// `K = A + diag D + λI`, `P = Q + diag β`; `Q` in full.
struct FlowMoments<Scalar: FieldScalar> {
  let Q, A, C, G, K, P: UnsafeMutablePointer<Scalar>
  let U, T: UnsafeMutablePointer<Scalar>
  /// `mΛ` and `dΛ`.
  let mΛ, dΛ: UnsafeMutablePointer<Scalar>

  /// Uses `6M² + 4MM*` numbers at `base`.
  @_transparent
  init(_ base: UnsafeMutablePointer<Scalar>, latents M: Int, factors F: Int) {
    let square = M * M
    (Q, A, C) = (base, base + square, base + 2 * square)
    (G, K, P) = (base + 3 * square, base + 4 * square, base + 5 * square)
    let wide = base + 6 * square
    (U, T) = (wide, wide + M * F)
    (mΛ, dΛ) = (wide + 2 * M * F, wide + 3 * M * F)
  }

  /// Writes `Q` in full.
  @_transparent
  func unpack(_ state: UnsafePointer<Scalar>, _ at: StateLayout) {
    let M = at.latents
    var next = 0
    for k in 0..<M {
      for l in k..<M {
        Q[k * M + l] = state[at.Q + next]
        Q[l * M + k] = state[at.Q + next]
        next += 1
      }
    }
  }

  /// Forms `mΛ`, `dΛ`, `U` and `T`.
  @_transparent
  func formProjections(
    _ state: UnsafePointer<Scalar>, _ at: StateLayout, _ kernel: FlowKernel<Scalar>
  ) {
    let (M, F) = (at.latents, at.factors)
    let (m, d) = (state + at.m, state + at.d)
    let (signals, overlap) = (kernel.data.base, kernel.data.base + F)
    for k in 0..<M {
      for s in 0..<F {
        mΛ[k * F + s] = signals[s] * m[k * F + s]
        dΛ[k * F + s] = signals[s] * d[k * F + s]
      }
    }
    if kernel.hasOverlap {
      DenseProduct.multiply(dΛ, overlap, rows: M, inner: F, columns: F, into: U)
      DenseProduct.multiply(mΛ, overlap, rows: M, inner: F, columns: F, into: T)
    } else {
      for i in 0..<(M * F) {
        U[i] = dΛ[i]
        T[i] = mΛ[i]
      }
    }
    kernel.data.keepAlive()
    for i in 0..<(M * F) {
      U[i] += kernel.noise * d[i]
      T[i] += kernel.noise * m[i]
    }
  }

  /// Forms `A`, `C` and `G` from `mΛ` and `dΛ`.
  @_transparent
  func formCorrelations(
    _ state: UnsafePointer<Scalar>, _ at: StateLayout, _ kernel: FlowKernel<Scalar>
  ) {
    let (M, F) = (at.latents, at.factors)
    let (m, d) = (state + at.m, state + at.d)
    DenseProduct.multiply(dΛ, d, transposed: true, rows: M, inner: F, columns: M, into: A)
    DenseProduct.multiply(dΛ, m, transposed: true, rows: M, inner: F, columns: M, into: C)
    DenseProduct.multiply(mΛ, m, transposed: true, rows: M, inner: F, columns: M, into: G)
    var next = at.E
    for k in 0..<M {
      for l in k..<M {
        let noisy = kernel.noise * state[next]
        A[k * M + l] += noisy
        if l != k { A[l * M + k] += noisy }
        next += 1
      }
      for l in 0..<M {
        C[k * M + l] += kernel.noise * state[at.R + l * M + k]
        G[k * M + l] += kernel.noise * Q[k * M + l]
      }
    }
  }

  /// Forms `K` and `P`.
  @_transparent
  func formOperators<Weights: LatentWeights>(
    _ state: UnsafePointer<Scalar>, _ at: StateLayout, _ kernel: FlowKernel<Scalar>,
    _ beta: Weights
  ) where Weights.Scalar == Scalar {
    let M = at.latents
    for i in 0..<(M * M) {
      K[i] = A[i]
      P[i] = Q[i]
    }
    for k in 0..<M {
      K[k * M + k] += state[at.D + k] + kernel.weightDecay
      P[k * M + k] += beta[k]
    }
  }
}
