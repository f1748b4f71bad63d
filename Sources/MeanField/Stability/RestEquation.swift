import LinearVAE
import NumericKit
import RealModule

/// The rest states of one latent at finite rates as the zeros of a function of `Q` alone, (rest).
///
/// With `P = Q + β`, `D = β/P` and `m = (P + λ/Λ)d`, the stationary (flow-m), (flow-Q) and (flow-E)
/// give `A`, `C` and `d²` one after the other; what (flow-R) leaves over must vanish. At finite rates
/// there can be several zeros, which the closed forms of the small-rate limit do not show. They only
/// serve as starts for Newton's method on the flow itself.
struct RestEquation {
  /// `ρ` of the latent's factor; `nil` for a direction of noise.
  private let signal: Double?
  private let noise, beta, weightDecay, decoderRate, encoderRate: Double
  /// `η/B`.
  private let fluctuation: Double

  init(_ problem: LearningProblem, beta: Double, signal: Double?) {
    let training = problem.training
    self.signal = signal
    self.beta = beta
    noise = problem.data.noise
    weightDecay = training.weightDecay
    decoderRate = training.rates.values.decoder
    encoderRate = training.rates.values.encoder
    fluctuation = noise / Double(training.batch)
  }

  /// The rest states in approximation, by ascending `Q`: the zeros of the function.
  ///
  /// The function has no poles. Zeros between neighbouring norms of the search come to light where it
  /// changes its sign, two at once where its magnitude has a minimum at which it does. The search goes from
  /// far below to far above `scale`, a `Q` of ordinary size; the states have ten digits.
  func candidates(scale: Double) -> [LatentState] {
    var zeros: [Double] = []
    var (first, second) = (Sample(Q: 0, excess: .nan), Sample(Q: 0, excess: .nan))
    for norms in Self.norms {
      let excess = balance(decoderNorm: scale * norms).excess
      for lane in 0..<Lanes.laneCount {
        let third = Sample(Q: scale * norms[lane], excess: excess[lane])
        if second.isAcrossZero(from: third) {
          zeros.append(zero(between: second, third))
        } else if second.isNearZero(between: first, third),
          let inside = sampleAcrossZero(between: first, third)
        {
          zeros += [zero(between: first, inside), zero(between: inside, third)]
        }
        (first, second) = (second, third)
      }
    }
    return zeros.compactMap(state)
  }

  private typealias Lanes = SIMD8<Double>

  private struct Sample {
    var Q: Double
    var excess: Double

    func isAcrossZero(from other: Sample) -> Bool {
      (excess > 0) != (other.excess > 0) && excess.isFinite && other.excess.isFinite
    }

    func isNearZero(between one: Sample, _ other: Sample) -> Bool {
      abs(excess) < abs(one.excess) && abs(excess) <= abs(other.excess) && !isAcrossZero(from: one)
    }
  }

  /// The ratio of neighbouring norms in the search.
  static let spacing = Double.exp(0.12)
  /// The norms of the search in units of the scale: from `e^−22` to `e^7.6`.
  private static let norms = (0..<31).map { block in
    Lanes(lanes: { lane in Double.exp(-22 + 0.12 * Double(Lanes.laneCount * block + lane)) })
  }

  private func sample(_ Q: Double) -> Sample {
    Sample(Q: Q, excess: balance(decoderNorm: Q).excess)
  }

  /// The norm between two others at which the function vanishes, by bisection.
  private func zero(between one: Sample, _ other: Sample) -> Double {
    var (low, high) = (one, other)
    for _ in 0..<32 {
      let middle = sample((low.Q * high.Q).squareRoot())
      if middle.isAcrossZero(from: low) { high = middle } else { low = middle }
    }
    return (low.Q * high.Q).squareRoot()
  }

  /// A norm between two others at which the function has the other sign, by a search for the minimum
  /// of its magnitude by golden sections.
  private func sampleAcrossZero(between one: Sample, _ other: Sample) -> Sample? {
    let section = 0.5 * (5.0.squareRoot() - 1)
    var (low, high) = (one.Q, other.Q)
    var (left, right) = (
      sample(high - section * (high - low)), sample(low + section * (high - low))
    )
    for _ in 0..<40 {
      for inside in [left, right] where inside.isAcrossZero(from: one) { return inside }
      if abs(left.excess) < abs(right.excess) {
        (high, right) = (right.Q, left)
        left = sample(high - section * (high - low))
      } else {
        (low, left) = (left.Q, right)
        right = sample(low + section * (high - low))
      }
    }
    return nil
  }

  /// The state with this norm; `nil` if no overlap with the factor belongs to it.
  private func state(decoderNorm Q: Double) -> LatentState? {
    let balance = balance(decoderNorm: Q)
    guard signal == nil || balance.square > 0 else { return nil }
    let d = balance.square.squareRoot()
    return LatentState(
      m: balance.ratio * d, d: d, Q: Q, E: balance.E, R: balance.R, D: beta / (Q + beta))
  }

  /// What follows for one `Q` from all equations but (flow-R), and what that leaves over.
  private struct Balance<Scalar: FieldScalar> {
    /// `d²`; negative where no overlap fulfils the equations.
    var square: Scalar
    /// `m/d`.
    var ratio: Scalar
    var E: Scalar
    var R: Scalar
    /// What (flow-R) leaves over, times what would make it infinite.
    var excess: Scalar
  }

  private func balance<Scalar: FieldScalar>(decoderNorm Q: Scalar) -> Balance<Scalar> {
    if let signal { return onFactor(signal, Q) }
    return onNoise(Q)
  }

  private func onFactor<Scalar: FieldScalar>(_ ρ: Double, _ Q: Scalar) -> Balance<Scalar> {
    let (η, λ, Λ) = (noise, weightDecay, ρ + noise)
    let P = Q + Scalar(constant: beta)
    let D = Scalar(constant: beta) / P
    let κ = P + Scalar(constant: λ / Λ)
    let K = Scalar(constant: Λ) / κ
    let A = K - D - Scalar(constant: λ)
    let C = K * Q - (0.5 * fluctuation * decoderRate) * A
    let second = fluctuation * encoderRate
    let noisy = P * (P * A - 2 * C) + η * Q
    let numerator = 2 * (P * A - C) + (2 * λ / η) * A - second * noisy
    let square = numerator / (Scalar(constant: 2 * λ * ρ / η) + (second * ρ) * (κ * κ))
    let (E, R) = ((1 / η) * (A - ρ * square), (1 / η) * (C - ρ * (κ * square)))
    let G = ρ * (κ * κ * square) + η * Q
    return Balance(
      square: square, ratio: κ, E: E, R: R, excess: excess(K: K, A: A, C: C, G: G, P: P, R: R))
  }

  private func onNoise<Scalar: FieldScalar>(_ Q: Scalar) -> Balance<Scalar> {
    let (η, λ) = (noise, weightDecay)
    let P = Q + Scalar(constant: beta)
    let D = Scalar(constant: beta) / P + Scalar(constant: λ)
    // R = r₀ + r₁E from (flow-Q), which makes (flow-E) linear in E.
    let r0 = (1 / η) * (D * Q)
    let r1 = Q - Scalar(constant: 0.5 * fluctuation * decoderRate)
    let second = fluctuation * encoderRate
    let slope =
      2 * (η * r1 - η * P - Scalar(constant: λ)) + (second * η) * (P * (P - 2 * r1))
    let constant = (2 * η) * r0 + (second * η) * (Q - 2 * (P * r0))
    let E = -(constant / slope)
    let R = r0 + r1 * E
    let excess = excess(K: η * E + D, A: η * E, C: η * R, G: η * Q, P: P, R: R)
    return Balance(
      square: Scalar(constant: 0), ratio: Scalar(constant: 0), E: E, R: R, excess: slope * excess)
  }

  /// The right-hand side of (flow-R).
  private func excess<Scalar: FieldScalar>(
    K: Scalar, A: Scalar, C: Scalar, G: Scalar, P: Scalar, R: Scalar
  ) -> Scalar {
    let drift = decoderRate * (K * R - A) + encoderRate * (C * P - G + weightDecay * R)
    return -(drift + (fluctuation * decoderRate * encoderRate) * (A * P - C))
  }
}
