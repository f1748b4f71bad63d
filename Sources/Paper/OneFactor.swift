import LinearVAE
import MeanField
import NumericKit

/// Data with one factor, without weight decay: what the paper's figures and most of its claims are about.
extension LearningProblem {
  /// Under a schedule, in the small-rate limit unless a rate is given.
  static func oneFactor(
    signal: Double = 1, noise: Double = 1, latents: Int = 1, rate: Double? = nil,
    under schedule: BetaSchedule
  ) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [signal], noise: noise), latents: latents,
      training: Training(rates: rate.map { .uniform($0) } ?? .limit, beta: schedule))
  }

  /// At constant `β`.
  static func oneFactor(
    signal: Double = 1, noise: Double = 1, beta: Double, latents: Int = 1, rate: Double? = nil
  ) -> LearningProblem {
    oneFactor(signal: signal, noise: noise, latents: latents, rate: rate, under: .constant(beta))
  }

  /// The error that learning ends in at constant `β`, in the limit, by (learned), (collapse) and
  /// (overfit): `(√ρ − √(ρ + η − β))²` below the threshold `ρ + η`, `ρ` above, and `η − β` more where a
  /// latent too many encodes noise.
  var theoremError: Double {
    let (ρ, η, β) = (data.signals[0], data.noise, training.reference.beta(at: 0))
    guard β < ρ + η else { return ρ }
    let difference = ρ.squareRoot() - (ρ + η - β).squareRoot()
    return difference * difference + Double(latents - 1) * max(η - β, 0)
  }

  /// What attracts at constant `β` by the same theorems.
  var theoremKind: FixedPoint.Kind {
    let (ρ, η, β) = (data.signals[0], data.noise, training.reference.beta(at: 0))
    if β > ρ + η { return .collapsed }
    return β > η || latents == 1 ? .learned : .overfit
  }

  /// The largest real part of an eigenvalue of the flow's Jacobian at the fixed point with the given roles
  /// of the latents; not a number where there is none.
  func growthRate(at roles: [LatentRole]) throws -> Double {
    guard let point = try FixedPointAnalysis(self).fixedPoint(roles) else { return .nan }
    return try OrderParameterFlow(self).growthRate(at: point.state)
  }

  /// The state of the flow at one time.
  func state(at time: Double, from start: OrderParameters) throws -> OrderParameters {
    try OrderParameterFlow(self).trajectory(from: start, at: [time])[0]
  }

  /// The attracting fixed point, found on the flow by Newton's method.
  func attractor() throws -> OrderParameters? {
    try FixedPointAnalysis(self).attractors().first?.state
  }

  /// `ε_g` there; not a number where none attracts.
  func attractingError() throws -> Double {
    try attractor()?.generalizationError(data: data) ?? .nan
  }
}

extension OrderParameters {
  /// Latents that overlap with one factor and not with each other, with `D = 1`: `m` and `d` (as `m` unless
  /// given) of each latent, `Q = E = norm` and `R` of every latent with itself.
  static func oneFactor(
    m: [Double], d: [Double]? = nil, norm: Double, R: Double = 0
  ) -> OrderParameters {
    func column(_ values: [Double]) -> Matrix {
      Matrix(rows: m.count, columns: 1, elements: values)
    }
    let unit = Matrix.identity(m.count)
    return OrderParameters(
      m: column(m), d: column(d ?? m), Q: norm * unit, E: norm * unit, R: R * unit,
      D: m.map { _ in 1 })
  }
}
