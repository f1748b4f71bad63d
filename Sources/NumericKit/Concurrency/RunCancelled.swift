/// How far work is.
public struct RunProgress: Sendable, Hashable {
  /// What is done.
  public var done: Int
  /// What there is to do; `nil` where that is not known.
  public var total: Int?
  /// What is counted, in the plural: `steps`, `rows`.
  public var unit: String
  /// Into how many equal parts the total falls.
  public var parts: Int
  /// What else there is to say of the work as it stands.
  public var remark: String?

  /// How far work is.
  public init(done: Int, total: Int?, unit: String, parts: Int = 1) {
    (self.done, self.total, self.unit, self.parts) = (done, total, unit, parts)
  }
}

extension RunProgress: CustomStringConvertible {
  /// "3 of 10 rates".
  public var description: String {
    "\(done) \(total.map { "of \($0) " } ?? "")\(unit)" + (remark.map { ", \($0)" } ?? "")
  }
}

/// Work that ended before its result was there.
public struct RunCancelled: Error, Sendable, Hashable {
  /// Why work ends early.
  public enum Reason: Sendable, Hashable {
    /// It was told to.
    case stopped
    /// It took longer than it may.
    case wallTime(limit: Duration)
    /// The program occupies more bytes than it may.
    case memory(limit: Int)
  }

  /// Why it ended.
  public let reason: Reason
  /// How far it was, where that is known.
  public var progress: RunProgress?
  /// The file from which it can go on, if one was written.
  public var checkpoint: String?

  /// Work that ended early.
  public init(_ reason: Reason, progress: RunProgress? = nil, checkpoint: String? = nil) {
    (self.reason, self.progress, self.checkpoint) = (reason, progress, checkpoint)
  }
}

extension RunCancelled: CustomStringConvertible {
  /// The reason with its limit, how far the work was, and where it is saved.
  public var description: String {
    let cause =
      switch reason {
      case .stopped: "stopped"
      case .wallTime(let limit): "not done within \(limit)"
      case .memory(let limit): "stopped for more than \(limit) bytes of memory"
      }
    return cause + (progress.map { ", after \($0)" } ?? "")
      + (checkpoint.map { "; goes on from \($0)" } ?? "")
  }
}
