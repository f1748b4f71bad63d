import FiniteSize
import Foundation
import LinearVAE
import NumericKit
import Synchronization
import Testing

@Suite("Ensembles")
struct EnsembleTests {
  private func ensemble(
    _ method: SimulationMethod = .exact, replicas: Int = 13, at times: [Double] = [0, 0.5, 2]
  ) throws -> Ensemble {
    let example = Case.all[4]
    return Ensemble(
      try Simulation(example.problem, dimension: 60, method: method, seed: 51),
      from: try example.start(), at: times, replicas: replicas)
  }

  @Test(arguments: SimulationMethod.allCases)
  func resultDoesNotDependOnThreads(method: SimulationMethod) throws {
    let ensemble = try ensemble(method)
    let alone = try ensemble.run(RunContext(threads: 1), EnsembleOptions(keepsRuns: true))
    for threads in [2, 3, 8, 100] {
      #expect(
        try ensemble.run(RunContext(threads: threads), EnsembleOptions(keepsRuns: true)) == alone)
    }
  }

  /// The stream of a run does not depend on how many runs there are.
  @Test func runsDoNotDependOnEachOther() throws {
    let (few, many) = (try ensemble(replicas: 3), try ensemble(replicas: 9))
    let (context, options) = (RunContext(threads: 2), EnsembleOptions(keepsRuns: true))
    let runs = try #require(try many.run(context, options).runs)
    #expect(try few.run(context, options).runs == Array(runs.prefix(3)))
    #expect(Set(runs).count == 9)
    let first = try few.simulation.trajectory(from: few.initial, at: few.times)
    #expect(first == runs[0])
  }

  /// A run of one seed is none of another seed: seeds that follow each other do not share runs.
  @Test(arguments: SimulationMethod.allCases)
  func seedsShareNoRuns(method: SimulationMethod) throws {
    let example = Case.all[4]
    let runs = try (50...53 as ClosedRange<UInt64>).flatMap { seed in
      let simulation = try Simulation(example.problem, dimension: 60, method: method, seed: seed)
      let ensemble = Ensemble(
        simulation, from: try example.start(), at: [0.5], replicas: 4)
      return try #require(try ensemble.run(.current, EnsembleOptions(keepsRuns: true)).runs)
    }
    #expect(Set(runs).count == 16)
  }

  /// Mean and standard error are those of the kept runs.
  @Test func moments() throws {
    let result = try ensemble().run(.current, EnsembleOptions(keepsRuns: true))
    let runs = try #require(result.runs)
    let errors = try #require(result.standardError)
    for i in result.times.indices {
      for j in runs[0][i].numbers.indices {
        let values = runs.map { $0[i].numbers[j] }
        let mean = values.reduce(0, +) / 13
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 12
        #expect(abs(result.mean[i].numbers[j] - mean) < 1e-14)
        #expect(abs(errors[i].numbers[j] - (variance / 13).squareRoot()) < 1e-14)
      }
    }
    let data = Case.all[4].problem.data
    for form in GeneralizationError.allCases {
      let estimate = try #require(result.generalizationErrors[form])
      let values = runs.map { $0[2].generalizationError(form, data: data) }
      #expect(abs(estimate.mean[2] - values.reduce(0, +) / 13) < 1e-14)
    }
  }

  /// The running formula is not disturbed by a large common part.
  @Test func runningMomentsAreStable() throws {
    var moments = RunningMoments(quantities: 1)
    for i in 0..<1000 { moments.add([1e9 + Double(i % 2)]) }
    let deviation = try #require(moments.standardDeviation)[0]
    #expect(abs(deviation - (250.0 / 999).squareRoot()) < 1e-9)
  }

  @Test func singleRunHasNoStandardError() throws {
    let result = try ensemble(replicas: 1).run()
    #expect(result.standardError == nil)
    #expect(result.generalizationErrors[.aligned]?.standardError == nil)
    #expect(result.runs == nil)
  }

  @Test func startIsRecordedExactly() throws {
    let ensemble = try ensemble(at: [0])
    let result = try ensemble.run()
    #expect(result.mean == [ensemble.initial])
    #expect(result.totalSteps == 0)
  }

  /// Of several failing runs the first in order is named, whatever the threads.
  @Test(arguments: [1, 2, 5])
  func failureNamesTheFirstRun(threads: Int) throws {
    let problem = LearningProblem(
      data: Case.one, latents: 1,
      training: Training(
        rates: .finite(decoder: 0.1, encoder: 0.1, variance: 8), beta: .constant(0.02)))
    let start = OrderParameters(
      m: [[0.3]], d: [[0.2]], Q: [[0.5]], E: [[0.4]], R: [[0.1]], D: [0.2])
    let ensemble = Ensemble(
      try Simulation(problem, dimension: 20, seed: 1), from: start, at: [10], replicas: 8)
    let failure = #expect(throws: ReplicaFailure.self) {
      _ = try ensemble.run(RunContext(threads: threads))
    }
    let first = try (0..<8).first { replica in
      var run = try ensemble.simulation.run(replica, from: start)
      do {
        try run.advance(to: 200)
        return false
      } catch { return true }
    }
    #expect(failure?.replica == first)
    guard
      case .varianceCrossedZero(let latent, let step, let time, let value, let beta) =
        failure?.cause
    else {
      Issue.record("\(String(describing: failure)) is another failure")
      return
    }
    #expect(latent == 0 && value <= 0 && beta == 0.02 && step >= 1)
    // The step named is the first after which the run cannot go on.
    var run = try ensemble.simulation.run(failure?.replica ?? 0, from: start)
    try run.advance(to: step - 1)
    #expect(throws: SimulationError.self) { try run.advance(to: step) }
    #expect(time == Double(step) / 20)
    let message = failure?.description ?? ""
    #expect(message.contains("variance: log"))
  }

  /// Runs in which `D` jumps about, and below zero while `β` falls after some time, in each run at
  /// another step.
  private func failing(after time: Double, seed: UInt64) throws -> Ensemble {
    let schedule = BetaSchedule.points([
      .init(time: time, beta: 0.3), .init(time: time + 20, beta: 0.001),
    ])
    let problem = LearningProblem(
      data: Case.one, latents: 1,
      training: Training(
        rates: .finite(decoder: 0.1, encoder: 0.1, variance: 3000), beta: schedule))
    let start = OrderParameters(
      m: [[0.3]], d: [[0.2]], Q: [[0.1]], E: [[0.4]], R: [[0.06]], D: [0.16])
    return Ensemble(
      try Simulation(problem, dimension: 1000, seed: seed), from: start, at: [time + 100],
      replicas: 6)
  }

  private func failure(_ ensemble: Ensemble, threads: Int) -> ReplicaFailure? {
    #expect(throws: ReplicaFailure.self) { _ = try ensemble.run(RunContext(threads: threads)) }
  }

  /// All runs fail, in whichever order: the first is named.
  @Test func firstFailureOfManyIsNamed() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let ensemble = try failing(after: 1, seed: seed)
      #expect(failure(ensemble, threads: 4)?.replica == 0)
    }
  }

  /// A failure does not depend on threads, nor on being interrupted again and again, in runs that
  /// are long enough to hear of each other.
  @Test func failureIsThatOfOneThread() throws {
    let ensemble = try failing(after: 100, seed: 1)
    let alone = failure(ensemble, threads: 1)
    #expect(alone?.replica == 0)
    #expect(failure(ensemble, threads: 4) == alone)
    let folder = FileManager.default.temporaryDirectory
    let path = folder.appendingPathComponent("betaflow-\(UUID().uuidString).checkpoint").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var options = EnsembleOptions(checkpoint: path, checkpointInterval: 0)
    options.stepsPerLook = 10_000
    for attempt in 0..<1000 {
      do {
        _ = try ensemble.run(RunContext(threads: 4, shouldStop: { true }), options)
        Issue.record("no failure")
      } catch is RunCancelled {
        continue
      } catch {
        #expect(error as? ReplicaFailure == alone)
        // Each run takes more than 100 000 steps.
        #expect(attempt >= 10)
      }
      return
    }
    Issue.record("no end")
  }

  /// Of two latents that fail in one step the first is named, with `β` at that step.
  @Test(arguments: SimulationMethod.allCases)
  func failureNamesTheFirstLatent(method: SimulationMethod) throws {
    let problem = LearningProblem(
      data: Case.one, latents: 3,
      training: Training(
        rates: .finite(decoder: 0.1, encoder: 0.1, variance: 100),
        beta: .linear(rate: 1, min: 0.01, max: 5), variance: .direct))
    let start = OrderParameters(
      m: [[0], [0], [0]], d: [[0], [0], [0]], Q: .diagonal([0, 9, 9]), E: .identity(3),
      R: Matrix(rows: 3, columns: 3), D: [1, 0.2, 0.2])
    let simulation = try Simulation(problem, dimension: 50, method: method)
    #expect {
      _ = try simulation.trajectory(from: start, at: [1])
    } throws: { error in
      guard
        case SimulationError.varianceCrossedZero(let latent, let step, _, _, let beta) = error
      else { return false }
      return latent == 1 && step == 1 && beta == 0.01
    }
  }

  @Test(arguments: SimulationMethod.allCases)
  func divergenceIsAnError(method: SimulationMethod) throws {
    let problem = LearningProblem(
      data: Case.one, latents: 1,
      training: Training(rates: .uniform(30), beta: .constant(1), variance: .log))
    let simulation = try Simulation(problem, dimension: 20, method: method)
    #expect {
      _ = try simulation.trajectory(from: try Case.all[0].start(), at: [1000])
    } throws: { error in
      if case SimulationError.diverged(let step, _) = error { return step > 1 }
      return false
    }
  }

  /// The step after which a number is too large is found even where `D` never sees it.
  @Test(arguments: SimulationMethod.allCases)
  func silentDivergenceIsAnError(method: SimulationMethod) throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1], noise: 1), latents: 1,
      training: Training(
        rates: .finite(decoder: 60, encoder: 60, variance: 1e-300), beta: .constant(1)))
    let start = OrderParameters(
      m: [[0.1]], d: [[0.1]], Q: [[1]], E: [[1]], R: [[0.01]], D: [1])
    let simulation = try Simulation(problem, dimension: 10, method: method)
    for end in [0.4, 0.5, 0.6, 0.7, 0.8, 1] {
      do {
        let result = try Ensemble(simulation, from: start, at: [0, end], replicas: 4).run()
        let errors = try #require(result.standardError)
        #expect((result.mean + errors).allSatisfy { $0.numbers.allSatisfy(\.isFinite) }, "\(end)")
        for estimate in result.generalizationErrors.values {
          let isFinite = (estimate.mean + (estimate.standardError ?? [])).allSatisfy(\.isFinite)
          #expect(isFinite)
        }
      } catch let failure as ReplicaFailure {
        guard case .diverged = failure.cause else {
          Issue.record("\(failure)")
          return
        }
      }
    }
    #expect(throws: SimulationError.self) { _ = try simulation.trajectory(from: start, at: [1]) }
  }

  /// Vectors that explode drag `D` across zero: not `D`'s rate is at fault.
  @Test(arguments: SimulationMethod.allCases)
  func explosionIsNotBlamedOnTheVariance(method: SimulationMethod) throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1], noise: 1), latents: 1,
      training: Training(
        rates: .finite(decoder: 30, encoder: 30, variance: 0.5), beta: .constant(1)))
    let start = OrderParameters(
      m: [[0.1]], d: [[0.1]], Q: [[1]], E: [[1]], R: [[0.01]], D: [1])
    let simulation = try Simulation(problem, dimension: 10, method: method)
    #expect {
      _ = try simulation.trajectory(from: start, at: [100])
    } throws: { error in
      if case SimulationError.diverged = error { true } else { false }
    }
  }

  /// The `β` of a failure is that of the step, not of the one after it.
  @Test(arguments: SimulationMethod.allCases)
  func failureNamesBetaOfTheStep(method: SimulationMethod) throws {
    // β = 1 keeps D where it is; the first step after the jump carries it past zero, and β goes on.
    let schedule = BetaSchedule.points([
      .init(time: 0.05, beta: 1), .init(time: 0.05, beta: 0.5), .init(time: 0.08, beta: 0.25),
    ])
    let problem = LearningProblem(
      data: Case.one, latents: 1,
      training: Training(
        rates: .finite(decoder: 1e-9, encoder: 1e-9, variance: 120), beta: schedule))
    let start = OrderParameters(m: [[0]], d: [[0]], Q: [[1]], E: [[1]], R: [[0]], D: [0.5])
    let simulation = try Simulation(problem, dimension: 50, method: method)
    let step = 4
    let error = #expect(throws: SimulationError.self) {
      _ = try simulation.trajectory(from: start, at: [10])
    }
    guard case .varianceCrossedZero(_, let failing, _, _, let beta) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(failing == step)
    #expect(abs(beta - (0.5 - 0.25 / 3)) < 1e-12)
  }

  @Test func progressGrowsAndReachesTheEnd() throws {
    let seen = Mutex<[RunProgress]>([])
    let long = Ensemble(
      try Simulation(Case.all[0].problem, dimension: 1_000_000, seed: 1),
      from: try Case.all[0].start(), at: [3], replicas: 4)
    _ = try long.run(RunContext(threads: 2) { progress in seen.withLock { $0.append(progress) } })
    let done = seen.withLock { $0 }.map(\.done)
    #expect(done == done.sorted() && done.first == 0 && done.last == long.totalSteps)
    #expect(seen.withLock { $0 }.allSatisfy { $0.total == long.totalSteps && $0.parts == 4 })
  }

  /// Told to stop after some looks, each thread takes no more steps than to its next look.
  @Test(arguments: [1, 3])
  func stopsAtTheNextLook(threads: Int) throws {
    let looks = Mutex(0)
    let long = Ensemble(
      try Simulation(Case.all[0].problem, dimension: 1_000_000, seed: 1),
      from: try Case.all[0].start(), at: [3], replicas: 4)
    var options = EnsembleOptions()
    options.stepsPerLook = 1000
    let context = RunContext(
      threads: threads,
      shouldStop: {
        looks.withLock { looks in
          looks += 1
          return looks > 10
        }
      })
    let error = #expect(throws: RunCancelled.self) { try long.run(context, options) }
    let done = try #require(error?.progress?.done)
    #expect(error?.reason == .stopped && error?.checkpoint == nil)
    #expect(done >= 10_000 && done <= (10 + threads) * 2000)
    #expect(looks.withLock { $0 } <= 10 + threads)
  }

  /// A single run followed without an ensemble.
  @Test func trajectoryHeedsItsRun() throws {
    let simulation = try Simulation(Case.all[0].problem, dimension: 1_000_000_000, seed: 1)
    let start = try Case.all[0].start()
    #expect(throws: RunCancelled(.wallTime(limit: .milliseconds(50)))) {
      try RunContext(limits: .init(wallTime: .milliseconds(50))).run { _ in
        try simulation.trajectory(from: start, at: [1000])
      }
    }
  }
}
