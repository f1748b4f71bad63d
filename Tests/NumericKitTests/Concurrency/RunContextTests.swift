import NumericKit
import Synchronization
import Testing

@Suite("How work is carried out", .timeLimit(.minutes(1)))
struct RunContextTests {
  /// A context that is told to stop after some looks.
  private func stopping(after looks: Int, threads: Int = 1) -> RunContext {
    let left = Mutex(looks)
    return RunContext(
      threads: threads,
      shouldStop: {
        left.withLock { left in
          left -= 1
          return left < 0
        }
      })
  }

  private struct Refused: Error, Equatable { let index: Int }

  @Test("values come in order, and the first error wins")
  func order() throws {
    let squares = (0..<100).map { $0 * $0 }
    #expect(try RunContext(threads: 7).map(100, "squares") { $0 * $0 } == squares)
    #expect(try RunContext(threads: 2).map(0, "squares") { $0 }.isEmpty)
    for threads in [1, 3] {
      #expect(throws: Refused(index: 3)) {
        try RunContext(threads: threads).map(10, "n") { if $0 >= 3 { throw Refused(index: $0) } }
      }
    }
  }

  @Test("progress grows from nothing to the total", arguments: [1, 4])
  func progress(threads: Int) throws {
    let seen = Mutex<[RunProgress]>([])
    let context = RunContext(threads: threads) { progress in seen.withLock { $0.append(progress) } }
    // What values do inside is not theirs to report.
    _ = try context.map(50, "values") { _ in try RunContext.current.map(3, "parts") { $0 } }
    let done = seen.withLock { $0 }.map(\.done)
    #expect(seen.withLock { $0 }.allSatisfy { $0.total == 50 && $0.unit == "values" })
    #expect(done == done.sorted() && done.first == 0 && done.last == 50)
    #expect(threads > 1 || done == Array(0...50))
  }

  @Test("work that is told to stop begins no further value", arguments: [1, 3])
  func stops(threads: Int) throws {
    let begun = Mutex(0)
    let error = #expect(throws: RunCancelled.self) {
      try stopping(after: 10, threads: threads).map(1000, "values") { _ in
        begun.withLock { $0 += 1 }
      }
    }
    #expect(begun.withLock { $0 } == 10)
    #expect(error == RunCancelled(.stopped, progress: .init(done: 10, total: 1000, unit: "values")))
    #expect(error.map { "\($0)" } == "stopped, after 10 of 1000 values")
  }

  @Test("a run that was cut short has no result, whoever catches the error")
  func noHalfResults() throws {
    #expect(throws: RunCancelled(.stopped)) {
      try stopping(after: 0).run { try? $0.checkCancellation() }
    }
    #expect(throws: RunCancelled(.stopped)) {
      try stopping(after: 0).run { _ in
        if RunContext.isCancelled { throw Refused(index: 0) }
      }
    }
    // A run that nobody asked for whether to go on is whole.
    #expect(try stopping(after: 0).run { _ in 7 } == 7)
  }

  @Test("a run within another heeds both, on every thread")
  func nesting() throws {
    #expect(throws: RunCancelled.self) {
      try stopping(after: 5).run { _ in
        try RunContext(threads: 2).map(100, "values") { $0 }
      }
    }
    try RunContext(threads: 3).run { context in
      #expect(RunContext.current.threads == 3)
      #expect(throws: RunCancelled(.stopped)) {
        try stopping(after: 0).run { try $0.checkCancellation() }
      }
      try context.checkCancellation()
    }
    #expect(RunContext.current.threads == 1)
  }

  @Test("a limit of time ends a run that would not end")
  func wallTime() throws {
    let limit = Duration.milliseconds(20)
    #expect(throws: RunCancelled(.wallTime(limit: limit))) {
      try RunContext(limits: .init(wallTime: limit)).run { context in
        while true { try context.checkCancellation() }
      }
    }
  }

  @Test("a limit of memory ends a run that takes more, and no other")
  func memory() throws {
    let much = 1 << 45
    _ = try RunContext(limits: .init(memory: much)).map(3, "values") { $0 }
    #expect(throws: RunCancelled(.memory(limit: 1))) {
      try RunContext(limits: .init(memory: 1)).run { try $0.checkCancellation() }
    }
  }

  // MARK: Deep work

  /// An oscillator that counts its evaluations.
  private struct Oscillator: DifferentiableSystem {
    let evaluations: UnsafeMutablePointer<Int>
    var dimension: Int { 2 }
    var evaluationCost: Double { 4 }
    func evaluate(
      _ state: UnsafePointer<Double>, at time: Double,
      into derivative: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
    ) {
      evaluations.pointee += 1
      (derivative[0], derivative[1]) = (state[1], -state[0])
    }
    func evaluateJacobian(
      _ state: UnsafePointer<Double>, at time: Double, into jacobian: UnsafeMutablePointer<Double>
    ) {
      evaluations.pointee += 1
      for (i, value) in [0.0, 1, -1, 0].enumerated() { jacobian[i] = value }
    }
    func evaluateTimeDerivative(
      _ state: UnsafePointer<Double>, at time: Double,
      into derivative: UnsafeMutablePointer<Double>
    ) { (derivative[0], derivative[1]) = (0, 0) }
  }

  @Test("an integration ends within 64 steps", arguments: [IntegrationMethod.explicit, .stiff])
  func integration(method: IntegrationMethod) throws {
    let integrator = Integrator(tolerance: Tolerance(relative: 1e-10), method: method)
    let count = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    defer { count.deallocate() }
    count.initialize(to: 0)
    #expect(throws: RunCancelled.self) {
      try stopping(after: 3).run { _ in
        try integrator.solve(Oscillator(evaluations: count), from: [1, 0], at: [1e4])
      }
    }
    // After three looks, 64 attempts from one to the next.
    let perStep = method == .stiff ? 9 : 6
    #expect((3 * 64 * perStep - 64...3 * 64 * perStep + 64).contains(count.pointee))
  }

  @Test("searches for roots and minima end at the next step")
  func searches() throws {
    let calls = Mutex(0)
    // No root, so that the search would take all its steps.
    #expect(throws: RunCancelled.self) {
      try stopping(after: 4).run { _ in
        _ = NewtonSolver(tolerance: 0, maximumIterations: 1000).root(
          of: { x, y in y[0] = x[0] * x[0] },
          jacobian: { x, j in
            calls.withLock { $0 += 1 }
            j[0] = 2 * x[0]
          }, from: [1])
      }
    }
    #expect(calls.withLock { $0 } == 4)
    calls.withLock { $0 = 0 }
    #expect(throws: RunCancelled.self) {
      try stopping(after: 4).run { _ in
        _ = DeflatedNewton(tolerance: 0, maximumIterations: 1000).root(
          of: { x in
            calls.withLock { $0 += 1 }
            return [x[0] * x[0]]
          }, jacobian: { [[2 * $0[0]]] }, avoiding: [], from: [1], admits: { _ in true })
      }
    }
    #expect(calls.withLock { $0 } == 4)
    calls.withLock { $0 = 0 }
    #expect(throws: RunCancelled.self) {
      try stopping(after: 4).run { _ in
        _ = NonlinearProgram(lower: [-9, -9], upper: [9, 9], constraints: 0).minimum(from: [-3, 5])
        {
          let (x, y) = ($0[0], $0[1])
          calls.withLock { $0 += 1 }
          let (u, v) = (1 - x, y - x * x)
          return .init(
            value: u * u + 100 * v * v, gradient: [-2 * u - 400 * x * v, 200 * v], constraints: [],
            jacobian: Matrix(rows: 0, columns: 2))
        }
      }
    }
    #expect(calls.withLock { $0 } == 5)
  }
}
