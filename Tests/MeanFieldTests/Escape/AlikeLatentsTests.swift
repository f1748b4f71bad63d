import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

/// (alike): latents that start alike are followed in one or two latents for each class of them.
@Suite("Escape of latents that start alike")
struct AlikeLatentsTests {
  /// Classes of latents with these overlaps, and decoders and encoders with a part of their own outside
  /// of the factors.
  private func start(_ overlaps: [[Double]], counts: [Int], norm: Double) -> OrderParameters {
    let rows = zip(overlaps, counts).flatMap { Array(repeating: $0, count: $1) }
    let m = Matrix(rows) ?? Matrix(rows: 0, columns: 0)
    let inner = m * m.transposed
    var Q = inner
    for k in rows.indices { Q[k, k] += norm }
    return OrderParameters(
      m: m, d: m, Q: Q, E: Q, R: inner, D: Array(repeating: 1, count: rows.count))
  }

  private func problem(
    latents: Int, rates: LearningRates = .limit, variance: VarianceParametrization = .direct
  ) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [1, 0.6], noise: 0.5), latents: latents,
      training: Training(rates: rates, weightDecay: 0.01, beta: .constant(0.6), variance: variance))
  }

  /// A state with like latents made equal again: followed with all coordinates they part by rounding.
  private func equalized(_ state: OrderParameters, _ classes: [[Int]]) -> OrderParameters {
    var result = state
    for a in classes {
      for k in a {
        for s in 0..<state.factors {
          (result.m[k, s], result.d[k, s]) = (state.m[a[0], s], state.d[a[0], s])
        }
        result.D[k] = state.D[a[0]]
        for b in classes {
          for l in b {
            let (i, j) = k == l ? (a[0], a[0]) : (a[0], a == b ? a[1] : b[0])
            result.Q[k, l] = state.Q[i, j]
            result.E[k, l] = state.E[i, j]
            result.R[k, l] = state.R[i, j]
          }
        }
      }
    }
    return result
  }

  /// The oracle is the flow with all its coordinates, which knows nothing of classes.
  @Test(
    "classes of unequal size find what the whole flow finds",
    arguments: [
      (LearningRates.limit, VarianceParametrization.direct), (.uniform(0.1), .direct),
      (.uniform(0.1), .log),
    ])
  func unequalClasses(rates: LearningRates, variance: VarianceParametrization) throws {
    let problem = problem(latents: 9, rates: rates, variance: variance)
    let classes = [[0, 1, 2, 3, 4], [5], [6, 7, 8]]
    let start = start(
      [[0.02, -0.01], [0.01, 0.03], [-0.005, 0.02]], counts: [5, 1, 3], norm: 0.2)
    let escape = try EscapeProblem(problem).escapes(from: start)
    #expect(escape.alike == [classes[0], classes[2]])
    let flow = try OrderParameterFlow(
      problem, integrator: Integrator(tolerance: Tolerance(relative: 1e-12)))
    let stretch = rates == .limit ? 5.0 : 50
    for factor in escape.factors {
      let time = try #require(factor.time)
      func square(_ state: OrderParameters) -> Double {
        (0..<9).reduce(0) { $0 + state.m[$1, factor.factor] * state.m[$1, factor.factor] }
      }
      var (state, here, found) = (start, 0.0, 0.0)
      for _ in 0..<40 {
        let within = min(max(time - here, 0), stretch)
        let states = try flow.trajectory(from: state, at: [within, stretch])
        if time >= here && time < here + stretch { found = square(states[0]) }
        (state, here) = (equalized(states[1], classes), here + stretch)
      }
      #expect(abs(found / square(state) - 0.5) < 1e-4, "\(factor), \(found), \(square(state))")
    }
  }

  @Test("two hundred like latents take no longer than the two that stand for them")
  func twoHundred() throws {
    func time(_ latents: Int, overlap: Double) throws -> Double {
      let start = start([[overlap, 0.3 * overlap]], counts: [latents], norm: 0.3)
      let escape = try EscapeProblem(problem(latents: latents)).escapes(from: start)
      #expect(escape.alike == [Array(0..<latents)])
      #expect(escape.factors[1].obstacle == .latentsAlike)
      return try #require(escape.factors[0].time)
    }
    // The sum of n like latents over √n overlaps √n times as much as one of them.
    let growth = try EscapeProblem(problem(latents: 1)).growthRate
    let (few, many) = (try time(200, overlap: 1e-12), try time(200, overlap: 1e-11))
    #expect(abs((few - many) * growth / Double.log(10) - 1) < 1e-3)
    #expect(abs((try time(50, overlap: 2e-12)) / few - 1) < 0.02)
  }
}
