import LinearVAE
import NumericKit

/// The matrices that the equations of the spectral flow share, in memory the kernel lends.
///
/// `Q = Σ Q_b`, `A = Σ λ_b E_b`, `C = Σ λ_b R_bᵀ`, `G = Σ λ_b Q_b`, `K = A + diag D + λI`, `P = Q + diag β`,
/// `J = A P − C`, `H = P J − CᵀP + G`, each `M × M`.
struct SpectralMoments<Scalar: FieldScalar> {
  let Q, A, C, G, K, P, J, H, product: UnsafeMutablePointer<Scalar>
  /// What the noise of SGD adds to the matrices of a group, but for a factor of the group: `τ_W² A` and `τ_V² H` as
  /// triangles, and `−τ_W τ_V J`.
  let decoderNoise, encoderNoise, mixedNoise: UnsafeMutablePointer<Scalar>

  /// Sums over the groups of each element, and those with weights `λ_b`.
  private let plain, weighted: UnsafeMutablePointer<Scalar>

  /// Numbers of memory that the matrices need.
  static func scratchCount(_ at: SpectralLayout) -> Int {
    12 * at.latents * at.latents + 2 * at.elements
  }

  /// Uses memory for ``scratchCount(_:)`` numbers at `base`.
  @_transparent
  init(_ base: UnsafeMutablePointer<Scalar>, _ at: SpectralLayout) {
    let square = at.latents * at.latents
    (Q, A, C) = (base, base + square, base + 2 * square)
    (G, K, P) = (base + 3 * square, base + 4 * square, base + 5 * square)
    (J, H, product) = (base + 6 * square, base + 7 * square, base + 8 * square)
    (decoderNoise, encoderNoise) = (base + 9 * square, base + 10 * square)
    mixedNoise = base + 11 * square
    plain = base + 12 * square
    weighted = plain + at.elements
  }

  /// Writes the sums over all groups.
  @_transparent
  func add(
    _ state: UnsafePointer<Scalar>, _ at: SpectralLayout, _ tables: SpectralTables,
    _ variances: UnsafePointer<Double>
  ) {
    let M = at.latents
    MatrixBlocks.sum(
      state, weights: variances, matrices: at.groups, elements: at.elements, into: plain, weighted)
    for i in 0..<(M * M) {
      let places = tables.moments + 3 * i
      (Q[i], G[i]) = (plain[Int(places[0])], weighted[Int(places[0])])
      (A[i], C[i]) = (weighted[Int(places[1])], weighted[Int(places[2])])
    }
    addSingles(state + at.single, at, variances + at.groups)
  }

  /// Adds what single directions have to the sums.
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
        for l in 0..<M {
          Q[k * M + l] += w[k] * w[l]
          G[k * M + l] += λw * w[l]
          A[k * M + l] += λv * v[l]
          C[l * M + k] += λw * v[l]
        }
      }
    }
  }

  /// Forms `K`, `P`, `J` and `H`.
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
  }

  /// Writes what the noise of SGD adds at these rates.
  @_transparent
  func scaleNoise(_ at: SpectralLayout, decoderRate: Double, encoderRate: Double) {
    let M = at.latents
    var corner = 0
    for k in 0..<M {
      for l in k..<M {
        decoderNoise[corner] = (decoderRate * decoderRate) * A[k * M + l]
        encoderNoise[corner] = (encoderRate * encoderRate) * H[k * M + l]
        corner += 1
      }
    }
    for i in 0..<(M * M) { mixedNoise[i] = (-decoderRate * encoderRate) * J[i] }
  }
}
