import AllocationCounter
import FiniteSize
import Foundation
import LinearVAE
import NumericKit
import Storage
import TestSupport
import Testing

/// Runs on a spectrum as the machinery of ensembles sees them.
@Suite("Runs on a spectrum")
struct SpectralRunTests {
  /// Interrupted again and again, an ensemble ends bit by bit as without a pause, on one thread and on two.
  @Test(arguments: SimulationMethod.allCases, [1, 2])
  func resumesExactly(method: SimulationMethod, threads: Int) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "betaflow-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var problem = SpectralCase.all[4].problem
    problem.training.weight = .feedback(
      .control(set: .constant(0.4), proportional: 0.4, integral: 0.8, min: 0.1, max: 0.9))
    let N = method == .exact ? 30_000 : 2000
    let ensemble = SpectralEnsemble(
      try SpectralSimulation(problem, dimension: N, method: method, seed: 61),
      from: try SpectralCase.all[4].start(dimension: N), at: [0, 0.2, 0.5], replicas: 4)
    let whole = try ensemble.run(.current, EnsembleOptions(keepsRuns: true))
    var options = EnsembleOptions(
      keepsRuns: true, checkpoint: folder.appendingPathComponent("run.checkpoint").path,
      checkpointInterval: 0)
    options.stepsPerLook = N / 10
    var interruptions = 0
    while true {
      do {
        let result = try ensemble.run(
          RunContext(threads: threads, shouldStop: { true }), options)
        #expect(result == whole)
        break
      } catch is RunCancelled {
        interruptions += 1
        try #require(interruptions < 1000)
      }
    }
    #expect(interruptions >= 4)
  }

  /// Ten thousand steps allocate as often as ten do.
  @Test(
    .enabled(if: allocation_counter_works()), arguments: SpectralCase.all,
    SimulationMethod.allCases)
  func noAllocationInAStep(of example: SpectralCase, method: SimulationMethod) throws {
    var run = try SpectralSimulation(example.problem, dimension: 40, method: method)
      .run(0, from: try example.start())
    try run.advance(to: 10)
    func allocations(to step: Int) throws -> UInt64 {
      let before = allocation_count()
      try run.advance(to: step)
      return allocation_count() - before
    }
    let few = try allocations(to: 20)
    let many = try allocations(to: 10_020)
    #expect(many == few, "\(many) in 10 000 steps, \(few) in 10")
  }

  @Test func whatCannotBeSimulatedIsRefusedByName() throws {
    let problem = SpectralCase.all[4].problem
    func key(
      _ change: (inout SpectralProblem) -> Void = { _ in }, dimension: Int = 40,
      method: SimulationMethod = .exact, rows: SampleRows? = nil
    ) -> String? {
      var changed = problem
      change(&changed)
      do {
        _ = try SpectralSimulation(changed, dimension: dimension, method: method, rows: rows)
        return nil
      } catch { return error.keyPath }
    }
    #expect(key() == nil)
    #expect(key({ $0.training.rates = .limit }) == "training.rates")
    #expect(key({ $0.data.distribution = .laplace }) == "data.distribution")
    #expect(key({ $0.data.distribution = .rows }, method: .vector) == "data.distribution")
    #expect(key(dimension: 2) == "simulation.dimension")
    #expect(key(dimension: 1 << 40, method: .vector) == "simulation.dimension")
    let rows = SampleRows([Double](repeating: 1, count: 39), columns: 39)
    #expect(
      key({ $0.data.distribution = .rows }, method: .vector, rows: rows) == "simulation.dimension")
    // Two latents spread over a single direction are no vectors in it.
    let start = SpectralState(
      groups: problem.data.groups.map { _ in
        .init(Q: .identity(2), E: .identity(2), R: 0 * .identity(2))
      }, D: [1, 1])
    #expect {
      try SpectralSimulation(problem, dimension: 40).checkRealizable(start)
    } throws: { ($0 as? InvalidProblem)?.keyPath == "groups.0" }
  }
}
