import Dispatch
import Foundation
import LinearVAE
import NumericKit
import Storage
import Synchronization

/// The threads that work on an ensemble, and what they share.
final class EnsembleRunner: Sendable {
  private let ensemble: any EnsembleWork
  private let context: RunContext
  private let options: EnsembleOptions
  /// Written now and then, and at the end.
  private let checkpoint: Checkpoint<EnsembleProgress>?
  private let targets: [Int]
  private let shared: Mutex<Shared>
  private let lastReport = Mutex(ContinuousClock.now)

  private struct Shared: Sendable {
    var progress: EnsembleProgress
    /// The run that the next free thread takes.
    var next = 0
    /// Steps done by all runs.
    var steps = 0
    /// The first run in order that cannot go on, and why.
    var failure: (replica: Int, error: any Error)?
    var isWriting = false
    /// Why to stop, once one of the threads has been told.
    var stopReason: RunCancelled.Reason?
    var lastWrite = ContinuousClock.now
    /// How long the last write took.
    var writing = Duration.zero
  }

  /// - Throws: `CheckpointError` if the checkpoint cannot be used.
  init(_ ensemble: any EnsembleWork, _ context: RunContext, _ options: EnsembleOptions) throws {
    (self.ensemble, self.context) = (ensemble, context)
    self.options = options
    checkpoint = try options.checkpoint.map { try ensemble.checkpoint(at: $0, options) }
    targets = ensemble.targets
    let fresh = EnsembleProgress(quantities: targets.count * ensemble.rowWidth)
    let found = try checkpoint?.read()
    // Takes the name before work begins, so that no other run does.
    if let checkpoint, found == nil { try checkpoint.write(fresh) }
    var shared = Shared(progress: found ?? fresh)
    let ended = shared.progress.moments.count + shared.progress.waiting.count
    shared.steps =
      ended * (targets.last ?? 0)
      + shared.progress.active.values.reduce(0) { $0 + $1.snapshot.step }
    // The first checkpoint comes early: the start of a run is when most are stopped.
    shared.lastWrite -= .seconds(0.9 * options.checkpointInterval)
    self.shared = Mutex(shared)
  }

  /// Works until all runs have ended.
  func result() throws -> (moments: RunningMoments, rows: [[Double]]?) {
    context.progress?(progress(shared.withLock { $0.steps }))
    let threads = max(1, min(context.threads, ensemble.replicas))
    if threads == 1 {
      work()
    } else {
      DispatchQueue.concurrentPerform(iterations: threads) { _ in work() }
    }
    let end = shared.withLock { $0 }
    let (runs, failure) = (end.progress, end.failure)
    try checkpoint?.write(runs)
    // Should an earlier run have been told to stop, it might have failed first: the end will tell.
    if let failure, (0..<max(failure.replica, 0)).allSatisfy(runs.hasFinished) {
      throw failure.error
    }
    guard runs.moments.count == ensemble.replicas else {
      let path = try checkpoint?.path ?? options.rescue.map { try rescue(runs, to: $0) }
      throw RunCancelled(
        end.stopReason ?? .stopped, progress: progress(end.steps), checkpoint: path)
    }
    context.progress?(progress(ensemble.totalSteps))
    return (
      runs.moments,
      options.keepsRuns ? Self.rows(runs.kept.values, count: ensemble.replicas) : nil
    )
  }

  private func progress(_ steps: Int) -> RunProgress {
    RunProgress(
      done: steps, total: ensemble.totalSteps, unit: "steps", parts: ensemble.replicas)
  }

  private static func rows(_ numbers: [Double], count: Int) -> [[Double]] {
    let width = numbers.count / count
    return (0..<count).map { Array(numbers[($0 * width)..<(($0 + 1) * width)]) }
  }

  /// Writes the progress to a file that was not there before.
  ///
  /// - Parameters:
  ///   - progress: What is written.
  ///   - path: The name, which gets a number if it is taken.
  /// - Returns: The path of the file.
  /// - Throws: `CheckpointError` if no such file can be written.
  private func rescue(_ progress: EnsembleProgress, to path: String) throws -> String {
    let url = URL(fileURLWithPath: path)
    let (stem, suffix) = (url.deletingPathExtension().lastPathComponent, url.pathExtension)
    let folder =
      path.hasSuffix(url.lastPathComponent) ? path.dropLast(url.lastPathComponent.count) : ""
    for name in [path] + (2...999).map({ "\(folder)\(stem)-\($0).\(suffix)" }) {
      do {
        let checkpoint = try ensemble.checkpoint(at: name, options)
        if checkpoint.exists { continue }
        try checkpoint.write(progress)
        return name
      } catch {
        // Another program was faster.
        guard error.problem == .inUse else { throw error }
      }
    }
    throw CheckpointError(path: path, .unwritable("999 files of such names are there already"))
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
      guard shared.stopReason == nil, shared.failure == nil, shared.next < ensemble.replicas else {
        return nil
      }
      defer { shared.next += 1 }
      return shared.next
    }
  }

  /// Follows one run to its end. Returns what it recorded, or `nil` when told to stop.
  private func follow(_ replica: Int) throws -> [Double]? {
    var (run, record) = try start(replica)
    let width = ensemble.rowWidth
    var pace = Pace(fixed: options.stepsPerLook)
    var deposit = ContinuousClock.now
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
          guard report(replica, pace.takeSteps(), run, record, &deposit) else { return nil }
        }
      }
      do {
        record += try ensemble.row(run)
      } catch {
        throw ReplicaFailure(replica: replica, cause: error)
      }
    }
    _ = report(replica, pace.takeSteps(), nil, record, &deposit)
    return record
  }

  private func start(_ replica: Int) throws -> (run: any SimulationRun, record: [Double]) {
    guard let active = shared.withLock({ $0.progress.active[replica] }) else {
      return (try ensemble.run(replica), [])
    }
    guard let run = ensemble.run(restoring: active.snapshot) else {
      throw CheckpointError(
        path: options.checkpoint ?? "", .damaged("run \(replica + 1) in it is none of this problem")
      )
    }
    return (run, active.record.values)
  }

  /// Tells the others how far a run is, and writes the checkpoint when that is due.
  ///
  /// - Parameters:
  ///   - replica: The index of the run.
  ///   - steps: Steps since the last report.
  ///   - run: The run as it stands; `nil` before its first step.
  ///   - record: The numbers that it has recorded.
  ///   - deposit: When the run was last laid down for a checkpoint.
  /// - Returns: Whether to go on.
  private func report(
    _ replica: Int, _ steps: Int, _ run: (any SimulationRun)?, _ record: [Double],
    _ deposit: inout ContinuousClock.Instant
  ) -> Bool {
    let reason = context.reasonToStop
    let now = ContinuousClock.now
    let (due, goesOn) = shared.withLock { shared -> (EnsembleProgress?, Bool) in
      shared.steps += steps
      shared.stopReason = shared.stopReason ?? reason
      let goesOn = shared.stopReason == nil && replica <= shared.failure?.replica ?? .max
      // Writing takes a small part of the time, however large the file.
      let interval =
        options.checkpointInterval == 0
        ? .zero : max(.seconds(options.checkpointInterval), shared.writing * 20)
      let age = now - shared.lastWrite
      let isDue = checkpoint != nil && !shared.isWriting && age >= interval && goesOn
      // Runs are independent: each thread lays down its own, once, shortly before a write. A copy of
      // long vectors at every look would cost more than the steps.
      let isNear =
        checkpoint != nil && age > interval * 0.8 && deposit <= shared.lastWrite + interval * 0.8
      let isLast = shared.stopReason != nil && (checkpoint != nil || options.rescue != nil)
      if let run, isDue || isNear || isLast {
        deposit = now
        shared.progress.active[replica] = .init(
          snapshot: run.snapshot, record: ExactNumbers(record))
      }
      guard isDue else { return (nil, goesOn) }
      shared.isWriting = true
      return (shared.progress, goesOn)
    }
    show(now)
    if let due { write(due) }
    return goesOn
  }

  /// Tells how far the runs are, a few times a second; not within the lock of the work, and not in line:
  /// a terminal that stands still would stop all threads.
  private func show(_ now: ContinuousClock.Instant) {
    _ = lastReport.withLockIfAvailable { last in
      guard now - last > .milliseconds(200) else { return }
      last = now
      context.progress?(progress(shared.withLock { $0.steps }))
    }
  }

  private func write(_ progress: EnsembleProgress) {
    let start = ContinuousClock.now
    let outcome = Result { try checkpoint?.write(progress) }
    shared.withLock {
      $0.isWriting = false
      $0.lastWrite = .now
      $0.writing = $0.lastWrite - start
      if case .failure(let error) = outcome, $0.failure == nil { $0.failure = (-1, error) }
    }
  }
}

/// How many steps a thread takes before it looks up: few enough for a twentieth of a second.
struct Pace {
  private(set) var steps: Int
  private let isFixed: Bool
  private var pending = 0
  private var last = ContinuousClock.now

  /// - Parameter fixed: The steps between two looks; `nil` to go by the clock.
  init(fixed: Int? = nil) {
    steps = fixed ?? 1
    isFixed = fixed != nil
  }

  /// Counts steps; true when it is time to look, by the clock a few times a second.
  mutating func isDue(after done: Int) -> Bool {
    pending += done
    if isFixed { return pending >= steps }
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
