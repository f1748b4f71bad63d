import Foundation
import Plotting
import Requests
import Synchronization

/// SIGINT and SIGTERM: whatever the program is doing, it ends soon, with 75 and a word.
///
/// Work that is worth saving looks at ``isRequested``, stops and saves; it is waited for. All other work
/// is left where it is. A second signal ends the program at once, saved or not.
enum Interruption {
  /// How long to wait for what may begin to save, or has just ended to.
  private static let patience = Duration.seconds(1)
  /// How long to wait for files that are being written.
  private static let limit = Duration.seconds(1.5)

  private struct State {
    /// What is said in the end.
    var lastWords: @Sendable () -> String = { "interrupted" }
    /// Whether the command has anything to save.
    var canSave = false
    /// Sections of work on their way that save.
    var savers = 0
    /// Files that are being written.
    var writers = 0
  }

  private static let state = Mutex(State())
  private static let signal = InterruptionSignal()

  /// Whether one of the signals has come.
  static var isRequested: Bool { signal.isRaised }

  /// From now on a signal ends the program as said above.
  ///
  /// - Parameters:
  ///   - canSave: Whether some work of the command is worth saving.
  ///   - lastWords: Says what was interrupted and how to go on; called on a thread of its own.
  static func watch(canSave: Bool, lastWords: @escaping @Sendable () -> String) {
    state.withLock {
      $0.canSave = canSave
      $0.lastWords = lastWords
    }
    signal.install()
    Thread.detachNewThread {
      signal.wait()
      end()
    }
  }

  /// Says something else in the end.
  static func say(_ lastWords: @escaping @Sendable () -> String) {
    state.withLock { $0.lastWords = lastWords }
  }

  /// Does work that stops by itself when ``isRequested``, and saves what it has.
  static func saving<Result>(
    if canSave: Bool = true, _ body: () throws -> Result
  ) rethrows -> Result {
    state.withLock { $0.savers += canSave ? 1 : 0 }
    defer { state.withLock { $0.savers -= canSave ? 1 : 0 } }
    return try body()
  }

  /// Writes a file that is to appear whole, and to leave nothing else behind.
  static func writing<Result>(_ body: () throws -> Result) rethrows -> Result {
    state.withLock { $0.writers += 1 }
    defer { state.withLock { $0.writers -= 1 } }
    return try body()
  }

  /// Waits for the end of the program, of which a signal has come: work has stopped with nothing saved.
  static func awaitEnd() -> Never {
    while true { sleep(1) }
  }

  /// Ends the program once nothing is left to wait for.
  private static func end() {
    let start = ContinuousClock.now
    var lastSaving: ContinuousClock.Instant?
    while true {
      // Within the lock: nothing begins any more.
      state.withLock { state in
        let now = ContinuousClock.now
        if state.savers > 0 {
          lastSaving = now
          return
        }
        // What has just saved says itself how to go on.
        let since = lastSaving ?? (state.canSave ? start : nil)
        if let since, now - since < patience { return }
        if state.writers > 0, now - start < limit { return }
        Drawings.abandon {
          Message.error(state.lastWords())
          _exit(Failure.Code.interrupted.rawValue)
        }
      }
      usleep(10_000)
    }
  }
}

/// A signal that was caught, and a thread that waits for it.
private final class InterruptionSignal: @unchecked Sendable {
  private let raised = Atomic(false)
  // At a place of its own, as the handler needs it.
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() { sem_init(semaphore, 0, 0) }

  var isRaised: Bool { raised.load(ordering: .relaxed) }

  /// Only what a signal handler may do.
  func raise() {
    raised.store(true, ordering: .relaxed)
    sem_post(semaphore)
  }

  func wait() { while sem_wait(semaphore) != 0 {} }

  /// Catches the first of the signals; a second one ends the program at once.
  func install() {
    // A global is made at first use, which must not be within the handler.
    _ = Interruption.isRequested
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      // A parent that has them ignored, as nohup does with another, wants that.
      let previous = signal(number, SIG_IGN)
      guard unsafeBitCast(previous, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) else {
        continue
      }
      sigaddset(&signals, number)
      signal(number) { number in
        Interruption.raise()
        signal(number, SIG_DFL)
      }
    }
    // A parent that blocks them, as worker threads do, hands that on.
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}

extension Interruption {
  fileprivate static func raise() { signal.raise() }
}
