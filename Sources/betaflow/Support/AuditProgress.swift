import Foundation
import Synchronization

/// A number that threads count up.
final class Counter: Sendable {
  private let number = Atomic(0)

  var value: Int { number.load(ordering: .relaxed) }

  func advance() { number.add(1, ordering: .relaxed) }
}

/// How many claims are checked: a line on standard error that is written over on a terminal.
final class AuditProgress: Sendable {
  private let total: Int
  private let isTerminal = isatty(STDERR_FILENO) != 0
  private let start = ContinuousClock.now
  private let done = Mutex(0)

  init(_ total: Int) { self.total = total }

  /// Says that one more claim is checked.
  func advance() {
    done.withLock { done in
      done += 1
      ElapsedLine.end()
      if isTerminal { Message.progress("\(done) of \(total) claims") }
    }
  }

  /// Takes the line away and says what came out.
  func finish(_ summary: String) {
    let time = (ContinuousClock.now - start).formatted(
      .units(allowed: [.seconds], width: .narrow, fractionalPart: .show(length: 1)))
    Message.line("\(summary), in \(time)")
  }
}
