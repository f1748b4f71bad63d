import FiniteSize
import LinearVAE
import NumericKit
import TestSupport
import Testing

/// Moments of thousands of runs of brute-force SGD, from an implementation independent of this
/// package: Numba loops over `N`-vectors.
struct MomentsFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let problem: ProblemFixture
  let runs: Int
  let mean: OrderParameters
  let standard_deviation: OrderParameters
  let quantiles: [String: OrderParameters]

  var testDescription: String { name }

  static let all: [MomentsFixture] = fixture("sgd_moments")
}

extension OrderParameters {
  /// Every number of the state, symmetric matrices in full.
  var numbers: [Double] {
    m.elements + d.elements + Q.elements + E.elements + R.elements + D
  }

  /// Names of the numbers, counted from 1.
  var names: [String] {
    func block(_ name: String, _ columns: Int) -> [String] {
      (1...latents).flatMap { k in (1...max(columns, 1)).map { "\(name)\(k)\($0)" } }
    }
    return block("m", factors) + block("d", factors) + block("Q", latents) + block("E", latents)
      + block("R", latents) + (1...latents).map { "D\($0)" }
  }
}

/// Problems that differ in every size and parameter that the dynamics has.
struct Case: Sendable, CustomTestStringConvertible {
  let name: String
  let problem: LearningProblem

  var testDescription: String { name }

  init(
    _ name: String, latents: Int, data: SpikedData, rates: LearningRates, batch: Int = 1,
    weightDecay: Double = 0, beta: BetaSchedule = .constant(0.6),
    variance: VarianceParametrization = .direct
  ) {
    self.name = name
    problem = LearningProblem(
      data: data, latents: latents,
      training: Training(
        rates: rates, weightDecay: weightDecay, batch: batch, beta: beta, variance: variance))
  }

  static let one = SpikedData(signals: [1.2], noise: 0.6)
  static let oblique = SpikedData(
    signals: [1.5, 0.7], noise: 0.5, overlap: [[1, 0.4], [0.4, 1]])
  static let unequal = LearningRates.finite(decoder: 0.5, encoder: 0.3, variance: 0.4)

  static let all = [
    Case("M=1 M*=1", latents: 1, data: one, rates: .uniform(0.5)),
    Case("M=1 M*=1 log", latents: 1, data: one, rates: unequal, variance: .log),
    Case("M=1 M*=1 B=4", latents: 1, data: one, rates: unequal, batch: 4, weightDecay: 0.2),
    Case("M=1 M*=2", latents: 1, data: oblique, rates: unequal, weightDecay: 0.1),
    Case("M=2 M*=1", latents: 2, data: one, rates: unequal, weightDecay: 0.1),
    Case("M=2 M*=1 tanh", latents: 2, data: one, rates: unequal, beta: .tanh(rate: 2, max: 1.5)),
    Case("M=2 M*=2 B=4", latents: 2, data: oblique, rates: unequal, batch: 4, weightDecay: 0.3),
    Case("M=3 M*=1", latents: 3, data: one, rates: .uniform(0.4)),
    Case("M=3 M*=2", latents: 3, data: oblique, rates: unequal, weightDecay: 0.1),
    Case(
      "M=3 M*=2 B=4 log", latents: 3, data: oblique, rates: unequal, batch: 4, weightDecay: 0.1,
      variance: .log),
    Case("M=2 M*=2 B=7", latents: 2, data: oblique, rates: unequal, batch: 7, weightDecay: 0.3),
  ]

  /// A realisable state: the overlaps of random vectors.
  func start(seed: UInt64 = 5, spread: Double = 0.7) throws -> OrderParameters {
    var state = try OrderParameters.random(
      latents: problem.latents, data: problem.data, dimension: 14, seed: seed)
    state.m = spread * state.m
    state.d = spread * state.d
    state.Q = spread * spread * state.Q
    state.E = spread * spread * state.E
    state.R = spread * spread * state.R
    state.D = (0..<problem.latents).map { 1 - 0.15 * Double($0) }
    return state
  }
}
