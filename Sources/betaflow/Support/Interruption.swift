import Foundation
import Synchronization

/// SIGINT and SIGTERM as a wish to stop, not as the end.
enum Interruption {
  private static let flag = InterruptionFlag()

  /// Whether one of the signals has come.
  static var isRequested: Bool { flag.isRaised }

  /// From now on the first signal asks to stop; a second one ends the program at once.
  static func watch() {
    // A global is made at first use, which must not be within the handler.
    _ = flag.isRaised
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
        Interruption.flag.raise()
        signal(number, SIG_DFL)
      }
    }
    // A parent that blocks them, as worker threads do, hands that on.
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}

/// A switch that a signal handler may throw.
private final class InterruptionFlag: Sendable {
  private let raised = Atomic(false)

  var isRaised: Bool { raised.load(ordering: .relaxed) }

  func raise() { raised.store(true, ordering: .relaxed) }
}
