import ComplexModule
import LinearVAE
import MeanField
import NumericKit
import RealModule

extension AuditClaim {
  static let annealingClaims = [
    sameFixedPoint, largestEigenvalue, halfOfVariance, plateauRange, slowBound,
  ]

  static let sameFixedPoint = AuditClaim(
    "annealing-fixed-point", .annealing, at: "Theorem 5.4",
    "Annealing changes how fast the fixed point is reached, not which.",
    how: "flows from one state under constant β, tanh, linear and cosine schedules to τt = 400",
    measuring: "largest difference of an order parameter", bound: 1e-6
  ) { _ in
    let start = OrderParameters.single(m: 0.1, d: 0.1, Q: 1, E: 1)
    let ends = try [
      BetaSchedule.constant(1), .tanh(rate: 0.1), .tanh(rate: 0.3), .linear(rate: 0.15),
      .cosine(duration: 8),
    ].map { try LearningProblem.oneFactor(under: $0).state(at: 400, from: start).allNumbers }
    return ends.flatMap { end in zip(end, ends[0]).map { abs($0 - $1) } }
  }

  static let largestEigenvalue = AuditClaim(
    "largest-eigenvalue", .annealing, at: "Theorem 5.4, Eq. 71",
    "At ρ = 2 − ν, η = ν, β = 1 the largest real part of an eigenvalue at the learned state is "
      + "J_max = τ(√5 − 3)/2 for middle ν, and outside τ[−(2ν+1) + √(1 − 4ν(1−2ν))].",
    how: "Jacobian at 200 ν from 0.01 to 1.99",
    correction: Correction(printed: "√(1 − 4ν(1−4ν))", right: "√(1 − 4ν(1−2ν))"),
    measuring: "largest difference of J_max/τ", bound: 1e-6
  ) { context in
    let count = context.choose(200, quick: 50)
    return try (0..<count).map { step in
      let ν = 0.01 + 1.98 * Double(step) / Double(count - 1)
      let measured = try learnedGrowthRate(ν)
      let isMiddle = ν >= plateauEnds.0 && ν <= plateauEnds.1
      func error(_ inner: Double) -> Double {
        let outside = -(2 * ν + 1) + (1 - 4 * ν * (1 - inner * ν)).squareRoot()
        return abs((isMiddle ? plateau : outside) - measured)
      }
      return Forms(right: error(2), printed: error(4))
    }
  }

  static let halfOfVariance = AuditClaim(
    "variance-half", .annealing, at: "Theorem 5.4 with Eqs. 23, 38, 64",
    "The flow of D and J_max = τ(√5 − 3)/2 for middle ν belong together.",
    how: "Jacobian at several ν, with D at its own rate and at twice that, at τ = 10⁻⁷",
    correction: Correction(
      printed: "τ_D (β/D − (Q + β))", right: "(τ_D/2)(β/D − (Q + β)), without which it is −0.438 τ"),
    measuring: "largest difference of J_max/τ from (√5 − 3)/2", bound: 1e-5
  ) { _ in
    try [0.3, 0.5, 1, 1.3].map { ν in
      func difference(variance: Double) throws -> Double {
        let τ = 1e-7
        let problem = LearningProblem(
          data: SpikedData(signals: [2 - ν], noise: ν), latents: 1,
          training: Training(
            rates: .finite(decoder: τ, encoder: τ, variance: variance * τ), beta: .constant(1)))
        return abs(try problem.growthRate(at: [.factor(0)]) / τ - plateau)
      }
      return Forms(right: try difference(variance: 1), printed: try difference(variance: 2))
    }
  }

  static let plateauRange = AuditClaim(
    "plateau-range", .annealing, at: "Theorem 5.4",
    "J_max/τ is constant for (1 − 2√2 + √5)/4 ≤ ν ≤ (1 + 2√2 + √5)/4.",
    how: "ends of the range in which the measured J_max is constant, by bisection on the Jacobian",
    correction: Correction(
      printed: "both ends times τ (here τ = 0.01)", right: "no τ: ν = 0.102 and 1.516"),
    measuring: "largest error of an end", bound: 1e-5
  ) { _ in
    try [(0.5, 0.02, plateauEnds.0), (1, 1.98, plateauEnds.1)].map { inner, outer, end in
      var (inside, outside) = (inner, outer)
      for _ in 0..<40 {
        let middle = 0.5 * (inside + outside)
        let isConstant = abs(try learnedGrowthRate(middle) - plateau) < 1e-7
        if isConstant { inside = middle } else { outside = middle }
      }
      return Forms(right: abs(inside - end), printed: abs(inside - 0.01 * end))
    }
  }

  static let slowBound = AuditClaim(
    "slow-bound", .annealing, at: "Theorem 5.4",
    "Under β = tanh(γt) the state approaches the learned one at the rate min(2γ, −J_max) in the "
      + "end: annealing slows it down iff γ < −J_max/2.",
    how:
      "flows at 0.6 and 1.6 times the bound, several ν: decay of the distance from the fixed point",
    measuring: "largest relative error of the rate", bound: 0.02
  ) { context in
    let shares = context.choose([0.05, 0.3, 0.5, 0.7, 1, 1.3, 1.8], quick: [0.5, 1])
    return try shares.flatMap { ν -> [Double] in
      let spectrum = ClosedFormSpectrum(signal: 2 - ν, noise: ν, beta: 1)
      let gap = -spectrum.learnedGrowthRate
      // Away from resonances, where two rates nearly agree.
      let others = spectrum.learned.map { -$0.real }.filter { $0 > 1.001 * gap }
      guard others.allSatisfy({ $0 > 1.3 * gap }) else { return [] }
      return try [0.6, 1.6].map { factor in
        let γ = factor * gap / 2
        let problem = LearningProblem.oneFactor(signal: 2 - ν, noise: ν, under: .tanh(rate: γ))
        let flow = try OrderParameterFlow(
          problem, integrator: Integrator(tolerance: Tolerance(relative: 1e-13)))
        let start = OrderParameters.single(m: 0.5, d: 0.3, Q: 0.7, E: 0.4, R: 0.2, D: 0.8)
        let rest = flow.layout.coordinates(of: try problem.attractor() ?? start)
        let slowest = min(2 * γ, gap)
        let times = [14 / slowest, 18 / slowest]
        let distances = try flow.trajectory(from: start, at: times).map { state in
          zip(flow.layout.coordinates(of: state), rest).map(-).norm
        }
        let rate = Double.log(distances[0] / distances[1]) / (times[1] - times[0])
        return abs(rate / slowest - 1)
      }
    }
  }

  /// `(√5 − 3)/2`.
  private static let plateau = (5.0.squareRoot() - 3) / 2

  /// `(1 ∓ 2√2 + √5)/4`.
  private static let plateauEnds = (
    (1 - 8.0.squareRoot() + 5.0.squareRoot()) / 4, (1 + 8.0.squareRoot() + 5.0.squareRoot()) / 4
  )

  /// The largest real part at the learned state of `ρ = 2 − ν`, `η = ν`, `β = 1`, measured.
  private static func learnedGrowthRate(_ ν: Double) throws -> Double {
    try LearningProblem.oneFactor(signal: 2 - ν, noise: ν, beta: 1).growthRate(at: [.factor(0)])
  }
}
