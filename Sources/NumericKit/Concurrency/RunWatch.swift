import Foundation
import Synchronization

/// What all parts of a run look at to see whether to go on.
///
/// Once one of them has seen a reason to end, that is the reason for all, and the run has no result.
@usableFromInline
final class RunWatch: Sendable {
  private let shouldStop: @Sendable () -> Bool
  private let limits: RunContext.Limits
  /// The run that this one is part of.
  private let outer: RunWatch?
  private let start = ContinuousClock.now
  private let seen = Mutex<RunCancelled.Reason?>(nil)

  init(
    _ shouldStop: @escaping @Sendable () -> Bool, _ limits: RunContext.Limits,
    within outer: RunWatch?
  ) {
    (self.shouldStop, self.limits, self.outer) = (shouldStop, limits, outer)
  }

  /// The reason for which some part has ended early.
  var reasonSeen: RunCancelled.Reason? { seen.withLock { $0 } ?? outer?.reasonSeen }

  /// Why to end, if there is a reason; whoever asks ends as a whole or not at all.
  var reason: RunCancelled.Reason? {
    if let known = reasonSeen { return known }
    if let reason = outer?.reason { return reason }
    if shouldStop() { return .stopped }
    if let limit = limits.wallTime, ContinuousClock.now - start > limit {
      return .wallTime(limit: limit)
    }
    if let limit = limits.memory, let used = Self.memory, used > limit {
      return .memory(limit: limit)
    }
    return nil
  }

  /// Whether to end; whoever asks leaves half of its work when it is.
  @usableFromInline var isCancelled: Bool {
    guard let reason else { return false }
    seen.withLock { $0 = $0 ?? reason }
    return true
  }

  @usableFromInline
  func check() throws(RunCancelled) {
    if isCancelled, let reason { throw RunCancelled(reason) }
  }

  /// The bytes that the program occupies; `nil` where the system does not tell.
  private static var memory: Int? {
    guard let file = fopen("/proc/self/statm", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, CInt(line.count), file) != nil else { return nil }
    // The second of the numbers counts the pages that are in memory.
    let numbers = line.map(UInt8.init(bitPattern:)).split(separator: UInt8(ascii: " "))
    return numbers.dropFirst().first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
      .map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
  }
}
