import Dispatch
import LinearVAE
import Synchronization

/// The threads that work on an ensemble, and what they share.
final class EnsembleRunner: Sendable {
  private let ensemble: Ensemble
  private let options: EnsembleOptions
  /// Written now and then, and at the end.
  private let checkpoint: Checkpoint?
  /// Written when told to stop.
  private let rescue: Checkpoint?
  private let targets: [Int]
  private let shared: Mutex<Shared>

  private struct Shared: Sendable {
    var progress: EnsembleProgress
    /// The run that the next free thread takes.
    var next = 0
    /// Steps done by all runs.
    var steps = 0
    /// The first run in order that cannot go on, and why.
    var failure: (replica: Int, error: any Error)?
    var isStopping = false
    var isWriting = false
    var lastReport = ContinuousClock.now
    var lastWrite = ContinuousClock.now
  }

  /// - Throws: ``CheckpointError`` if the checkpoint cannot be used.
  init(_ ensemble: Ensemble, _ options: EnsembleOptions) throws {
    self.ensemble = ensemble
    self.options = options
    checkpoint = options.checkpoint.map { Checkpoint(of: ensemble, at: $0, options) }
    rescue = checkpoint ?? options.rescue.map { Checkpoint(of: ensemble, at: $0, options) }
    targets = ensemble.simulation.steps(at: ensemble.times)
    let width = ensemble.row(StateBlocks.numbers(of: ensemble.initial)).count
    let fresh = EnsembleProgress(quantities: targets.count * width)
    var shared = Shared(progress: try checkpoint?.read() ?? fresh)
    let ended = shared.progress.moments.count + shared.progress.waiting.count
    shared.steps =
      ended * (targets.last ?? 0)
      + shared.progress.active.values.reduce(0) { $0 + $1.snapshot.step }
    // The first checkpoint comes early: the start of a run is when most are stopped.
    shared.lastWrite -= .seconds(0.9 * options.checkpointInterval)
    self.shared = Mutex(shared)
  }

  /// Works until all runs have ended.
  func result() throws -> EnsembleResult {
    options.progress?(shared.withLock { $0.steps })
    let threads = max(1, min(options.threads, ensemble.replicas))
    if threads == 1 {
      work()
    } else {
      DispatchQueue.concurrentPerform(iterations: threads) { _ in work() }
    }
    let (progress, failure, steps) = shared.withLock { ($0.progress, $0.failure?.error, $0.steps) }
    try checkpoint?.write(progress)
    if let failure { throw failure }
    guard progress.moments.count == ensemble.replicas else {
      if checkpoint == nil { try rescue?.write(progress) }
      throw EnsembleInterruption(
        steps: steps, totalSteps: ensemble.totalSteps, checkpoint: rescue?.path)
    }
    return EnsembleResult(
      of: ensemble, moments: progress.moments,
      rows: options.keepsRuns ? progress.kept.map(\.values) : nil)
  }

  /// One thread: takes runs until none is left.
  private func work() {
    while let replica = nextReplica() {
      do {
        guard let record = try follow(replica) else { return }
        shared.withLock {
          $0.progress.finish(replica, record: record, keeping: options.keepsRuns)
        }
      } catch {
        shared.withLock {
          // Of several failures the one of the earliest run counts, whichever came first.
          if replica < $0.failure?.replica ?? .max { $0.failure = (replica, error) }
        }
      }
    }
  }

  private func nextReplica() -> Int? {
    shared.withLock { shared in
      while shared.next < ensemble.replicas, shared.progress.hasFinished(shared.next) {
        shared.next += 1
      }
      guard !shared.isStopping, shared.failure == nil, shared.next < ensemble.replicas else {
        return nil
      }
      defer { shared.next += 1 }
      return shared.next
    }
  }

  /// Follows one run to its end. Returns what it recorded, or `nil` when told to stop.
  private func follow(_ replica: Int) throws -> [Double]? {
    var (run, record) = try start(replica)
    let width = ensemble.row(run.numbers).count
    var pace = Pace()
    for target in targets.dropFirst(record.count / width) {
      while run.step < target {
        let goal = min(target, run.step + pace.steps)
        let before = run.step
        do {
          try run.advance(to: goal)
        } catch {
          throw ReplicaFailure(replica: replica, cause: error)
        }
        if pace.isDue(after: run.step - before) {
          guard report(replica, pace.takeSteps(), run, record) else { return nil }
        }
      }
      record += ensemble.row(run.numbers)
    }
    _ = report(replica, pace.takeSteps(), nil, record)
    return record
  }

  private func start(_ replica: Int) throws -> (run: any SimulationRun, record: [Double]) {
    if let active = shared.withLock({ $0.progress.active[replica] }),
      let run = ensemble.simulation.run(restoring: active.snapshot)
    {
      return (run, active.record.values)
    }
    return (try ensemble.simulation.run(replica, from: ensemble.initial), [])
  }

  /// Tells the others how far a run is, and writes the checkpoint when that is due.
  ///
  /// - Returns: Whether to go on.
  private func report(
    _ replica: Int, _ steps: Int, _ run: (any SimulationRun)?, _ record: [Double]
  ) -> Bool {
    let isStopping = options.shouldStop()
    let now = ContinuousClock.now
    let (due, goesOn) = shared.withLock { shared -> (EnsembleProgress?, Bool) in
      shared.steps += steps
      shared.isStopping = shared.isStopping || isStopping
      if let progress = options.progress, now - shared.lastReport > .milliseconds(200) {
        shared.lastReport = now
        progress(shared.steps)
      }
      let goesOn = !shared.isStopping && replica <= shared.failure?.replica ?? .max
      // Runs are independent: each thread deposits its own when it passes by.
      if let run, checkpoint != nil || (rescue != nil && shared.isStopping) {
        shared.progress.active[replica] = .init(
          snapshot: run.snapshot, record: ExactNumbers(record))
      }
      let isDue =
        checkpoint != nil && !shared.isWriting
        && now - shared.lastWrite > .seconds(options.checkpointInterval)
      guard isDue && goesOn else { return (nil, goesOn) }
      shared.isWriting = true
      return (shared.progress, goesOn)
    }
    if let due { write(due) }
    return goesOn
  }

  private func write(_ progress: EnsembleProgress) {
    let outcome = Result { try checkpoint?.write(progress) }
    shared.withLock {
      $0.isWriting = false
      $0.lastWrite = .now
      if case .failure(let error) = outcome, $0.failure == nil { $0.failure = (-1, error) }
    }
  }
}

/// How many steps a thread takes before it looks up: few enough for a twentieth of a second.
private struct Pace {
  private(set) var steps = 16
  private var pending = 0
  private var last = ContinuousClock.now

  /// Counts steps; true a few times a second.
  mutating func isDue(after done: Int) -> Bool {
    pending += done
    let elapsed = ContinuousClock.now - last
    if elapsed < .milliseconds(10), pending >= steps { steps = min(2 * steps, 1 << 24) }
    guard elapsed > .milliseconds(50) else { return false }
    if elapsed > .milliseconds(200) { steps = max(1, steps / 4) }
    last = .now
    return true
  }

  /// The steps counted since the last call.
  mutating func takeSteps() -> Int {
    defer { pending = 0 }
    return pending
  }
}
