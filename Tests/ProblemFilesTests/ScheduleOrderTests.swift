import Foundation
import LinearVAE
import ProblemFiles
import Studies
import TestSupport
import Testing

/// A call by another library's name has its arguments in that library's order.
@Suite("Schedules: arguments in the order of other libraries")
struct ScheduleOrderTests {
  private static let steps = 1000

  private func weights(_ text: String) throws -> (weights: [Double], notes: [String]) {
    let input = try ScheduleInput(text, flags: scheduleFlags())
    let study = try ScheduleStudy(input)
    return ((0..<Self.steps).map(study.beta(atStep:)), input.notes.map(\.message))
  }

  /// A warm-up over 500 steps is half-way at step 250, not at its end at step 1.
  @Test(arguments: [
    ("warmup(500)", 0.0, 1.0), ("monotonic(500)", 0, 1), ("warmup(500, 0.5, 2)", 0.5, 2),
    ("monotonic(500, max=0.2)", 0, 0.2), ("monotonic(500.0, 0.1)", 0.1, 1),
  ])
  func durationFirst(text: String, min: Double, max: Double) throws {
    let (weights, notes) = try weights(text)
    for (step, weight) in weights.enumerated() {
      let expected = min + (max - min) * Swift.min(Double(step) / 500, 1)
      #expect(abs(weight - expected) < 1e-14, "at \(step)")
    }
    #expect(notes.contains { $0.hasPrefix("read as rate = (max − min) / duration") })
  }

  @Test func ourOwnNamesKeepTheirOrder() throws {
    let input = try ScheduleInput("linear(0.002)", flags: scheduleFlags())
    #expect(input.schedule == .linear(rate: 0.002))
    let named = try ScheduleInput("warmup(rate=0.002)", flags: scheduleFlags())
    #expect(named.schedule == .linear(rate: 0.002))
  }

  /// The list that `frange_cycle_linear` makes, entry by entry.
  private func list(_ count: Int, start: Double, stop: Double, cycles: Int, ratio: Double)
    -> [Double]
  {
    var list = Array(repeating: stop, count: count)
    let period = Double(count) / Double(cycles)
    let step = (stop - start) / (period * ratio)
    for cycle in 0..<cycles {
      var (value, index) = (start, 0)
      while value <= stop, Int(Double(index) + Double(cycle) * period) < count {
        list[Int(Double(index) + Double(cycle) * period)] = value
        value += step
        index += 1
      }
    }
    return list
  }

  @Test(arguments: [
    ("frange_cycle_linear(1000)", 0.0, 1.0, 4, 0.5),
    ("frange_cycle_linear(1000, 0.0, 1.0, 5, 0.25)", 0, 1, 5, 0.25),
    ("frange_cycle_linear(1000, 0.2, 2, 2)", 0.2, 2, 2, 0.5),
    ("frange_cycle_linear(0.0, 1.0, 1000)", 0, 1, 4, 0.5),
    ("frange_cycle_linear(0, 1, 1000, 5, 0.25)", 0, 1, 5, 0.25),
    ("frange_cycle_linear(0.5, 1, n_epoch=1000, n_cycle=2)", 0.5, 1, 2, 0.5),
    ("frange_cycle_linear(n_cycle=10, ratio=0.5)", 0, 1, 10, 0.5),
    ("frange_cycle_linear()", 0, 1, 4, 0.5),
  ])
  func cyclesOfAList(text: String, start: Double, stop: Double, cycles: Int, ratio: Double) throws {
    let expected = list(1000, start: start, stop: stop, cycles: cycles, ratio: ratio)
    for (step, (weight, entry)) in zip(try weights(text).weights, expected).enumerated() {
      // Sums of steps round, which may leave the last of a ramp out.
      #expect(abs(weight - entry) < 1e-12 * stop, "at \(step)")
    }
  }

  @Test func shorterListsAreNoted() throws {
    let (weights, notes) = try weights("frange_cycle_linear(500, n_cycle=2)")
    #expect(weights[62] == 62.0 / 125 && weights[750] == 0)
    #expect(notes.contains { $0.contains("longer than these 500 iterations") })
  }

  /// Trajectron's `kl_weight · σ((step − crossover) · divisor / crossover)`.
  @Test func crossover() throws {
    let (weights, _) = try weights("{kl_weight: 100, kl_crossover: 400, kl_sigmoid_divisor: 4}")
    #expect(abs(weights[400] - 50) < 1e-12)
    #expect(abs(weights[860] - 100 / (1 + exp(-4.6))) < 1e-11)
  }

  @Test(arguments: [
    ("frange_cycle_linear(0, 1, 4, 0.5)", "argument 4", "0 is no number of iterations"),
    ("frange_cycle_linear(0, 1, 4, 0.5)", "argument 4", "(start, stop, n_epoch"),
    ("frange_cycle_linear(0, 1)", "n_iter", "the first argument of frange_cycle_linear(n_iter,"),
    ("frange_cycle_sigmoid(2.5)", "n_iter", "a whole number ≥ 1 of iterations"),
    ("frange_cycle_linear(1000, n_cycle=2.5)", "n_cycle", "a whole number ≥ 1"),
    ("frange_cycle_linear(n_iter=10, period=3)", "n_iter", "a key without effect"),
    ("cyclical(10, n_iter=100)", "n_iter", "a key without effect"),
    ("warmup(1, 2, 3, 4)", "argument 4", "the arguments of warmup(duration, min=0.0, max=1.0)"),
    ("warmup(0)", "duration", "a number > 0"),
    ("{kl_sigmoid_divisor: 4}", "kl_crossover", "a number of steps"),
  ])
  func mistakesAreNamed(text: String, keyPath: String, message: String) {
    let error = #expect(throws: ProblemFileError.self) {
      try ScheduleInput(text, flags: scheduleFlags())
    }
    #expect(error?.keyPath == keyPath)
    #expect(error.map { "\($0)" }?.contains(message) == true, "\(error.map { "\($0)" } ?? "")")
  }

  /// In a problem file iterations are steps, and time is in steps / N.
  @Test func iterationsInProblemFiles() throws {
    let text = "{schedule: frange_cycle_linear, n_iter: 5000, n_cycle: 4}"
    let file = try reading(beta: text, rest: "simulation: {dimension: 50}\ntime: {end: 100}")
    #expect(file.specification.problem.training.schedule == .cyclical(period: 25))
    let warmup = try reading(beta: "{schedule: warmup, duration: 40}")
    #expect(warmup.specification.problem.training.schedule == .linear(rate: 0.025))
  }
}

/// A rate that takes `β` all its way within a step was hardly meant.
@Suite("Schedules: ramps shorter than a step")
struct SuddenRampTests {
  private func warning(_ text: String, flags: ScheduleInput.Flags = scheduleFlags()) throws
    -> String?
  {
    try ScheduleStudy(ScheduleInput(text, flags: flags)).warning
  }

  @Test(arguments: [
    "linear(1000)", "linear(1.01)", "linear(3, 0, 2)", "monotonic(0.001)", "tanh(1.01)",
    "exponential(0.36)", "cosine(1.57)", "sigmoid(4.01, 100)", "cyclical(1.99, 0.5)",
  ])
  func areWarnedAbout(text: String) throws {
    #expect(try warning(text)?.contains("less than one step") == true)
  }

  @Test(arguments: [
    "linear(1)", "linear(1.9, 0, 2)", "linear(1000, 1, 1)", "tanh(0.99)", "exponential(0.37)",
    "cosine(1.58)", "sigmoid(3.99, 100)", "cyclical(2, 0.5)", "1", "points([[0, 0], [0, 1]])",
  ])
  func longerOnesAreNot(text: String) throws { #expect(try warning(text) == nil) }

  @Test func theRemedyIsADuration() throws {
    let text = try #require(try warning("linear(1000)"))
    #expect(text.contains("linear(duration=1000) takes 1000"))
    #expect(text.contains("linear(rate=0.001) rises by 0.001, in steps"))
  }

  /// A unit of `t` has `N` steps.
  @Test func unitsCount() throws {
    let flags = scheduleFlags(unit: .t, dimension: 50)
    #expect(try warning("linear(49)", flags: flags) == nil)
    #expect(try warning("linear(51)", flags: flags) != nil)
    for (rate, isNoted) in [(49, false), (51, true)] {
      let file = try reading(
        beta: "{schedule: linear, rate: \(rate)}", rest: "simulation: {dimension: 50}")
      #expect(file.notes.contains { $0.message.contains("less than one step") } == isNoted)
    }
  }
}
