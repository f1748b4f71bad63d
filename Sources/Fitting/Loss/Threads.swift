import Dispatch

/// Threads that share the parts of one step.
struct Threads: Sendable {
  let count: Int

  /// Does something for 0, 1 … `parts − 1`, in any order, on all threads.
  func perform(_ parts: Int, _ body: @Sendable (Int) -> Void) {
    guard count > 1, parts > 1 else {
      for part in 0..<parts { body(part) }
      return
    }
    let workers = min(count, parts)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      var part = worker
      while part < parts {
        body(part)
        part += workers
      }
    }
  }
}
