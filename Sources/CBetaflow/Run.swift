import CBetaflowABI
import Foundation
import NumericKit

/// A run that can be cancelled: `betaflow_run`.
///
/// The flag is memory of C, which a signal handler may set.
final class Run: Sendable {
  let threads: Int
  let isInterruptible: Bool
  private nonisolated(unsafe) let flag: OpaquePointer

  init?(threads: Int, isInterruptible: Bool) {
    guard let flag = betaflow_flag_new() else { return nil }
    (self.threads, self.isInterruptible, self.flag) = (threads, isInterruptible, flag)
  }

  deinit { betaflow_flag_free(flag) }

  func cancel() { betaflow_flag_set(flag) }

  var isCancelled: Bool { betaflow_flag_is_set(flag) != 0 }

  /// Does work in this run, which SIGINT cancels if it is to be interruptible.
  func watched<Value>(_ body: () -> Value) -> Value {
    guard isInterruptible, betaflow_interrupts_begin(flag) != 0 else { return body() }
    defer { betaflow_interrupts_end() }
    return body()
  }

  /// The context of a run, or of a call without one.
  static func context(
    _ run: Run?, _ progress: (@Sendable (RunProgress) -> Void)?
  ) -> RunContext {
    guard let run else { return RunContext(progress: progress) }
    let threads = run.threads > 0 ? run.threads : ProcessInfo.processInfo.activeProcessorCount
    return RunContext(threads: max(1, threads), progress: progress) { run.isCancelled }
  }
}
