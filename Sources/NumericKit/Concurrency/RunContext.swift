import Dispatch
import Synchronization

/// How work is carried out, which takes no part in its result: threads, cancellation, progress, limits.
///
/// Work is bound to a context by ``run(_:)``. From there on everything below looks at it, on every
/// thread of ``map(_:_:_:)``, without being handed it: integrators, searches for roots and minima, runs
/// at finite size. Work that is told to stop ends with ``RunCancelled`` and never with half a result.
///
/// ```swift
/// let context = RunContext(threads: 4, limits: .init(wallTime: .seconds(10)))
/// let squares = try context.map(100, "squares") { $0 * $0 }
/// ```
public struct RunContext: Sendable {
  /// Threads that work at a time, at least 1.
  public var threads: Int
  /// Told how far the work is, from any thread, one call at a time.
  public var progress: (@Sendable (RunProgress) -> Void)?
  /// Asked often, from any thread, whether to stop.
  public let shouldStop: @Sendable () -> Bool
  /// What the work may take.
  public let limits: Limits
  /// What all that is done in one run looks at; `nil` before it begins.
  var watch: RunWatch?

  /// What a run may take; `nil` stands for no limit.
  public struct Limits: Sendable, Hashable {
    /// From the beginning of the run.
    public var wallTime: Duration?
    /// Bytes of memory that the whole program may occupy; known on Linux only.
    public var memory: Int?

    /// Limits of a run; none unless given.
    public init(wallTime: Duration? = nil, memory: Int? = nil) {
      (self.wallTime, self.memory) = (wallTime, memory)
    }
  }

  /// One thread, and nothing that stops the work, unless given.
  public init(
    threads: Int = 1, limits: Limits = Limits(),
    progress: (@Sendable (RunProgress) -> Void)? = nil,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    precondition(threads >= 1, "a run on \(threads) threads")
    (self.threads, self.limits) = (threads, limits)
    (self.progress, self.shouldStop) = (progress, shouldStop)
  }

  @TaskLocal private static var bound: RunContext?

  /// The context of the run that this code is part of; outside of any, that of one thread.
  public static var current: RunContext { bound ?? RunContext() }

  @usableFromInline static var currentWatch: RunWatch? { bound?.watch }

  /// The same without reports, for parts of work that has a measure of its own.
  package var silent: RunContext {
    var context = self
    context.progress = nil
    return context
  }

  /// Does work in this context; within another run it heeds that one as well.
  ///
  /// - Parameter body: The work, with this context as the current one.
  /// - Returns: What the work returns.
  /// - Throws: ``RunCancelled`` if any part of the work was cut short, else what it throws.
  public func run<Value>(_ body: (RunContext) throws -> Value) throws -> Value {
    var context = self
    let watch = watch ?? RunWatch(shouldStop, limits, within: Self.currentWatch)
    context.watch = watch
    let result = Result { try Self.$bound.withValue(context) { try body(context) } }
    if case .failure(let error as RunCancelled) = result { throw error }
    // Parts that cannot throw, or whose errors are caught, have done half of their work.
    if let reason = watch.reasonSeen { throw RunCancelled(reason) }
    return try result.get()
  }

  /// Ends work that is to stop.
  ///
  /// - Throws: ``RunCancelled`` when the run was told to stop or has met a limit.
  public func checkCancellation() throws(RunCancelled) {
    try (watch ?? RunWatch(shouldStop, limits, within: Self.currentWatch)).check()
  }

  /// Whether loops of the current run that cannot throw should end: the run then throws for them.
  package static var isCancelled: Bool { currentWatch?.isCancelled ?? false }

  /// Why to stop, if there is a reason, for work that throws by itself once it has saved what it has.
  package var reasonToStop: RunCancelled.Reason? { watch?.reason }

  /// Tells how far the work is.
  package func report(_ done: Int, of total: Int?, _ unit: String) {
    progress?(RunProgress(done: done, total: total, unit: unit))
  }

  /// The values of a function for 0, 1 … `count − 1`, in order, on all threads.
  ///
  /// - Parameters:
  ///   - count: How many values.
  ///   - unit: What they are called in reports of progress, in the plural.
  ///   - body: The function, which runs in this context; it makes no reports of its own.
  /// - Returns: One value per number.
  /// - Throws: The error of the smallest number that has one; ``RunCancelled`` when told to stop, which
  ///   is looked at before each value.
  public func map<Value: Sendable>(
    _ count: Int, _ unit: String, _ body: @Sendable (Int) throws -> Value
  ) throws -> [Value] {
    guard count > 0 else { return [] }
    return try run { context in
      let work = Mutex(SharedWork<Value>(count: count))
      let last = Mutex(0)
      context.report(0, of: count, unit)
      DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
        Self.$bound.withValue(context.silent) {
          while let index = work.withLock({ $0.next() }), !Self.isCancelled {
            let result = Result { try body(index) }
            let done = work.withLock { $0.finish(index, result) }
            // Not within the lock of the work, and not in line: a reader may be slow.
            _ = last.withLockIfAvailable { last in
              guard done > last, done < count else { return }
              last = done
              context.report(done, of: count, unit)
            }
          }
        }
      }
      let (results, done) = work.withLock { ($0.results, $0.done) }
      do {
        let values = try results.compactMap { try $0?.get() }
        if values.count < count { try context.checkCancellation() }
        context.report(count, of: count, unit)
        return values
      } catch var error as RunCancelled {
        error.progress = RunProgress(done: done, total: count, unit: unit)
        throw error
      }
    }
  }
}

/// Numbers handed out in order, and what became of them.
private struct SharedWork<Value: Sendable> {
  var results: [Result<Value, any Error>?]
  /// Those that succeeded.
  private(set) var done = 0
  private var position = 0
  private var hasFailed = false

  init(count: Int) { results = Array(repeating: nil, count: count) }

  /// The next number, unless an earlier one has failed.
  mutating func next() -> Int? {
    guard position < results.count, !hasFailed else { return nil }
    defer { position += 1 }
    return position
  }

  mutating func finish(_ index: Int, _ result: Result<Value, any Error>) -> Int {
    results[index] = result
    if case .failure = result { hasFailed = true } else { done += 1 }
    return done
  }
}
