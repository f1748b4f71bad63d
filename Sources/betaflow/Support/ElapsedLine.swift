import Foundation
import Synchronization

/// On a terminal, how long a command has been at work, once that is more than two seconds: for work that
/// does not know how much of it is left. A line of progress takes its place.
enum ElapsedLine {
  private static let state = Mutex(State())

  private struct State {
    var hasBegun = false
    var hasEnded = false
  }

  /// From now on.
  static func begin() {
    guard isatty(STDERR_FILENO) != 0 else { return }
    let isFirst = state.withLock { state in
      defer { state.hasBegun = true }
      return !state.hasBegun
    }
    guard isFirst else { return }
    let start = ContinuousClock.now
    Thread.detachNewThread {
      var isFirst = true
      repeat {
        Thread.sleep(forTimeInterval: isFirst ? 2 : 1)
        isFirst = false
      } while show(ContinuousClock.now - start)
    }
  }

  /// - Returns: Whether to go on.
  private static func show(_ time: Duration) -> Bool {
    state.withLock { state in
      if !state.hasEnded { Message.progress("at work for \(time.components.seconds) s") }
      return !state.hasEnded
    }
  }

  /// From now on no more: a line of progress knows better, or the result is there.
  static func end() {
    state.withLock { state in
      guard state.hasBegun, !state.hasEnded else { return }
      state.hasEnded = true
      Message.close()
    }
  }
}
