import NumericKit

/// Does work on two threads.
func onTwoThreads<Value>(_ body: () throws -> Value) throws -> Value {
  try RunContext(threads: 2).run { _ in try body() }
}
