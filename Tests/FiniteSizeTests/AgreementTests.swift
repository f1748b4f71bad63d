import FiniteSize
import LinearVAE
import NumericKit
import TestSupport
import Testing

/// The exact chain and SGD on vectors have one law: two-sample Kolmogorov–Smirnov tests of every
/// order parameter, at the level 1e-3 over all of a case (Bonferroni).
@Suite("Vector and exact")
struct AgreementTests {
  @Test(arguments: Case.all)
  func haveOneLaw(example: Case) throws {
    let (N, replicas, times) = (40, 4000, [0.5, 2])
    func runs(_ method: SimulationMethod) throws -> [[Double]] {
      let ensemble = Ensemble(
        try Simulation(example.problem, dimension: N, method: method, seed: 31),
        from: try example.start(), at: times, replicas: replicas)
      let result = try ensemble.run(RunContext(threads: 2), EnsembleOptions(keepsRuns: true))
      return try #require(result.runs).map { $0.flatMap(\.numbers) }
    }
    let (exact, vector) = (try runs(.exact), try runs(.vector))
    let count = exact[0].count
    for i in 0..<count {
      let p = KolmogorovSmirnov.pValue(exact.map { $0[i] }, vector.map { $0[i] })
      #expect(p > 1e-3 / Double(count), "number \(i) of \(count): p = \(p)")
    }
  }

  /// A start with a singular `Γ`, decoder and encoder in the span of the factors, is simulated by
  /// both, and with no noise they stay there.
  @Test(arguments: SimulationMethod.allCases, [0, 0.5])
  func singularStart(method: SimulationMethod, noise: Double) throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1], noise: noise), latents: 2,
      training: Training(rates: .uniform(0.3), beta: .constant(0.4)))
    let start = OrderParameters(
      m: [[0.8], [0]], d: [[0.5], [0]], Q: [[0.64, 0], [0, 0]], E: [[0.25, 0], [0, 0]],
      R: [[0.4, 0], [0, 0]], D: [0.5, 1])
    let simulation = try Simulation(problem, dimension: 30, method: method, seed: 4)
    let end = try simulation.trajectory(from: start, at: [5])[0]
    let isFinite = end.numbers.allSatisfy { $0.isFinite }
    #expect(isFinite)
    try end.checkRealizable(data: problem.data)
    if noise == 0 {
      // Q = m², to rounding: nothing leads out of the span.
      #expect(abs(end.Q[0, 0] - end.m[0, 0] * end.m[0, 0]) < 1e-12)
      #expect(abs(end.R[0, 0] - end.m[0, 0] * end.d[0, 0]) < 1e-12)
    } else {
      #expect(end.Q[0, 0] - end.m[0, 0] * end.m[0, 0] > 1e-3)
    }
  }
}
