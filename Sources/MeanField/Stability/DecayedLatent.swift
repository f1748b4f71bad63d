import NumericKit
import RealModule

/// A latent by itself on one eigenvalue `Λ` under weight decay, in the small-rate limit, (decayed).
package struct DecayedLatent: Sendable, Hashable {
  /// `Λ`.
  package let eigenvalue: Double
  /// `Q`, 0 if it is collapsed.
  package let decoderNorm: Double
  private let beta, weightDecay: Double

  init(eigenvalue: Double, beta: Double, weightDecay: Double, decoderNorm: Double) {
    (self.eigenvalue, self.beta) = (eigenvalue, beta)
    (self.weightDecay, self.decoderNorm) = (weightDecay, decoderNorm)
  }

  /// The state of the smallest loss `½E(x − x̂)² + β KL + ½λ(w² + v²)`.
  ///
  /// - Parameters:
  ///   - Λ: The eigenvalue, `≥ 0`.
  ///   - beta: `β > 0`, of a decoder of variance 1; of another `βσ²`.
  ///   - weightDecay: `λ ≥ 0`; of another `λσ²`.
  package init(optimumOn Λ: Double, beta: Double, weightDecay: Double) {
    let norms = [0] + Self.norms(eigenvalue: Λ, beta: beta, weightDecay: weightDecay)
    let states = norms.map {
      Self(eigenvalue: Λ, beta: beta, weightDecay: weightDecay, decoderNorm: $0)
    }
    self = states.dropFirst().reduce(states[0]) { $1.loss < $0.loss ? $1 : $0 }
  }

  /// `Q > 0` of all states at rest: `Λ − β` without weight decay, (learned), else `P − β` for the roots `P > β`
  /// of the cubic.
  static func norms(eigenvalue Λ: Double, beta: Double, weightDecay λ: Double) -> [Double] {
    guard λ > 0 else { return Λ > beta ? [Λ - beta] : [] }
    let roots = Polynomial.realRoots(
      ofCubic: (
        λ * Λ * Λ, beta * Λ * Λ + 2 * λ * λ * Λ,
        λ * λ * λ + 2 * beta * λ * Λ - λ * Λ * Λ - beta * Λ * Λ * Λ, beta * λ * λ
      ))
    return roots.map { $0 - beta }.filter { $0 > 0 }
  }

  /// `v/w`.
  private var ratio: Double {
    decoderNorm > 0 ? eigenvalue / ((decoderNorm + beta) * eigenvalue + weightDecay) : 0
  }

  /// `D`.
  package var variance: Double { beta / (decoderNorm + beta) }

  /// `Λv²`, the variance of the code's mean.
  package var meanVariance: Double { eigenvalue * ratio * ratio * decoderNorm }

  /// Its KL divergence in nats; 0 if it is collapsed.
  package var kl: Double { max(0, 0.5 * (meanVariance + variance - 1 - .log(variance))) }

  /// What is left of the direction's variance, `Λ − 2Λwv + w²(Λv² + D)`.
  package var distortion: Double {
    eigenvalue - 2 * eigenvalue * ratio * decoderNorm + decoderNorm * (meanVariance + variance)
  }

  private var loss: Double {
    0.5 * distortion + beta * kl + 0.5 * weightDecay * decoderNorm * (1 + ratio * ratio)
  }
}
