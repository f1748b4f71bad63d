import Foundation
import NumericKit
import Synchronization

/// How far a command is, on standard error: one line that is written over on a terminal. Elsewhere only
/// runs of many steps say so, every half minute.
enum ProgressLine {
  private static let isTerminal = isatty(STDERR_FILENO) != 0
  private static let state = Mutex(State())

  private struct State {
    var hasBegun = false
    var hasEnded = false
    /// The last report.
    var latest: RunProgress?
    var runs: Runs?
  }

  /// Runs on their way, which count steps.
  private struct Runs {
    let start = ContinuousClock.now
    /// Steps that had been done before this program began.
    let first: Int
    var lastLine = ContinuousClock.now
  }

  /// What was reported last.
  static var latest: RunProgress? { state.withLock { $0.latest } }

  /// From now on a terminal shows how long the command has been at work, once that is more than two
  /// seconds, and how far it is.
  static func begin() {
    let isFirst = state.withLock { state in
      defer { state.hasBegun = true }
      return !state.hasBegun
    }
    guard isTerminal, isFirst else { return }
    let start = ContinuousClock.now
    Thread.detachNewThread {
      var isFirst = true
      repeat {
        Thread.sleep(forTimeInterval: isFirst ? 2 : 1)
        isFirst = false
      } while showElapsed(ContinuousClock.now - start)
    }
  }

  /// - Returns: Whether to go on.
  private static func showElapsed(_ time: Duration) -> Bool {
    state.withLock { state in
      guard !state.hasEnded else { return false }
      Message.progress(
        "at work for \(time.components.seconds) s" + (state.latest.map { ", \($0)" } ?? ""))
      return true
    }
  }

  /// From now on no more: runs know better, or the result is there.
  static func end() {
    state.withLock { state in
      guard state.hasBegun, !state.hasEnded else { return }
      state.hasEnded = true
      Message.close()
    }
  }

  /// Shows how far the work is, unless it is only to be remembered.
  static func show(_ progress: RunProgress, isQuiet: Bool) {
    state.withLock { $0.latest = progress }
    guard progress.unit == "steps", let total = progress.total else { return }
    // Whoever finds another thread writing has nothing newer to show.
    let text = state.withLockIfAvailable { state -> String? in
      var runs = state.runs ?? Runs(first: progress.done)
      defer { state.runs = runs }
      let now = ContinuousClock.now
      guard !isQuiet, isTerminal || now - runs.lastLine > .seconds(30) else { return nil }
      runs.lastLine = now
      let rate = Double(progress.done - runs.first) / (now - runs.start).seconds
      guard rate > 0 else { return nil }
      let remark = progress.remark.map { ", \($0)" } ?? ""
      return "\(100 * progress.done / max(total, 1)) %  \(share(progress.done, of: total)), "
        + "\(Self.rate(rate)) a second, \(duration(Double(total - progress.done) / rate)) left\(remark)"
    }
    guard case .some(.some(let text)) = text else { return }
    end()
    if isTerminal { Message.progress(text) } else { Message.line(text) }
  }

  /// Says of runs that have ended what was done, and how fast as far as this program did it.
  static func finish(replicas: Int, dimension: Int, steps: Int) {
    guard let runs = state.withLock({ $0.runs }) else { return }
    let title =
      "\(replicas == 1 ? "1 run" : "\(replicas) runs") at N = \(dimension) of "
      + "\(count(steps / replicas)) steps"
    let seconds = (ContinuousClock.now - runs.start).seconds
    let own = steps - runs.first
    guard own > 0 else { return Message.line("\(title): done before") }
    Message.line(
      "\(title): " + (runs.first > 0 ? "the last \(count(own)) steps in " : "")
        + "\(duration(seconds)), \(rate(Double(own) / seconds)) steps a second")
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

extension RunContext {
  /// How a command works: a signal stops it, and it tells how far it is.
  init(threads: Int?, isQuiet: Bool) {
    self.init(
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
      progress: { ProgressLine.show($0, isQuiet: isQuiet) },
      shouldStop: { Interruption.isRequested })
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + 1e-18 * Double(components.attoseconds)
  }
}
