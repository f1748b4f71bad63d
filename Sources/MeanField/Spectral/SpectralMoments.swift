import LinearVAE
import NumericKit

/// The matrices that the equations of the spectral flow share, in memory the kernel lends.
///
/// `Q = Σ Q_b`, `A = Σ λ_b E_b`, `C = Σ λ_b R_bᵀ`, `G = Σ λ_b Q_b`, `K = A + diag D + λI`, `P = Q + diag β`,
/// `J = A P − C`, `H = P J − CᵀP + G`, each `M × M`; and `M ×` ``width`` the matrices of all groups side by
/// side.
struct SpectralMoments<Scalar: FieldScalar> {
  let Q, A, C, G, K, P, J, H, product: UnsafeMutablePointer<Scalar>
  /// `[Q_1 … | R_1 …]` and `[E_1 … | R_1ᵀ …]`.
  let decoder, encoder: UnsafeMutablePointer<Scalar>
  /// `K` times the first, `P` times the second.
  let KX, PX: UnsafeMutablePointer<Scalar>
  /// Numbers in a row of the matrices of all groups.
  let width: Int

  /// Uses `M² (8 groups + 9)` numbers at `base`.
  @_transparent
  init(_ base: UnsafeMutablePointer<Scalar>, _ at: SpectralLayout) {
    let square = at.latents * at.latents
    (Q, A, C) = (base, base + square, base + 2 * square)
    (G, K, P) = (base + 3 * square, base + 4 * square, base + 5 * square)
    (J, H, product) = (base + 6 * square, base + 7 * square, base + 8 * square)
    width = 2 * at.groups * at.latents
    let wide = base + 9 * square
    let size = at.latents * width
    (decoder, encoder) = (wide, wide + size)
    (KX, PX) = (wide + 2 * size, wide + 3 * size)
  }

  /// Writes the matrices of all groups in full, and their sums.
  @_transparent
  func unpack(
    _ state: UnsafePointer<Scalar>, _ at: SpectralLayout, _ variances: UnsafePointer<Double>
  ) {
    let M = at.latents
    let zero = Scalar(constant: 0)
    for i in 0..<(4 * M * M) { Q[i] = zero }
    for b in 0..<at.groups {
      let λ = variances[b]
      let (first, second) = (b * M, (at.groups + b) * M)
      let from = state + b * at.groupCount
      var next = 0
      for k in 0..<M {
        for l in k..<M {
          let (q, e) = (from[next], from[at.E + next])
          decoder[k * width + first + l] = q
          decoder[l * width + first + k] = q
          encoder[k * width + first + l] = e
          encoder[l * width + first + k] = e
          Q[k * M + l] += q
          G[k * M + l] += λ * q
          A[k * M + l] += λ * e
          next += 1
        }
        for l in 0..<M {
          let r = from[at.R + k * M + l]
          decoder[k * width + second + l] = r
          encoder[l * width + second + k] = r
          C[l * M + k] += λ * r
        }
      }
    }
    addSingles(state + at.single, at, variances + at.groups)
    for k in 0..<M {
      for l in 0..<k {
        Q[k * M + l] = Q[l * M + k]
        G[k * M + l] = G[l * M + k]
        A[k * M + l] = A[l * M + k]
      }
    }
  }

  /// Adds what single directions have to the sums, above the diagonal where these are symmetric.
  @_transparent
  func addSingles(
    _ state: UnsafePointer<Scalar>, _ at: SpectralLayout, _ variances: UnsafePointer<Double>
  ) {
    let M = at.latents
    for s in 0..<at.singles {
      let λ = variances[s]
      let (w, v) = (state + 2 * M * s, state + 2 * M * s + M)
      for k in 0..<M {
        let (λw, λv) = (λ * w[k], λ * v[k])
        for l in k..<M {
          Q[k * M + l] += w[k] * w[l]
          G[k * M + l] += λw * w[l]
          A[k * M + l] += λv * v[l]
        }
        for l in 0..<M { C[l * M + k] += λw * v[l] }
      }
    }
  }

  /// Forms `K`, `P`, `J`, `H` and the products with the matrices of all groups.
  @_transparent
  func formOperators<Weights: LatentWeights>(
    _ D: UnsafePointer<Scalar>, _ at: SpectralLayout, weightDecay: Double, _ beta: Weights
  ) where Weights.Scalar == Scalar {
    let M = at.latents
    for i in 0..<(M * M) {
      K[i] = A[i]
      P[i] = Q[i]
    }
    for k in 0..<M {
      K[k * M + k] += D[k] + Scalar(constant: weightDecay)
      P[k * M + k] += beta[k]
    }
    DenseProduct.multiply(A, P, rows: M, inner: M, columns: M, into: J)
    for i in 0..<(M * M) { J[i] = J[i] - C[i] }
    DenseProduct.multiply(P, J, rows: M, inner: M, columns: M, into: H)
    DenseProduct.multiply(P, C, rows: M, inner: M, columns: M, into: product)
    for k in 0..<M {
      for l in 0..<M { H[k * M + l] = H[k * M + l] - product[l * M + k] + G[k * M + l] }
    }
    DenseProduct.multiply(K, decoder, rows: M, inner: M, columns: width, into: KX)
    DenseProduct.multiply(P, encoder, rows: M, inner: M, columns: width, into: PX)
  }
}
