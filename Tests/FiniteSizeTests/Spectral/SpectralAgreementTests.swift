import FiniteSize
import LinearVAE
import NumericKit
import TestSupport
import Testing

/// Chain, vectors and the chain of factors have one law: two-sample Kolmogorov–Smirnov tests of every order
/// parameter, at the level 1e-3 over all of a case (Bonferroni).
@Suite("Laws on a spectrum")
struct SpectralAgreementTests {
  private func expectOneLaw(_ first: [[Double]], _ second: [[Double]]) {
    let count = first[0].count
    for i in 0..<count {
      let p = KolmogorovSmirnov.pValue(first.map { $0[i] }, second.map { $0[i] })
      #expect(p > 1e-3 / Double(count), "number \(i) of \(count): p = \(p)")
    }
  }

  private func runs(
    _ problem: SpectralProblem, _ method: SimulationMethod, dimension: Int,
    from start: SpectralState, at times: [Double], replicas: Int = 4000, seed: UInt64 = 31
  ) throws -> [[Double]] {
    let ensemble = SpectralEnsemble(
      try SpectralSimulation(problem, dimension: dimension, method: method, seed: seed),
      from: start, at: times, replicas: replicas)
    let result = try ensemble.run(RunContext(threads: 2), EnsembleOptions(keepsRuns: true))
    return try #require(result.runs).map { $0.flatMap(\.state.numbers) }
  }

  @Test("the chain and vectors", arguments: SpectralCase.all)
  func vectors(example: SpectralCase) throws {
    let start = try example.start(dimension: 40)
    let (exact, vector) = (
      try runs(example.problem, .exact, dimension: 40, from: start, at: [0.5, 2]),
      try runs(example.problem, .vector, dimension: 40, from: start, at: [0.5, 2])
    )
    expectOneLaw(exact, vector)
  }

  static let orthogonal = Case.all.filter {
    $0.problem.data.overlap == .identity($0.problem.data.factors)
  }

  /// One group of noise and a single direction per factor.
  @Test("the chain of a spectrum and that of factors", arguments: orthogonal)
  func factors(example: Case) throws {
    let (N, times) = (30, [0.5, 2])
    let start = try example.start()
    let ensemble = Ensemble(
      try Simulation(example.problem, dimension: N, seed: 32), from: start, at: times,
      replicas: 4000)
    let result = try ensemble.run(RunContext(threads: 2), EnsembleOptions(keepsRuns: true))
    let plain = try #require(result.runs).map {
      $0.flatMap { SpectralState(factorsOf: $0).numbers }
    }
    let grouped = try runs(
      SpectralProblem(factorsOf: example.problem), .exact, dimension: N,
      from: SpectralState(factorsOf: start), at: times)
    expectOneLaw(plain, grouped)
  }

  @Test("under a feedback law", arguments: FeedbackCase.all)
  func feedback(example: FeedbackCase) throws {
    var problem = SpectralCase.all[4].problem
    problem.training.weight = .feedback(example.law)
    let start = try SpectralCase.all[4].start(dimension: 40)
    expectOneLaw(
      try runs(problem, .exact, dimension: 40, from: start, at: [1], replicas: 2000),
      try runs(problem, .vector, dimension: 40, from: start, at: [1], replicas: 2000))
  }
}
