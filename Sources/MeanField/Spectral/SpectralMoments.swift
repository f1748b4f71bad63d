import LinearVAE
import NumericKit

/// The matrices that the equations of the spectral flow share, in memory the kernel lends.
///
/// `Q = Σ Q_b`, `A = Σ λ_b E_b`, `C = Σ λ_b R_bᵀ`, `G = Σ λ_b Q_b`, `K = A + diag D + λI`, `P = Q + diag β`,
/// `J = A P − C`, `H = P J − CᵀP + G`, each `M × M`; and `M ×` ``width`` the matrices of all groups side by
/// side, of each element the numbers of all groups.
struct SpectralMoments<Scalar: FieldScalar> {
  let Q, A, C, G, K, P, J, H, product: UnsafeMutablePointer<Scalar>
  /// `[Q | R]` and `[E | Rᵀ]`.
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
    let (M, G) = (at.latents, at.groups)
    let zero = Scalar(constant: 0)
    for i in 0..<(4 * M * M) { Q[i] = zero }
    var (q, e, r) = (state, state + at.E, state + at.R)
    for k in 0..<M {
      for l in k..<M where G > 0 {
        let (above, below) = (k * width + l * G, l * width + k * G)
        (decoder + above).update(from: q, count: G)
        (decoder + below).update(from: q, count: G)
        (encoder + above).update(from: e, count: G)
        (encoder + below).update(from: e, count: G)
        self.Q[k * M + l] = sum(q, G)
        self.G[k * M + l] = sum(q, G, variances)
        A[k * M + l] = sum(e, G, variances)
        (q, e) = (q + G, e + G)
      }
    }
    for k in 0..<M {
      for l in 0..<M where G > 0 {
        (decoder + (k * width + (M + l) * G)).update(from: r, count: G)
        (encoder + (l * width + (M + k) * G)).update(from: r, count: G)
        C[l * M + k] = sum(r, G, variances)
        r += G
      }
    }
    addSingles(state + at.single, at, variances + at.groups)
    for k in 0..<M {
      for l in 0..<k {
        Q[k * M + l] = Q[l * M + k]
        self.G[k * M + l] = self.G[l * M + k]
        A[k * M + l] = A[l * M + k]
      }
    }
  }

  /// `Σ_b x_b`, or `Σ_b λ_b x_b`, in four sums that do not wait for each other.
  @_transparent
  func sum(
    _ x: UnsafePointer<Scalar>, _ count: Int, _ weights: UnsafePointer<Double>? = nil
  ) -> Scalar {
    let zero = Scalar(constant: 0)
    var (s0, s1, s2, s3) = (zero, zero, zero, zero)
    var b = 0
    if let λ = weights {
      while b + 4 <= count {
        s0 += λ[b] * x[b]
        s1 += λ[b + 1] * x[b + 1]
        s2 += λ[b + 2] * x[b + 2]
        s3 += λ[b + 3] * x[b + 3]
        b += 4
      }
      while b < count {
        s0 += λ[b] * x[b]
        b += 1
      }
    } else {
      while b + 4 <= count {
        s0 += x[b]
        s1 += x[b + 1]
        s2 += x[b + 2]
        s3 += x[b + 3]
        b += 4
      }
      while b < count {
        s0 += x[b]
        b += 1
      }
    }
    return (s0 + s1) + (s2 + s3)
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
