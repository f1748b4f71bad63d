import NumericKit

/// How fast one element of the matrices moves in every group: the loops over groups that the kernel of the
/// spectral flow spends its time in.
///
/// Functions of their own and not in line, since the compiler vectorises a loop over a few pointers only.
struct SpectralGroups<Scalar: FieldScalar> {
  let count: Int
  /// `λ_b`, and `f_b λ_b / B`.
  let variances, noise: UnsafePointer<Double>
  let decoderRate, encoderRate, weightDecay: Double

  /// (spectral-Q) of an element from `K Q_b`, its mirror image, `R_b` and that of it, and `A`.
  @inline(never)
  func decoderRates(
    _ KQ: UnsafePointer<Scalar>, _ QK: UnsafePointer<Scalar>, _ R: UnsafePointer<Scalar>,
    _ mirrored: UnsafePointer<Scalar>, noise A: Scalar, into out: UnsafeMutablePointer<Scalar>
  ) {
    let A = (decoderRate * decoderRate) * A
    for b in 0..<count {
      let S = KQ[b] + QK[b] - variances[b] * (R[b] + mirrored[b])
      out[b] = noise[b] * A - decoderRate * S
    }
  }

  /// (spectral-E) of an element from `P E_b`, its mirror image, `R_b` and that of it, `E_b` and `H`.
  @inline(never)
  func encoderRates(
    _ PE: UnsafePointer<Scalar>, _ EP: UnsafePointer<Scalar>, _ R: UnsafePointer<Scalar>,
    _ mirrored: UnsafePointer<Scalar>, _ E: UnsafePointer<Scalar>, noise H: Scalar,
    into out: UnsafeMutablePointer<Scalar>
  ) {
    let H = (encoderRate * encoderRate) * H
    let decay = 2 * weightDecay
    for b in 0..<count {
      let Z = variances[b] * (PE[b] + EP[b] - (R[b] + mirrored[b]))
      out[b] = noise[b] * H - encoderRate * (Z + decay * E[b])
    }
  }

  /// (spectral-R) of an element from `K R_b`, `E_b`, `R_b P`, `Q_b`, `R_b` and `J`.
  @inline(never)
  func mixedRates(
    _ KR: UnsafePointer<Scalar>, _ E: UnsafePointer<Scalar>, _ RP: UnsafePointer<Scalar>,
    _ Q: UnsafePointer<Scalar>, _ R: UnsafePointer<Scalar>, noise J: Scalar,
    into out: UnsafeMutablePointer<Scalar>
  ) {
    let J = (decoderRate * encoderRate) * J
    for b in 0..<count {
      let decoder = KR[b] - variances[b] * E[b]
      let encoder = variances[b] * (RP[b] - Q[b]) + weightDecay * R[b]
      out[b] = -(decoderRate * decoder + encoderRate * encoder + noise[b] * J)
    }
  }
}
