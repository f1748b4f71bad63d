import LinearVAE
import RealModule

/// The rest states of one latent at finite rates as the zeros of a function of `Q` alone, (rest).
///
/// With `P = Q + β`, `D = β/P` and `m = (P + λ/Λ)d`, the stationary (flow-m), (flow-Q) and (flow-E)
/// give `A`, `C` and `d²` one after the other; what (flow-R) leaves over must vanish. At finite rates
/// there can be several zeros, which the closed forms of the small-rate limit do not show. They only
/// serve as starts for Newton's method on the flow itself.
struct RestEquation {
  /// `ρ` of the latent's factor; `nil` for a direction of noise.
  let signal: Double?
  let noise: Double
  let beta: Double
  let weightDecay: Double
  let decoderRate: Double
  let encoderRate: Double
  /// `η/B`.
  let fluctuation: Double

  init(_ problem: LearningProblem, beta: Double, signal: Double?) {
    let training = problem.training
    self.signal = signal
    self.beta = beta
    noise = problem.data.noise
    weightDecay = training.weightDecay
    decoderRate = training.rates.decoder
    encoderRate = training.rates.encoder
    fluctuation = noise / Double(training.batch)
  }

  /// The states at which the function changes its sign, by ascending `Q`.
  ///
  /// - Parameter scale: A `Q` of ordinary size; the search goes from far below to far above it.
  /// - Returns: Approximate states; some may be poles of the function.
  func candidates(scale: Double) -> [LatentState] {
    var found: [LatentState] = []
    var (before, valueBefore) = (0.0, Double.nan)
    for index in 0...Self.samples {
      let share = Double(index) / Double(Self.samples)
      let Q = scale * Double.exp(Self.decades.lowerBound + Self.span * share)
      let value = state(decoderNorm: Q).excess
      if (value > 0) != (valueBefore > 0), value.isFinite, valueBefore.isFinite {
        found.append(refined(before, Q, isRising: value > 0))
      }
      (before, valueBefore) = (Q, value)
    }
    return found
  }

  /// Sampled decoder norms, and the logarithms of the smallest and the largest in units of the scale.
  private static let samples = 240
  private static let decades = -22.0...7.0
  private static var span: Double { decades.upperBound - decades.lowerBound }

  /// The state between two norms where the function changes its sign, by bisection.
  private func refined(_ low: Double, _ high: Double, isRising: Bool) -> LatentState {
    var (low, high) = (low, high)
    for _ in 0..<30 {
      let middle = (low * high).squareRoot()
      if (state(decoderNorm: middle).excess > 0) == isRising { high = middle } else { low = middle }
    }
    return state(decoderNorm: (low * high).squareRoot()).state
  }

  /// The state with this `Q` that fulfils all equations but (flow-R), and what that leaves over.
  private func state(decoderNorm Q: Double) -> (state: LatentState, excess: Double) {
    if let signal { return onFactor(signal, Q) }
    return onNoise(Q)
  }

  private func onFactor(_ ρ: Double, _ Q: Double) -> (state: LatentState, excess: Double) {
    let (η, λ, Λ) = (noise, weightDecay, ρ + noise)
    let P = Q + beta
    let D = beta / P
    let κ = P + λ / Λ
    let K = Λ / κ
    let A = K - D - λ
    let C = K * Q - 0.5 * fluctuation * decoderRate * A
    let second = fluctuation * encoderRate
    let numerator =
      2 * (P * A - C) + 2 * λ * A / η - second * (P * P * A - 2 * P * C + η * Q)
    let square = numerator / (2 * λ * ρ / η + second * ρ * κ * κ)
    let d = max(0, square).squareRoot()
    let (E, R) = ((A - ρ * square) / η, (C - ρ * κ * square) / η)
    let G = ρ * κ * κ * square + η * Q
    let state = LatentState(m: κ * d, d: d, Q: Q, E: E, R: R, D: D)
    return (state, excess(K: K, A: A, C: C, G: G, P: P, R: R))
  }

  private func onNoise(_ Q: Double) -> (state: LatentState, excess: Double) {
    let (η, λ) = (noise, weightDecay)
    let P = Q + beta
    let D = beta / P
    // R = r₀ + r₁E from (flow-Q), which makes (flow-E) linear in E.
    let r0 = (D + λ) * Q / η
    let r1 = Q - 0.5 * fluctuation * decoderRate
    let second = fluctuation * encoderRate
    let slope = -2 * (P * η - η * r1 + λ) + second * η * (P * P - 2 * P * r1)
    let constant = 2 * η * r0 + second * η * (Q - 2 * P * r0)
    let E = -constant / slope
    let R = r0 + r1 * E
    let state = LatentState(Q: Q, E: E, R: R, D: D)
    return (state, excess(K: η * E + D + λ, A: η * E, C: η * R, G: η * Q, P: P, R: R))
  }

  /// The right-hand side of (flow-R).
  private func excess(
    K: Double, A: Double, C: Double, G: Double, P: Double, R: Double
  ) -> Double {
    let drift = decoderRate * (K * R - A) + encoderRate * (C * P - G + weightDecay * R)
    return -drift - fluctuation * decoderRate * encoderRate * (A * P - C)
  }
}
