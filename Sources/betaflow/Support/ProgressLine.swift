import Foundation
import Synchronization

/// Steps done, rate and time left on standard error: one line that is written over on a terminal, or
/// a line every half minute.
final class ProgressLine: Sendable {
  private let totalSteps: Int
  private let isTerminal = isatty(STDERR_FILENO) != 0
  private let start = ContinuousClock.now
  private let state: Mutex<State>

  private struct State {
    /// Steps that had been done before this program began.
    var first: Int?
    var lastLine = ContinuousClock.now
  }

  init(totalSteps: Int) {
    self.totalSteps = totalSteps
    state = Mutex(State())
  }

  /// Shows how far the work is.
  func show(_ steps: Int) {
    let now = ContinuousClock.now
    // Whoever finds another thread writing has nothing newer to show.
    _ = state.withLockIfAvailable { state in
      let first = state.first ?? steps
      state.first = first
      guard isTerminal || now - state.lastLine > .seconds(30) else { return }
      state.lastLine = now
      let rate = Double(steps - first) / (now - start).seconds
      guard rate > 0 else { return }
      let left = Double(totalSteps - steps) / rate
      let text =
        "\(100 * steps / max(totalSteps, 1)) %  \(Self.share(steps, of: totalSteps)), "
        + "\(Self.rate(rate)) a second, \(Self.duration(left)) left"
      ElapsedLine.end()
      if isTerminal { Message.progress(text) } else { Message.line(text) }
    }
  }

  /// Takes the line away and says what was done, and how fast as far as this program did it.
  func finish(_ summary: String) {
    let seconds = (ContinuousClock.now - start).seconds
    let first = state.withLock { $0.first } ?? 0
    let steps = totalSteps - first
    guard steps > 0 else { return Message.line("\(summary): done before") }
    Message.line(
      "\(summary): " + (first > 0 ? "the last \(Self.count(steps)) steps in " : "")
        + "\(Self.duration(seconds)), \(Self.rate(Double(steps) / seconds)) steps a second")
  }

  /// Steps done of all of them, each number with its own unit.
  static func share(_ steps: Int, of total: Int) -> String {
    "\(count(steps)) \(steps == 1 ? "step" : "steps") of \(count(total))"
  }

  /// A number of steps in three digits.
  static func count(_ number: Int) -> String {
    for (size, name) in [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")]
    where Double(number) >= size {
      return String(format: "%.3g %@", Double(number) / size, name)
    }
    return "\(number)"
  }

  /// Steps a second, or a fraction of one.
  private static func rate(_ value: Double) -> String {
    value < 100 ? String(format: "%.2g", value) : count(Int(min(value, 1e18)))
  }

  private static func duration(_ seconds: Double) -> String {
    guard seconds < 1e8 else { return "years" }
    if seconds < 0.1 { return String(format: "%.1f ms", 1000 * seconds) }
    if seconds < 60 { return String(format: "%.1f s", seconds) }
    let (minutes, rest) = (Int(seconds) / 60, Int(seconds) % 60)
    return minutes < 60
      ? String(format: "%d:%02d min", minutes, rest)
      : String(format: "%d:%02d h", minutes / 60, minutes % 60)
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + 1e-18 * Double(components.attoseconds)
  }
}
