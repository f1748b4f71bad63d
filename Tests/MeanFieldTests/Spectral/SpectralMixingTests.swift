import LinearVAE
import MeanField
import NumericKit
import TestSupport
import Testing

/// Up to which rates latents keep their own directions, (spectral-mixing).
@Suite("Where latents on any spectrum begin to mix")
struct SpectralMixingTests {
  private static func problem(
    _ groups: [(Double, Double)], latents: Int, beta: Double, factor: Double = 1,
    rates: (Double, Double, Double) = (1, 1, 1), decay: Double = 0
  ) -> SpectralProblem {
    SpectralProblem(
      data: SpectralData(groups.map { .init(variance: $0.0, share: $0.1) }), latents: latents,
      training: Training(
        rates: .finite(
          decoder: factor * rates.0, encoder: factor * rates.1, variance: factor * rates.2),
        weightDecay: decay, beta: .constant(beta), variance: .log))
  }

  /// Latents in single directions, of which one is free; one beside two in a group; two collapsed.
  private static func cases(_ factor: Double = 1) -> [SpectralProblem] {
    [
      problem(
        [(4.83, 0), (3.29, 0), (2, 0), (1.15, 0.4), (0.1, 0.6)], latents: 3, beta: 0.62,
        factor: factor),
      problem(
        [(4.2, 0), (3.1, 0), (2.5, 0), (0.8, 0.5), (0.2, 0.5)], latents: 2, beta: 0.5,
        factor: factor,
        rates: (0.7, 1.3, 0.9), decay: 0.02),
      problem(
        [(3.4, 0), (2.26, 0.3), (0.98, 0.3), (0.1, 0.4)], latents: 3, beta: 0.78, factor: factor),
      problem([(3, 0), (2.4, 0), (0.4, 0.6), (0.2, 0.4)], latents: 4, beta: 0.6, factor: factor),
    ]
  }

  /// All latents together have no other way to leave their state than in pairs.
  @Test(
    "the Jacobian of all latents turns unstable at the rates of the first pair", arguments: 0..<4)
  func wholeJacobian(index: Int) throws {
    let rest = try SpectralRest(of: Self.cases()[index])
    let bound = try #require(rest.largestUnmixedFactor)
    #expect(bound < 0.9 * (try #require(rest.largestStableFactor)))
    func growthRate(_ factor: Double) throws -> Double {
      let problem = Self.cases(factor * bound)[index]
      let state = try #require(try SpectralRest(of: problem).state)
      return try SpectralFlow(problem).growthRate(at: state)
    }
    #expect(try growthRate(0.99) < 0)
    #expect(try growthRate(1.01) > 0)
  }

  /// From weights with a thousandth in the other's direction, for as long as deviations take to change by `e⁴`.
  @Test("the flow from a slightly mixed state returns below, leaves above", arguments: 0..<4)
  func flow(index: Int) throws {
    let bound = try #require(try SpectralRest(of: Self.cases()[index]).largestUnmixedFactor)
    func growth(_ factor: Double) throws -> Double {
      let problem = Self.cases(factor * bound)[index]
      var start = try #require(try SpectralRest(of: problem).state)
      let flow = try SpectralFlow(
        problem, integrator: Integrator(tolerance: SpectralFlow.tolerance(relative: 1e-9)))
      let time = 4 / abs(try flow.growthRate(at: start))
      // Of the second latent in the direction of the first.
      let shift = 1e-3
      for member in [\SpectralState.Group.Q, \.E, \.R] {
        let own = start.groups[0][keyPath: member][0, 0]
        start.groups[0][keyPath: member][0, 1] = shift * own
        start.groups[0][keyPath: member][1, 0] = shift * own
        start.groups[0][keyPath: member][1, 1] = shift * shift * own
      }
      let states = try flow.trajectory(from: start, at: [time / 4, time])
      func mixed(_ state: SpectralState) -> Double { abs(state.groups[0].Q[0, 1]) }
      return mixed(states[1]) / mixed(states[0])
    }
    #expect(try growth(0.95) < 0.1)
    #expect(try growth(1.05) > 3)
  }

  @Test("one latent has nothing to mix with, and small rates mix nothing")
  func alone() throws {
    let groups = [(3.0, 0), (2, 0), (1.0, 0.4), (0.3, 0.6)]
    let one = try SpectralRest(of: Self.problem(groups, latents: 1, beta: 0.5))
    #expect(try #require(one.largestUnmixedFactor) == one.largestStableFactor)
    var limit = Self.problem(groups, latents: 2, beta: 0.5)
    limit.training.rates = .limit
    #expect(try SpectralRest(of: limit).largestUnmixedFactor == nil)
  }

  /// In the plane of two equal eigenvalues any two directions are as good; the third latent decides.
  @Test("latents of equal eigenvalues may turn")
  func equal() throws {
    func bound(_ second: Double) throws -> Double {
      try #require(
        try SpectralRest(
          of: Self.problem(
            [(3, 0), (second, 0), (1.5, 0), (0.8, 0.5), (0.2, 0.5)], latents: 3, beta: 0.5)
        ).largestUnmixedFactor)
    }
    // Those of unequal ones mix before, however close they are.
    let (equal, close, closer) = (try bound(3), try bound(2.98), try bound(2.96))
    #expect(abs(close / closer - 1) < 0.01)
    #expect(equal > 1.1 * close)
  }
}
