import FiniteSize
import Foundation
import LinearVAE
import NumericKit
import Storage
import Synchronization
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
  /// A path in a folder of its own, which is removed with this object.
  private final class Scratch {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "betaflow-\(UUID().uuidString)")
    var path: String { folder.appendingPathComponent("run.checkpoint").path }

    init() throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
  }

  private func ensemble(
    _ method: SimulationMethod, seed: UInt64 = 61, replicas: Int = 5
  ) throws -> Ensemble {
    let example = Case.all[6]
    let N = method == .exact ? 60_000 : 4000
    return Ensemble(
      try Simulation(example.problem, dimension: N, method: method, seed: seed),
      from: try example.start(), at: [0, 0.3, 0.9, 1.3], replicas: replicas)
  }

  /// The ensemble under which each run looks up five to ten times, whatever the clock says, and writes
  /// each time: a look comes after at most twice `stepsPerLook`, for the times to record come between.
  private func looking(
    _ ensemble: Ensemble, threads: Int = 1, keepsRuns: Bool = false, checkpoint: String? = nil,
    rescue: String? = nil, shouldStop: @escaping @Sendable () -> Bool
  ) throws -> EnsembleResult {
    var options = EnsembleOptions(
      keepsRuns: keepsRuns, checkpoint: checkpoint, checkpointInterval: 0, rescue: rescue)
    options.stepsPerLook = ensemble.totalSteps / ensemble.replicas / 10
    return try ensemble.run(RunContext(threads: threads, shouldStop: shouldStop), options)
  }

  /// Interrupted again and again, each time after one look, the ensemble ends bit by bit as
  /// without a pause.
  @Test(arguments: SimulationMethod.allCases, [1, 2])
  func resumesExactly(method: SimulationMethod, threads: Int) throws {
    let scratch = try Scratch()
    let ensemble = try ensemble(method)
    let whole = try ensemble.run(.current, EnsembleOptions(keepsRuns: true))
    var interruptions = 0
    while true {
      do {
        let result = try looking(
          ensemble, threads: threads, keepsRuns: true, checkpoint: scratch.path,
          shouldStop: { true })
        #expect(result == whole)
        break
      } catch let interruption as RunCancelled {
        #expect(interruption.reason == .stopped)
        #expect(interruption.progress?.total == ensemble.totalSteps)
        interruptions += 1
        try #require(interruptions < 1000)
      }
    }
    // Between two interruptions each thread goes on by one look at most.
    #expect(interruptions >= 5 * 5 / threads)
    // A finished checkpoint gives the result at once.
    let again = try ensemble.run(
      .current, EnsembleOptions(keepsRuns: true, checkpoint: scratch.path))
    #expect(again == whole)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).count == 1)
  }

  /// Every file that appears under the name, at whatever instant it is copied, is a checkpoint from
  /// which the ensemble ends as without a pause: what a SIGKILL leaves.
  @Test func everyVersionIsWhole() throws {
    let scratch = try Scratch()
    let ensemble = try ensemble(.exact)
    let copies = Mutex<Set<Data>>([])
    let path = scratch.path
    let whole = try looking(
      ensemble, threads: 2, checkpoint: path,
      shouldStop: {
        if let copy = try? Data(contentsOf: URL(fileURLWithPath: path)) {
          copies.withLock { _ = $0.insert(copy) }
        }
        return false
      })
    let versions = copies.withLock { $0 }
    // Even if one thread writes during all the runs of the other, it looks five times at its own.
    #expect(versions.count >= 4)
    for version in versions.prefix(10) {
      try version.write(to: URL(fileURLWithPath: path))
      #expect(try ensemble.run(RunContext(threads: 2), EnsembleOptions(checkpoint: path)) == whole)
    }
  }

  private func finished(_ scratch: Scratch) throws -> Data {
    _ = try ensemble(.exact).run(.current, EnsembleOptions(checkpoint: scratch.path))
    return try Data(contentsOf: URL(fileURLWithPath: scratch.path))
  }

  private func problem(
    _ scratch: Scratch, _ ensemble: Ensemble? = nil, keepsRuns: Bool = false
  ) throws -> CheckpointError.Problem? {
    let ensemble = try ensemble ?? self.ensemble(.exact)
    do {
      _ = try ensemble.run(
        .current, EnsembleOptions(keepsRuns: keepsRuns, checkpoint: scratch.path))
      return nil
    } catch let error as CheckpointError {
      #expect("\(error)".contains(scratch.path))
      return error.problem
    }
  }

  @Test func damageIsFound() throws {
    let scratch = try Scratch()
    let data = try finished(scratch)
    let url = URL(fileURLWithPath: scratch.path)
    for index in stride(from: 0, to: data.count, by: max(1, data.count / 97)) {
      var changed = data
      changed[index] ^= 0x10
      try changed.write(to: url)
      #expect(try problem(scratch) != nil, "byte \(index) of \(data.count)")
      #expect(try Data(contentsOf: url) == changed, "the file was touched")
    }
    for length in [0, 5, 25, 40, data.count - 1] {
      try data.prefix(length).write(to: url)
      #expect(try problem(scratch) != nil, "cut to \(length) bytes")
    }
    try (data + Data([0])).write(to: url)
    #expect(try problem(scratch) != nil)
  }

  @Test func otherFilesAreRefusedAndKept() throws {
    let scratch = try Scratch()
    let url = URL(fileURLWithPath: scratch.path)
    try Data("my thesis".utf8).write(to: url)
    #expect(try problem(scratch) == .foreign)
    #expect(try Data(contentsOf: url) == Data("my thesis".utf8))
  }

  @Test func otherVersionsAreRefused() throws {
    let scratch = try Scratch()
    var data = try finished(scratch)
    for version in [2, 9] as [UInt8] {
      data[20] = version  // behind the 20 bytes that name the format
      try data.write(to: URL(fileURLWithPath: scratch.path))
      #expect(try problem(scratch) == .version(found: Int(version), expected: 3))
      #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path)) == data)
    }
  }

  @Test func otherRunsAreRefused() throws {
    let scratch = try Scratch()
    _ = try finished(scratch)
    #expect(
      try problem(scratch, ensemble(.exact, seed: 62))
        == .mismatch(key: "simulation.seed", found: "61", expected: "62"))
    #expect(
      try problem(scratch, ensemble(.exact, replicas: 6))
        == .mismatch(key: "simulation.replicas", found: "5", expected: "6"))
    let example = Case.all[6]
    func other(
      _ problem: LearningProblem? = nil, dimension: Int = 60_000,
      method: SimulationMethod = .exact, at times: [Double] = [0, 0.3, 0.9, 1.3],
      shift: Double = 0
    ) throws -> Ensemble {
      var start = try example.start()
      start.D[0] += shift
      return Ensemble(
        try Simulation(
          problem ?? example.problem, dimension: dimension, method: method, seed: 61),
        from: start, at: times, replicas: 5)
    }
    let training = example.problem.training
    func changed(
      data: SpikedData? = nil, rates: LearningRates? = nil, decay: Double? = nil,
      batch: Int? = nil, beta: BetaSchedule? = nil, variance: VarianceParametrization? = nil
    ) -> LearningProblem {
      LearningProblem(
        data: data ?? example.problem.data, latents: example.problem.latents,
        training: Training(
          rates: rates ?? training.rates, weightDecay: decay ?? training.weightDecay,
          batch: batch ?? training.batch, beta: beta ?? training.reference,
          variance: variance ?? training.variance))
    }
    let old = example.problem.data
    let others: [(String, Ensemble)] = [
      ("simulation.dimension", try other(dimension: 50_000)),
      ("simulation.method", try other(method: .vector)),
      ("time", try other(at: [0, 0.3, 0.9, 1.2])), ("initial", try other(shift: 0.01)),
      (
        "data.signals",
        try other(
          changed(
            data: SpikedData(
              signals: old.signals.map { $0 + 0.1 }, noise: old.noise, overlap: old.overlap)))
      ),
      (
        "data.noise",
        try other(
          changed(
            data: SpikedData(
              signals: old.signals, noise: old.noise + 0.1, overlap: old.overlap)))
      ),
      (
        "data.overlap",
        try other(
          changed(
            data: SpikedData(
              signals: old.signals, noise: old.noise, overlap: [[1, 0.41], [0.41, 1]])))
      ),
      (
        "data.distribution",
        try other(
          changed(
            data: SpikedData(
              signals: old.signals, noise: old.noise, overlap: old.overlap, distribution: .uniform)),
          method: .vector)
      ),
      (
        "model.latents",
        Ensemble(
          try Simulation(Case.all[8].problem, dimension: 60_000, seed: 61),
          from: try Case.all[8].start(), at: [0, 0.3, 0.9, 1.3], replicas: 5)
      ),
      ("training.variance", try other(changed(variance: .log))),
      ("training.rates", try other(changed(rates: .uniform(0.123)))),
      ("training.weight_decay", try other(changed(decay: training.weightDecay + 0.1))),
      ("training.batch", try other(changed(batch: training.batch + 1))),
      ("training.beta", try other(changed(beta: .constant(0.77)))),
    ]
    for (key, ensemble) in others {
      guard case .mismatch(let found, _, _) = try problem(scratch, ensemble),
        found == key || found.hasPrefix(key + ".")
      else {
        Issue.record("\(key) may differ")
        continue
      }
    }
    #expect(
      try problem(scratch, keepsRuns: true)
        == .mismatch(key: "keeps_runs", found: "false", expected: "true"))
    #expect(try problem(scratch) == nil)
  }

  /// Of a long list the first number that differs is named, not the list.
  @Test func longListsAreShortened() throws {
    let scratch = try Scratch()
    let example = Case.all[0]
    func ensemble(_ time: Double) throws -> Ensemble {
      Ensemble(
        try Simulation(example.problem, dimension: 10), from: try example.start(),
        at: (0..<100).map { $0 == 40 ? time : Double($0) }, replicas: 1)
    }
    _ = try ensemble(40).run(.current, EnsembleOptions(checkpoint: scratch.path))
    #expect(
      try problem(scratch, ensemble(40.5))
        == .mismatch(key: "time", found: "[…, 40, …]", expected: "[…, 40.5, …]"))
  }

  /// Runs that have ended leave nothing but their part of the moments.
  @Test func sizeDoesNotGrow() throws {
    let sizes = try [3, 300].map { replicas in
      let scratch = try Scratch()
      let ensemble = Ensemble(
        try Simulation(Case.all[0].problem, dimension: 40), from: try Case.all[0].start(),
        at: [0, 1], replicas: replicas)
      _ = try ensemble.run(RunContext(threads: 2), EnsembleOptions(checkpoint: scratch.path))
      return try Data(contentsOf: URL(fileURLWithPath: scratch.path)).count
    }
    #expect(abs(sizes[1] - sizes[0]) < 50, "\(sizes)")
  }

  /// While a run has the file no other can use it; afterwards it can.
  @Test func oneRunAtATime() throws {
    let scratch = try Scratch()
    let ensemble = try ensemble(.exact)
    let path = scratch.path
    let second = Mutex<[CheckpointError.Problem?]>([])
    _ = try looking(
      ensemble, checkpoint: path,
      shouldStop: {
        do {
          _ = try ensemble.run(RunContext(), EnsembleOptions(checkpoint: path))
          second.withLock { $0.append(nil) }
        } catch {
          second.withLock { $0.append((error as? CheckpointError)?.problem) }
        }
        return false
      })
    let problems = second.withLock { $0 }
    #expect(problems.count >= 25 && problems.allSatisfy { $0 == .inUse }, "\(problems)")
    #expect(try problem(scratch) == nil)
  }

  /// A rescue file never replaces another.
  @Test func rescueFilesAreKept() throws {
    let scratch = try Scratch()
    let ensemble = try ensemble(.exact)
    var written: [String: Data] = [:]
    for count in 1...3 {
      let interruption = #expect(throws: RunCancelled.self) {
        _ = try looking(ensemble, rescue: scratch.path, shouldStop: { true })
      }
      let path = try #require(interruption?.checkpoint)
      #expect(written[path] == nil)
      for (path, data) in written {
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == data)
      }
      written[path] = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).count == count)
    }
    #expect(
      Set(written.keys.map { URL(fileURLWithPath: $0).lastPathComponent })
        == ["run.checkpoint", "run-2.checkpoint", "run-3.checkpoint"])
  }

  @Test func unwritableCheckpointIsAnError() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appendingPathComponent("nowhere/run.checkpoint").path
    let ensemble = try ensemble(.exact)
    let error = #expect(throws: CheckpointError.self) {
      _ = try ensemble.run(.current, EnsembleOptions(checkpoint: path))
    }
    if case .unwritable = error?.problem { return }
    Issue.record("\(String(describing: error))")
  }
}
