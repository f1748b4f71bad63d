import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import RealModule
import TestSupport
import Testing

/// Theory and simulation of data with a spectrum, which know nothing of each other.
@Suite("Concentration on a spectrum")
struct SpectralConcentrationTests {
  /// Spectra of two to five groups, up to two single directions among them, with one to three latents.
  private static func random(_ seed: UInt64) -> SpectralProblem {
    var random = RandomStream(seed: seed, stream: 7)
    func number(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.uniform() }
    let singles = Int(seed % 3)
    let groups = (0..<(2 + Int(seed % 4))).map { _ in (number(0.2, 2), number(0.2, 1)) }
    let sum = groups.reduce(0) { $0 + $1.1 }
    return SpectralProblem(
      data: SpectralData(
        (0..<singles).map { _ in .init(variance: number(1, 2.5), share: 0) }
          + groups.map { .init(variance: $0.0, share: $0.1 / sum) }),
      latents: 1 + Int(seed % 3),
      training: Training(
        rates: .finite(
          decoder: number(0.2, 1), encoder: number(0.2, 1), variance: number(0.2, 1)),
        weightDecay: number(0, 0.1), batch: seed % 2 == 0 ? 1 : 4, beta: .constant(number(0.4, 1)),
        variance: seed % 2 == 0 ? .direct : .log))
  }

  private func start(_ problem: SpectralProblem, dimension: Int) throws -> SpectralState {
    var state = try SpectralStart.random.state(
      for: problem, simulation: SimulationSettings(dimension: dimension, seed: 3))
    state.groups = state.groups.map { .init(Q: 0.5 * $0.Q, E: 0.5 * $0.E, R: 0.5 * $0.R) }
    return state
  }

  /// The mean over runs at `N = 2000` is the flow: within 4 standard errors and a bias of order `1/N`.
  @Test("ten random spectra", arguments: 1...10 as ClosedRange<UInt64>)
  func means(seed: UInt64) throws {
    let problem = Self.random(seed)
    let (N, times) = (2000, [0.5, 1, 2])
    let start = try start(problem, dimension: N)
    let flow = try SpectralFlow(problem).trajectory(from: start, at: times)
    for (method, replicas) in [(SimulationMethod.exact, 60), (.vector, seed <= 2 ? 20 : 0)]
    where replicas > 0 {
      let result = try SpectralEnsemble(
        try SpectralSimulation(problem, dimension: N, method: method, seed: 17 + seed),
        from: start, at: times, replicas: replicas
      ).run(RunContext(threads: 2))
      let errors = try #require(result.standardError)
      for i in times.indices {
        for (j, expected) in flow[i].numbers.enumerated() {
          let (mean, error) = (
            result.mean[i].state.numbers[j], errors[i].state.numbers[j]
          )
          let allowed = 4 * error + 8 / Double(N)
          #expect(
            abs(mean - expected) < allowed,
            "\(method), number \(j) at \(times[i]): \(mean) and \(expected), allowed \(allowed)")
          #expect(allowed < 0.05)
        }
      }
    }
  }

  /// The mean distance of a run from the flow at a fixed time falls as `N^{−1/2}` over three decades.
  @Test("distance falls as the root of N")
  func slope() throws {
    let problem = SpectralProblem(
      data: SpectralData([
        .init(variance: 2, share: 0), .init(variance: 1.2, share: 0.3),
        .init(variance: 0.5, share: 0.7),
      ]), latents: 1, training: Training(rates: .uniform(0.3), beta: .constant(0.6)))
    // Sizes of groups in every dimension as the shares have it, so that one start serves all.
    let start = SpectralStart.spread(decoderNorm: 0.5, encoderNorm: 0.4, variance: 0.8)
    var state = try start.state(for: problem)
    let direction = Matrix(rows: 1, columns: 1, elements: [0.4])
    let gram = direction * direction.transposed
    state.groups[0] = .init(Q: gram, E: gram, R: gram)
    let flow = try SpectralFlow(problem).trajectory(from: state, at: [1])[0].numbers
    var points: [(x: Double, y: Double)] = []
    for (N, replicas) in [(1000, 2000), (10_000, 600), (100_000, 150), (1_000_000, 30)] {
      let result = try SpectralEnsemble(
        try SpectralSimulation(problem, dimension: N, seed: 41), from: state, at: [1],
        replicas: replicas
      ).run(RunContext(threads: 2), EnsembleOptions(keepsRuns: true))
      let distances = try #require(result.runs).map { run in
        zip(run[0].state.numbers, flow).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
          .squareRoot()
      }
      points.append((.log(Double(N)), .log(distances.reduce(0, +) / Double(replicas))))
    }
    let n = Double(points.count)
    let (x, y) = (points.reduce(0) { $0 + $1.x } / n, points.reduce(0) { $0 + $1.y } / n)
    let slope =
      points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) }
      / points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
    #expect(abs(slope + 0.5) < 0.05, "slope \(slope), points \(points)")
  }

  /// Universality: independent signs, uniform and Laplace numbers follow the same flow.
  @Test(
    "other distributions",
    arguments: [SpectralDistribution.rademacher, .uniform, .laplace])
  func universality(distribution: SpectralDistribution) throws {
    var problem = SpectralProblem(
      data: SpectralData([.init(variance: 1.5, share: 0.3), .init(variance: 0.5, share: 0.7)]),
      latents: 1, training: Training(rates: .uniform(0.4), beta: .constant(0.6)))
    problem.data.distribution = distribution
    let (N, times) = (1000, [1.0, 3])
    let start = try start(problem, dimension: N)
    let flow = try SpectralFlow(problem).trajectory(from: start, at: times)
    let result = try SpectralEnsemble(
      try SpectralSimulation(problem, dimension: N, method: .vector, seed: 44), from: start,
      at: times, replicas: 60
    ).run(RunContext(threads: 2))
    let errors = try #require(result.standardError)
    for i in times.indices {
      for (j, expected) in flow[i].numbers.enumerated() {
        let allowed = 5 * errors[i].state.numbers[j] + 8 / Double(N)
        #expect(abs(result.mean[i].state.numbers[j] - expected) < allowed)
      }
    }
  }
}
