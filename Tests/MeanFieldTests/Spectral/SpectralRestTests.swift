import LinearVAE
import MeanField
import NumericKit
import TestSupport
import Testing

@Suite("Where SGD on any spectrum settles")
struct SpectralRestTests {
  private func problem(
    _ groups: [(Double, Double)], latents: Int, rate: Double, beta: Double, batch: Int = 1,
    decay: Double = 0
  ) -> SpectralProblem {
    SpectralProblem(
      data: SpectralData(groups.map { .init(variance: $0.0, share: $0.1) }), latents: latents,
      training: Training(
        rates: .uniform(rate), weightDecay: decay, batch: batch, beta: .constant(beta),
        variance: .log))
  }

  private static let spectra: [[(Double, Double)]] = [
    [(4.956, 0), (3.812, 0.161), (3.805, 0.05), (0.748, 0.789)],
    [(3.927, 0.635), (2.044, 0.365)],
    [(3.2, 0), (2.5, 0), (1.1, 0.4), (0.3, 0.6)],
  ]

  @Test("no order parameter moves there, and all deviations die out", arguments: 0..<3)
  func rest(index: Int) throws {
    for (latents, factor) in [(1, 0.3), (1, 0.95), (2, 0.1), (3, 0.05)] {
      let unit = problem(Self.spectra[index], latents: latents, rate: 1, beta: 0.5, decay: 0.01)
      let largest = try #require(try SpectralRest(of: unit).largestStableFactor)
      let scaled = problem(
        Self.spectra[index], latents: latents, rate: factor * largest, beta: 0.5, decay: 0.01)
      let rest = try SpectralRest(of: scaled)
      let state = try #require(rest.state)
      try state.checkRealizable(data: scaled.data)
      let flow = try SpectralFlow(scaled)
      let chart = SpectralChart(of: state, for: scaled)
      let velocity = flow.velocity(at: state, in: chart)
      #expect(velocity.allSatisfy { abs($0) < 1e-10 })
      // Rotations of latents that share a group neither grow nor die out.
      #expect(try flow.growthRate(at: state) < 1e-7)
      #expect(try #require(rest.excessLoss) > 0)
    }
  }

  @Test("above the largest rates the flow diverges, below it settles", arguments: 0..<3)
  func largest(index: Int) throws {
    let unit = problem(Self.spectra[index], latents: 1, rate: 1, beta: 0.5)
    let largest = try #require(try SpectralRest(of: unit).largestStableFactor)
    func run(_ factor: Double) throws -> (state: SpectralState, rest: SpectralState?) {
      let scaled = problem(Self.spectra[index], latents: 1, rate: factor * largest, beta: 0.5)
      let start = try #require(
        try SpectralRest(
          of: problem(Self.spectra[index], latents: 1, rate: 0.9 * largest, beta: 0.5)
        ).state)
      let state = try SpectralFlow(scaled).trajectory(from: start, at: [2000])[0]
      return (state, try SpectralRest(of: scaled).state)
    }
    let below = try run(0.97)
    // Near the turning point the last deviations die out slowly.
    #expect(distance(below.state, try #require(below.rest)) < 1e-4)
    #expect {
      try run(1.03)
    } throws: { error in
      guard case .diverged = error as? FlowError else { return false }
      return true
    }
  }

  /// With the rate τ the loss is `(τ/4B) Σ_k A_kk Σ_b f_b λ_b` above its minimum.
  @Test("the noise floor grows in proportion to small rates", arguments: [1, 4])
  func noiseFloor(batch: Int) throws {
    let (rate, beta) = (1e-4, 0.6)
    let groups = [(3.0, 0), (2, 0), (1.0, 0.4), (0.3, 0.6)]
    let rest = try SpectralRest(
      of: problem(groups, latents: 2, rate: rate, beta: beta, batch: batch))
    let codes = [3, 2].map { 1 - beta / $0 }.reduce(0, +)
    let others = 0.4 * 1 + 0.6 * 0.3
    let expected = rate / (4 * Double(batch)) * codes * others
    #expect(abs(try #require(rest.excessLoss) / expected - 1) < 2e-3)
  }

  @Test("larger batches allow rates larger in proportion")
  func batches() throws {
    let factors = try [1, 8].map { batch in
      try SpectralRest(
        of: problem(Self.spectra[0], latents: 1, rate: 0.1, beta: 0.5, batch: batch)
      ).largestStableFactor
    }
    let (one, eight) = (try #require(factors[0]), try #require(factors[1]))
    #expect(abs(eight / one - 8) < 0.01)
  }

  /// They hold the rest of the shares where eigenvalues are those of a data set of fewer dimensions.
  @Test("directions without variance change nothing")
  func withoutVariance() throws {
    func rest(_ others: [(Double, Double)]) throws -> SpectralRest {
      let groups = [(3.0, 0), (2, 0), (0.9, 0.3)] + others
      return try SpectralRest(of: problem(groups, latents: 2, rate: 0.3, beta: 0.5))
    }
    let (with, without) = (try rest([(0, 0.7)]), try rest([(1e-9, 0.7)]))
    for number in [\SpectralRest.largestStableFactor, \.largestUnmixedFactor, \.excessLoss] {
      let (found, expected) = (with[keyPath: number], without[keyPath: number])
      #expect(abs(try #require(found) / (try #require(expected)) - 1) < 1e-4)
    }
  }

  /// Decay so strong that the optimum without it is far away.
  @Test("strong weight decay moves the state, small rates lead to it")
  func decay() throws {
    let groups = [(3.0, 0), (1.0, 0.4), (0.3, 0.6)]
    let decayed = try SpectralRest(
      of: problem(groups, latents: 1, rate: 1e-5, beta: 0.5, decay: 0.3))
    let state = try #require(decayed.state)
    #expect(distance(state, decayed.optimum) < 1e-4)
    #expect(abs(state.Q[0, 0] - 2.5) > 0.3)
    #expect(try #require(decayed.largestStableFactor) > 1e4)
  }

  @Test("a β that changes is refused by name")
  func schedule() {
    var changing = problem(Self.spectra[0], latents: 1, rate: 0.1, beta: 0.5)
    changing.training.weight = .schedule(.tanh(rate: 1, max: 1))
    #expect { try SpectralRest(of: changing) } throws: { error in
      (error as? InvalidProblem)?.keyPath == "training.beta"
    }
  }
}
