import LinearVAE
import RealModule

/// The rates of one step of (sgd) at dimension `N`.
struct StepRates: Sendable {
  /// `τ_W/N`.
  let decoder: Double
  /// `τ_V/N`.
  let encoder: Double
  /// `τ_D/(2N)`.
  let variance: Double
  /// `λ`.
  let weightDecay: Double
  /// Whether `D` or `ln D` is trained.
  let parametrization: VarianceParametrization

  /// The rates of a training, or `nil` in the small-rate limit, which no simulation reaches.
  init?(_ training: Training, dimension: Int) {
    guard case .finite(let decoder, let encoder, let variance) = training.rates else { return nil }
    let N = Double(dimension)
    self.decoder = decoder / N
    self.encoder = encoder / N
    self.variance = 0.5 * variance / N
    weightDecay = training.weightDecay
    parametrization = training.variance
  }

  /// `D_k` after a step, by (sgd) or (sgd-log), from the values before it.
  @_transparent func variance(after D: Double, norm: Double, beta: Double) -> Double {
    switch parametrization {
    case .direct:
      return D - variance * (norm + beta - beta / D)
    case .log:
      return stepOfLogarithm(D, norm: norm, beta: beta)
    }
  }

  @inline(never) private func stepOfLogarithm(_ D: Double, norm: Double, beta: Double) -> Double {
    D * .exp(-variance * (D * (norm + beta) - beta))
  }
}
