import LinearVAE
import NumericKit
import RealModule

/// The expected negative log-likelihood of one column, (response-loss): of a natural parameter
/// `η ~ N(m, s²)` it is a function of `m`, `s` and the value `x`, without what no parameter changes.
enum Response: Sendable, Hashable {
  /// `(x + θ) E ln(1 + e^{η − shift}) − x m`: Bernoulli with `x + θ = 1` and no shift, the negative
  /// binomial with `shift = ln θ`.
  case softplus(dispersion: Double?)
  /// `E e^η − x m = e^{m + s²/2} − x m`.
  case exponential
  /// `E |x − η|`, a folded normal.
  case absolute

  /// `nil` for a decoder whose columns do not stand for themselves.
  init?(_ decoder: Likelihood) {
    switch decoder {
    case .bernoulli: self = .softplus(dispersion: nil)
    case .negativeBinomial(let θ): self = .softplus(dispersion: θ)
    case .poisson: self = .exponential
    case .laplace: self = .absolute
    case .gaussian, .gaussianLearned, .gaussianLearnedPerColumn, .multinomial: return nil
    }
  }

  /// The best constant natural parameter of a column, and the scale of its scores about it, `1/√S` times
  /// their slope.
  func constant(mean: Double, variance: Double) -> (parameter: Double, scale: Double) {
    switch self {
    case .softplus(nil):
      let p = min(max(mean, 1e-6), 1 - 1e-6)
      return (.log(p / (1 - p)), 1 / (p * (1 - p)).squareRoot())
    case .softplus(let θ?):
      let μ = max(mean, 1e-6)
      return (.log(μ), 1 / (μ + μ * μ / θ).squareRoot())
    case .exponential:
      let μ = max(mean, 1e-6)
      return (.log(μ), 1 / μ.squareRoot())
    case .absolute: return (mean, variance > 0 ? 1 / variance.squareRoot() : 0)
    }
  }
}
