import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

@Suite("Vectors on samples that are used again")
struct FullBatchTests {
  private func problem(α: Double, latents: Int = 1, signals: [Double] = [3]) -> LearningProblem {
    var training = Training(rates: .limit, beta: .constant(0.8))
    training.usesAllSamples = true
    return LearningProblem(
      data: SpikedData(signals: signals, noise: 1, samplesPerDimension: α), latents: latents,
      training: training)
  }

  private let times = [1.0, 3, 8]

  /// Root mean square over runs, times and order parameters of what a run differs from theory by.
  private func deviation(
    _ problem: LearningProblem, from start: OrderParameters, dimension: Int, runs: Int
  ) throws -> Double {
    let theory = try FiniteDataFlow(problem).trajectory(from: start, at: times)
    let ensemble = try FullBatchEnsemble(
      problem, from: start, at: times,
      settings: SimulationSettings(
        dimension: dimension, replicas: runs, seed: 3, method: .vector))
    let states = try #require(try ensemble.run(keepsRuns: true).runs)
    let squares = states.flatMap { run in
      zip(run, theory).flatMap { state, expected in
        zip(state.allNumbers, expected.allNumbers).map { ($0 - $1) * ($0 - $1) }
      }
    }
    return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
  }

  /// On both sides of the edge, with fewer and with more samples than dimensions: what a run differs by
  /// falls as `N^{-1/2}`.
  @Test("approach the flow on nodes", arguments: [(0.4, 3.0), (0.4, 0.7), (1.2, 1.5)])
  func concentration(α: Double, strength: Double) throws {
    let problem = problem(α: α, signals: [strength])
    let start = OrderParameters(
      m: [[0.5]], d: [[0.3]], Q: [[0.6]], E: [[0.4]], R: [[0.2]], D: [0.8])
    let sizes = [(100, 60), (400, 30), (1600, 16)]
    let deviations = try sizes.map {
      try deviation(problem, from: start, dimension: $0.0, runs: $0.1)
    }
    let slope =
      (Double.log(deviations[2]) - .log(deviations[0])) / (Double.log(1600) - .log(100))
    #expect(slope < -0.4 && deviations[2] < 0.1, "\(deviations) \(slope)")
  }

  /// Two latents and factors: the mean over runs is the theory's up to its error and `O(1/N)`.
  @Test("have the mean of the flow, for several latents")
  func mean() throws {
    let problem = problem(α: 2, latents: 2, signals: [3, 1.5])
    let start = OrderParameters(
      m: [[0.5, 0.1], [-0.1, 0.4]], d: [[0.3, 0], [0, 0.2]], Q: [[0.6, 0.1], [0.1, 0.5]],
      E: [[0.3, 0], [0, 0.3]], R: [[0.2, 0], [0, 0.1]], D: [0.8, 0.9])
    let theory = try FiniteDataFlow(problem).trajectory(from: start, at: times)
    let ensemble = try FullBatchEnsemble(
      problem, from: start, at: times,
      settings: SimulationSettings(dimension: 250, replicas: 24, seed: 1, method: .vector))
    let result = try ensemble.run()
    let errors = try #require(result.standardError)
    for index in times.indices {
      let values = zip(result.mean[index].allNumbers, theory[index].allNumbers)
      for ((mean, expected), error) in zip(values, errors[index].allNumbers) {
        #expect(abs(mean - expected) <= 4.5 * error + 6.0 / 250)
      }
    }
  }

  @Test("start as told, and do not depend on threads")
  func start() throws {
    let problem = problem(α: 0.7, latents: 1, signals: [2, 1])
    let start = OrderParameters(
      m: [[0.5, 0.2]], d: [[0.3, 0]], Q: [[0.6]], E: [[0.4]], R: [[0.2]], D: [0.8])
    let ensemble = try FullBatchEnsemble(
      problem, from: start, at: [0, 2],
      settings: SimulationSettings(dimension: 60, replicas: 3, seed: 5, method: .vector))
    let first = try ensemble.run(RunContext(threads: 1), keepsRuns: true)
    #expect(first == (try ensemble.run(RunContext(threads: 2), keepsRuns: true)))
    for run in first.runs ?? [] {
      for (a, b) in zip(run[0].allNumbers, start.allNumbers) { #expect(abs(a - b) < 1e-12) }
    }
    #expect(first.runs?[0][1] != first.runs?[1][1])
  }

  @Test("refuse the exact chain, feedback, and samples that do not fit in memory")
  func refusals() {
    func key(
      α: Double = 2, _ change: (inout LearningProblem, inout SimulationSettings) -> Void
    ) -> String? {
      var changed = problem(α: α)
      var settings = SimulationSettings(dimension: 100, replicas: 1, seed: 1, method: .vector)
      change(&changed, &settings)
      let start = OrderParameters(
        m: [[0.5]], d: [[0]], Q: [[1]], E: [[1]], R: [[0]], D: [1])
      return #expect(throws: InvalidProblem.self) {
        try FullBatchEnsemble(changed, from: start, at: [1], settings: settings)
      }?.keyPath
    }
    #expect(key { $1.method = .exact } == "simulation.method")
    #expect(key { $1.dimension = 2 } == "simulation.dimension")
    #expect(key(α: 1e6) { $1.dimension = 1000 } == "simulation.dimension")
    #expect(
      key { problem, _ in
        problem.training.weight = .feedback(.control(set: .constant(0.4), integral: 0.1))
      } == "training.beta")
    #expect(key { problem, _ in problem.training.usesAllSamples = false } == "training.batch")
  }
}
