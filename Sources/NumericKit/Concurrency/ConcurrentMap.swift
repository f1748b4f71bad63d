import Dispatch
import Synchronization

/// The values of a function for 0, 1 … `count − 1`, computed by several threads, in order.
///
/// - Parameters:
///   - count: How many values.
///   - threads: How many are computed at a time; the result does not depend on it.
///   - body: The function.
/// - Returns: One value per number.
/// - Throws: The error of the smallest number that has one; later values may not be computed.
package func concurrentMap<Value: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) throws -> Value
) throws -> [Value] {
  let work = Mutex(SharedWork<Value>(count: count))
  DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
    while let index = work.withLock({ $0.next() }) {
      let result = Result { try body(index) }
      work.withLock { $0.finish(index, result) }
    }
  }
  return try work.withLock { work in try work.results.map { try $0?.get() } }.compactMap { $0 }
}

/// Numbers handed out in order, and what became of them.
private struct SharedWork<Value: Sendable> {
  var results: [Result<Value, any Error>?]
  private var position = 0
  private var hasFailed = false

  init(count: Int) { results = Array(repeating: nil, count: count) }

  /// The next number, unless an earlier one has failed.
  mutating func next() -> Int? {
    guard position < results.count, !hasFailed else { return nil }
    defer { position += 1 }
    return position
  }

  mutating func finish(_ index: Int, _ result: Result<Value, any Error>) {
    results[index] = result
    if case .failure = result { hasFailed = true }
  }
}
