import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import TestSupport
import Testing

/// The largest learning rates that theory allows are those that SGD stands.
@Suite("Largest stable rates on a spectrum")
struct SpectralStabilityTests {
  /// Spectra of one latent, with single directions, and of two latents whose largest variance a group has.
  private static func problem(_ seed: UInt64) -> SpectralProblem {
    var random = RandomStream(seed: seed, stream: 9)
    func number(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.uniform() }
    let share = number(0.1, 0.6)
    let isAlone = seed % 2 == 1
    let top: [SpectralData.Group] =
      isAlone
      ? [.init(variance: number(2.5, 4), share: 0), .init(variance: number(1, 2), share: share)]
      : [.init(variance: number(2, 4), share: share)]
    return SpectralProblem(
      data: SpectralData(top + [.init(variance: number(0.2, 0.9), share: 1 - share)]),
      latents: isAlone ? 1 : 2,
      training: Training(
        rates: .finite(decoder: number(0.6, 1.4), encoder: number(0.6, 1.4), variance: 1),
        batch: seed % 3 == 0 ? 3 : 1, beta: .constant(number(0.3, 0.8)), variance: .log))
  }

  private static func scaled(_ problem: SpectralProblem, by factor: Double) -> SpectralProblem {
    guard case .finite(let decoder, let encoder, let variance) = problem.training.rates else {
      return problem
    }
    var scaled = problem
    scaled.training.rates = .finite(
      decoder: factor * decoder, encoder: factor * encoder, variance: factor * variance)
    return scaled
  }

  /// At 0.95 of the largest rates SGD stays where theory has it, at 1.05 of them it diverges.
  @Test("SGD diverges above and settles below", arguments: 1...10 as ClosedRange<UInt64>)
  func limit(seed: UInt64) throws {
    let problem = Self.problem(seed)
    let largest = try #require(try SpectralRest(of: problem).largestStableFactor)
    let near = try #require(
      try SpectralRest(of: Self.scaled(problem, by: 0.9 * largest)).state)
    func end(_ factor: Double, _ method: SimulationMethod, dimension: Int, at time: Double) throws
      -> SpectralState
    {
      try SpectralSimulation(
        Self.scaled(problem, by: factor * largest), dimension: dimension, method: method,
        seed: seed
      ).trajectory(from: near, at: [time])[0]
    }
    let expected = try #require(
      try SpectralRest(of: Self.scaled(problem, by: 0.95 * largest)).state)
    let state = try end(0.95, .exact, dimension: 4000, at: 100)
    #expect(abs(state.Q.trace / expected.Q.trace - 1) < 0.1)
    let (variance, expectedVariance) = (state.D.reduce(0, +), expected.D.reduce(0, +))
    #expect(abs(variance / expectedVariance - 1) < 0.1)
    #expect(throws: SimulationError.self) {
      try end(1.05, .exact, dimension: 2000, at: 600)
    }
    guard seed <= 2 else { return }
    #expect(throws: SimulationError.self) { try end(1.05, .vector, dimension: 400, at: 600) }
    #expect(throws: Never.self) { try end(0.8, .vector, dimension: 400, at: 100) }
  }
}
