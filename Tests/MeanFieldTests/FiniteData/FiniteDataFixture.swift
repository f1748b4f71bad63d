import LinearVAE
import TestSupport
import Testing

/// The optimum and the course of training on few samples from an implementation independent of this
/// package: closed forms, and 400 quadrature nodes integrated by SciPy's DOP853.
struct FiniteDataFixture: Decodable, Sendable {
  let optimum: [Optimum]
  let flow: [Course]

  struct Optimum: Decodable, Sendable, CustomTestStringConvertible {
    let rho, eta, alpha, beta, sample_eigenvalue, cosine2, Q, m, error: Double
    let best_beta: Double?
    var testDescription: String { "ρ = \(rho), η = \(eta), α = \(alpha), β = \(beta)" }
  }

  struct Course: Decodable, Sendable, CustomTestStringConvertible {
    let rho, eta, beta, alpha, m0, q0: Double
    let times: [Double]
    let states: [State]
    var testDescription: String { "ρ = \(rho), η = \(eta), α = \(alpha), β = \(beta)" }
  }

  struct State: Decodable, Sendable {
    let m, d, Q, E, R, D, error: Double
  }

  static let values: FiniteDataFixture = fixture("finite_data")
}
