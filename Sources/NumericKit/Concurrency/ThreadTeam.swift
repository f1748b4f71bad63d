import Dispatch
import Foundation
import Synchronization

/// Threads that share the parts of short pieces of work, some hundred microseconds long each.
///
/// Between pieces they stay awake for a moment, since waking a thread takes as long as a small product of
/// matrices. One piece of work runs at a time, and none from within another.
package final class ThreadTeam: Sendable {
  /// How many threads work, the caller's included.
  package let count: Int
  private let shared: Work?

  /// A team.
  ///
  /// - Parameter count: How many threads work, the caller's included; `≥ 1`.
  package init(count: Int) {
    precondition(count >= 1, "\(count) threads")
    self.count = count
    guard count > 1 else {
      shared = nil
      return
    }
    let work = Work(helpers: count - 1)
    shared = work
    for helper in 1..<count {
      let thread = Thread { work.help(helper) }
      thread.name = "betaflow-\(helper)"
      thread.start()
    }
  }

  deinit { shared?.end() }

  /// Does something for 0, 1 … `parts − 1` on all threads, the parts of each in order.
  ///
  /// - Parameters:
  ///   - parts: How many parts there are; `i` is the work of thread `i mod count`.
  ///   - body: One part.
  package func perform(_ parts: Int, _ body: @Sendable (Int) -> Void) {
    guard let shared, parts > 1 else {
      for part in 0..<parts { body(part) }
      return
    }
    withoutActuallyEscaping(body) { body in
      shared.perform(Job(parts: parts, threads: count, body: body))
    }
  }
}

/// Parts of a piece of work, dealt in turns.
private struct Job: Sendable {
  let parts, threads: Int
  let body: @Sendable (Int) -> Void

  func run(thread: Int) {
    for part in stride(from: thread, to: parts, by: threads) { body(part) }
  }
}

/// What the threads of a team know of each other.
private final class Work: @unchecked Sendable {
  /// The number of the present piece of work; negative at the end.
  private let turn = Atomic<Int>(0)
  private let finished = Atomic<Int>(0)
  private let doors: [Door]
  /// Written before `turn` moves, and read after it did.
  private var job: Job?

  /// Looks that a thread takes before it sleeps: some hundred microseconds.
  private static let patience = 100_000

  /// Where one helper sleeps.
  private final class Door: Sendable {
    let isAsleep = Atomic<Bool>(false)
    let signal = DispatchSemaphore(value: 0)
  }

  init(helpers: Int) {
    doors = (0..<helpers).map { _ in Door() }
  }

  func perform(_ job: Job) {
    self.job = job
    finished.store(0, ordering: .relaxed)
    move(to: turn.load(ordering: .relaxed) + 1)
    job.run(thread: 0)
    var looks = 0
    while finished.load(ordering: .acquiring) < doors.count {
      looks += 1
      if looks > Self.patience { sched_yield() }
    }
    self.job = nil
  }

  func end() { move(to: -1) }

  private func move(to next: Int) {
    turn.store(next, ordering: .sequentiallyConsistent)
    for door in doors where door.isAsleep.exchange(false, ordering: .sequentiallyConsistent) {
      door.signal.signal()
    }
  }

  /// The life of a helper.
  func help(_ helper: Int) {
    var seen = 0
    while true {
      seen = next(after: seen, doors[helper - 1])
      guard seen > 0 else { return }
      takePart(helper)
      finished.wrappingAdd(1, ordering: .acquiringAndReleasing)
    }
  }

  /// Not inlined, so that nothing holds the body of the work when the helper says it is done.
  @inline(never)
  private func takePart(_ helper: Int) { job?.run(thread: helper) }

  private func next(after seen: Int, _ door: Door) -> Int {
    while true {
      for _ in 0..<Self.patience {
        let next = turn.load(ordering: .acquiring)
        if next != seen { return next }
      }
      door.isAsleep.store(true, ordering: .sequentiallyConsistent)
      // Whoever moved the turn in between either saw the sleeper, and signals, or is seen here. A caller
      // that was held up in `move` may still signal for the turn before: then there is nothing to do yet.
      if turn.load(ordering: .sequentiallyConsistent) == seen
        || !door.isAsleep.exchange(false, ordering: .sequentiallyConsistent)
      {
        door.signal.wait()
      }
    }
  }
}
