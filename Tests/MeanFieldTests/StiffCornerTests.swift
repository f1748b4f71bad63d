import LinearVAE
import MeanField
import NumericKit
import Testing

/// A problem that makes the flow stiff, and the steps that it may cost.
private struct Corner: CustomTestStringConvertible {
  var signal = 1.0
  var beta: BetaSchedule
  var rates = LearningRates.limit
  var start = 0.1
  var norm = 1.0
  var maximumSteps = 800

  var testDescription: String { "ρ = \(signal), β \(beta), rates \(rates), from \(start)" }

  var problem: LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [signal], noise: 1), latents: 1,
      training: Training(rates: rates, beta: beta))
  }

  var initial: OrderParameters {
    OrderParameters(
      m: [[start]], d: [[start]], Q: [[norm]], E: [[norm]], R: [[0]], D: [1])
  }

  /// `t·τ` up to 60.
  var times: [Double] { [1, 2, 3, 6, 10, 60].map { rates == .limit ? $0 : $0 / 0.01 } }

  static let all: [Corner] =
    [1e-3, 1e-5, 1e-7, 1e-8, 1e-10, 1e-12].flatMap { beta in
      [
        Corner(beta: .constant(beta), maximumSteps: 320),
        Corner(beta: .constant(beta), start: 0.01, norm: 0.01, maximumSteps: 320),
      ]
    }
    + [1e-5, 1e-8].map { Corner(beta: .constant($0), rates: .uniform(0.01), maximumSteps: 350) }
    + [1, 1e-5, 1e-8, 1e-10].map { Corner(signal: 1e-4, beta: .constant($0), maximumSteps: 320) }
    + [1e-1, 1e-3, 1e-5, 1e-8].flatMap { rate in
      [
        Corner(beta: .tanh(rate: rate, max: 1)),
        Corner(beta: .tanh(rate: rate, max: 1), start: 0.01, norm: 0.01),
      ]
    }
    + [
      Corner(beta: .tanh(rate: 1e-5, max: 1), rates: .uniform(0.01)),
      Corner(beta: .linear(rate: 1e-3, min: 0, max: 1)),
    ]

  /// The state follows a curved slow manifold at rates up to 1e10 for long: steps are short.
  static let strongSignal: [Corner] = [
    Corner(signal: 1e6, beta: .constant(1), maximumSteps: 40_000),
    Corner(signal: 1e6, beta: .constant(1e-8), maximumSteps: 3000),
    Corner(signal: 1e6, beta: .constant(1e-10), maximumSteps: 3000),
    Corner(signal: 1e6, beta: .tanh(rate: 1e-5, max: 1), maximumSteps: 12_000),
  ]
}

@Suite("Stiff corners of the flow")
struct StiffCornerTests {
  @Test("are right and cheap", arguments: Corner.all)
  private func corner(_ corner: Corner) throws {
    try check(corner, against: Tolerance(relative: 1e-12, floor: 1e-3), varianceWithin: 1e-6)
  }

  @Test("are right and affordable where the signal is strong", arguments: Corner.strongSignal)
  private func strongSignal(_ corner: Corner) throws {
    try check(corner, against: Tolerance(relative: 1e-10), varianceWithin: 1e-5)
  }

  /// The variance must be right relative to itself, too: it is of the size of β.
  private func check(
    _ corner: Corner, against reference: Tolerance, varianceWithin bound: Double
  ) throws {
    let solution = try OrderParameterFlow(
      corner.problem,
      integrator: Integrator(
        tolerance: Tolerance(relative: OrderParameterFlow.defaultTolerance),
        limits: IntegrationLimits(maximumSteps: 100_000))
    ).solution(from: corner.initial, at: corner.times)
    let attempts = solution.statistics.steps + solution.statistics.rejected
    #expect(attempts <= corner.maximumSteps, "\(solution.statistics)")
    let accurate = try OrderParameterFlow(
      corner.problem, integrator: Integrator(tolerance: reference, method: .stiff)
    ).trajectory(from: corner.initial, at: corner.times)
    for (state, expected) in zip(solution.states, accurate) {
      #expect(distance(state, expected) < 1e-6)
      #expect(abs(state.D[0] / expected.D[0] - 1) < bound)
    }
  }

  @Test("lanes of which some are stiff agree with each alone, at no more than their cost")
  func family() throws {
    let corners = [1, 1e-3, 1e-8, 1e-10].map { Corner(beta: .constant($0)) }
    let together = try FlowFamily(corners.map(\.problem))
      .trajectories(from: corners.map(\.initial), at: corners[0].times)
    for (corner, states) in zip(corners, together) {
      let alone = try OrderParameterFlow(corner.problem)
        .trajectory(from: corner.initial, at: corner.times)
      for (a, b) in zip(states, alone) { #expect(distance(a, b) < 1e-6) }
    }
  }
}
