import NumericKit

/// How fast the matrices of a block of groups move: the loops over groups that the kernel of the spectral flow
/// spends its time in. A block is so small that the products of its matrices stay in the fastest cache.
struct SpectralGroups<Scalar: FieldScalar> {
  typealias Term = MatrixBlocks.Term<Scalar>

  let at: SpectralLayout
  let tables: SpectralTables
  /// `λ_b`, and `f_b λ_b / B`.
  let variances, noise: UnsafePointer<Double>
  let decoderRate, encoderRate, weightDecay: Double
  /// `K`, `P` and what the noise of SGD adds.
  let moments: SpectralMoments<Scalar>
  /// Memory for ``scratchCount(_:)`` numbers.
  let products: UnsafeMutablePointer<Scalar>

  /// `K [Q_b | R_b]` and `P [E_b | R_bᵀ]` of a block.
  private var KX: UnsafeMutablePointer<Scalar> { products }
  private var PX: UnsafeMutablePointer<Scalar> { products + Self.scratchCount(at) / 2 }

  /// Numbers of memory that the products of a block need.
  static func scratchCount(_ at: SpectralLayout) -> Int {
    4 * at.latents * at.latents * min(at.groups, MatrixBlocks.size)
  }

  /// Writes the rates of all groups.
  func writeRates(_ state: UnsafePointer<Scalar>, into out: UnsafeMutablePointer<Scalar>) {
    let M = at.latents
    for start in stride(from: 0, to: at.groups, by: MatrixBlocks.size) {
      let count = min(MatrixBlocks.size, at.groups - start)
      let (S, to) = (state + start * at.elements, out + start * at.elements)
      // K and P are symmetric.
      MatrixBlocks.multiply(
        moments.K, rows: M, columns: 2 * M, S, tables.decoder, matrices: count, into: KX)
      MatrixBlocks.multiply(
        moments.P, rows: M, columns: 2 * M, S, tables.encoder, matrices: count, into: PX)
      decoderRates(S, start, count, into: to)
      encoderRates(S, start, count, into: to + at.triangle * count)
      mixedRates(S, start, count, into: to + 2 * at.triangle * count)
    }
  }

  /// (spectral-Q) `f_b λ_b τ_W² A / B − τ_W (K Q_b + Q_b K − λ_b (R_b + R_bᵀ))`.
  private func decoderRates(
    _ S: UnsafePointer<Scalar>, _ start: Int, _ count: Int, into out: UnsafeMutablePointer<Scalar>
  ) {
    let (KQ, R) = (Term(-decoderRate, times: KX), Term(decoderRate, times: S))
    MatrixBlocks.combine(
      noise + start, moments.decoderNoise, weights: variances + start, (KQ, KQ, R, R, R),
      tables.decoderTerms, plain: 2, weighted: 2, count: at.triangle, matrices: count, into: out)
  }

  /// (spectral-E) `f_b λ_b τ_V² H / B − τ_V (λ_b (P E_b + E_b P − R_b − R_bᵀ) + 2 λ_w E_b)`.
  private func encoderRates(
    _ S: UnsafePointer<Scalar>, _ start: Int, _ count: Int, into out: UnsafeMutablePointer<Scalar>
  ) {
    let E = Term(-2 * encoderRate * weightDecay, times: S)
    let (PE, R) = (Term(-encoderRate, times: PX), Term(encoderRate, times: S))
    MatrixBlocks.combine(
      noise + start, moments.encoderNoise, weights: variances + start, (E, PE, PE, R, R),
      tables.encoderTerms, plain: 1, weighted: 4, count: at.triangle, matrices: count, into: out)
  }

  /// (spectral-R) `−f_b λ_b τ_W τ_V J / B − τ_W (K R_b − λ_b E_b) − τ_V (λ_b (R_b P − Q_b) + λ_w R_b)`.
  private func mixedRates(
    _ S: UnsafePointer<Scalar>, _ start: Int, _ count: Int, into out: UnsafeMutablePointer<Scalar>
  ) {
    let (KR, R) = (Term(-decoderRate, times: KX), Term(-encoderRate * weightDecay, times: S))
    let (E, Q) = (Term(decoderRate, times: S), Term(encoderRate, times: S))
    let RP = Term(-encoderRate, times: PX)
    MatrixBlocks.combine(
      noise + start, moments.mixedNoise, weights: variances + start, (KR, R, E, RP, Q),
      tables.mixedTerms, plain: 2, weighted: 3, count: at.latents * at.latents, matrices: count,
      into: out)
  }
}
