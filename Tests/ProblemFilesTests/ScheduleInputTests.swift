import Foundation
import LinearVAE
import ProblemFiles
import TestSupport
import Testing

@Suite("Schedules on the command line")
struct ScheduleInputTests {
  /// One schedule in every form that people try, the order of arguments being that of the signature.
  @Test(arguments: [
    ("0.5", BetaSchedule.constant(0.5)),
    (" 2e-1 ", .constant(0.2)),
    ("constant(2)", .constant(2)),
    ("tanh(rate=0.2, max=1.5)", .tanh(rate: 0.2, max: 1.5)),
    ("tanh(0.2, 1.5)", .tanh(rate: 0.2, max: 1.5)),
    ("tanh(0.2)", .tanh(rate: 0.2)),
    ("tanh(0.2,)", .tanh(rate: 0.2)),
    (" tanh ( 0.2 , max = 1.5 ) ", .tanh(rate: 0.2, max: 1.5)),
    ("tanh(rate: 0.2, max: 1.5)", .tanh(rate: 0.2, max: 1.5)),
    ("{schedule: tanh, rate: 0.2, max: 1.5}", .tanh(rate: 0.2, max: 1.5)),
    (#"{"schedule": "tanh", "rate": 0.2, "max": 1.5}"#, .tanh(rate: 0.2, max: 1.5)),
    ("schedule: tanh, rate: 0.2", .tanh(rate: 0.2)),
    ("schedule: tanh\nrate: 0.2", .tanh(rate: 0.2)),
    ("linear(0.2, 0.1, 2)", .linear(rate: 0.2, min: 0.1, max: 2)),
    ("linear(duration=500, min=0.5)", .linear(rate: 0.001, min: 0.5)),
    ("{schedule: linear, x0: 2500}", .linear(rate: 0.0004)),
    (
      "cyclical(10, 1, 0.1, 2, cosine)",
      .cyclical(period: 10, ratio: 1, min: 0.1, max: 2, ramp: .cosine)
    ),
    ("sigmoid(2, -3, 4)", .sigmoid(steepness: 2, midpoint: -3, max: 4)),
    ("cosine(5, 0.1, 0.2)", .cosine(duration: 5, min: 0.1, max: 0.2)),
    ("exponential(0.9, 2)", .exponential(rate: 0.9, max: 2)),
    ("cyclical(10, delay=0.25)", .cyclical(period: 10, delay: 0.25)),
    ("geometric(20000, 1e-6, 5e-2)", .geometric(duration: 20_000, min: 1e-6, max: 5e-2)),
    ("staircase(0.01, 5000, 20000)", .staircase(increment: 0.01, every: 5000, start: 20_000)),
    (
      "{schedule: staircase, increment: 0.1, every: 2, start: 1, min: 0.2, max: 3}",
      .staircase(increment: 0.1, every: 2, start: 1, min: 0.2, max: 3)
    ),
    ("linear(1/200000, max=0.2)", .linear(rate: 5e-6, max: 0.2)),
    (
      "points([[0, 1], [2.5, 0]])", .points([.init(time: 0, beta: 1), .init(time: 2.5, beta: 0)])
    ),
  ])
  func everyFormIsRead(text: String, schedule: BetaSchedule) throws {
    let input = try ScheduleInput(text, flags: scheduleFlags())
    #expect(input.schedule == schedule)
    #expect(input.clock.unit == .steps)
    #expect(input.length.steps == 1000)
  }

  /// What is printed as a call reads back to the same schedule.
  @Test(arguments: [
    BetaSchedule.constant(0.1), .tanh(rate: 1e-5, max: 1.0 / 3),
    .linear(rate: 0.1, min: 0.2, max: 2),
    .cyclical(period: 7, ratio: 0.3, min: 0.1, max: 2, ramp: .sigmoid),
    .sigmoid(steepness: 0.1, midpoint: -5), .cosine(duration: 3), .exponential(rate: 0.5),
    .cyclical(period: 7, ratio: 0.3, delay: 0.1), .geometric(duration: 3, min: 1e-6),
    .staircase(increment: 0.1, every: 3, start: 7, min: 0.05),
    .points([.init(time: 0, beta: 1), .init(time: 0.1, beta: 3)]),
  ])
  func callsReadBack(schedule: BetaSchedule) throws {
    #expect(try ScheduleInput(schedule.call, flags: scheduleFlags()).schedule == schedule)
  }

  @Test func aliasesAreNotedInCalls() throws {
    let input = try ScheduleInput("warmup(gamma=0.001)", flags: scheduleFlags())
    #expect(
      input.notes.map(\.description) == [
        #"warmup(gamma=0.001): schedule: "warmup" was read as "linear""#,
        #"warmup(gamma=0.001): gamma: read as "rate", per step"#,
      ])
  }

  @Test(arguments: [
    ("tanh(0.2, 1, 3)", "argument 3", "the arguments of tanh(rate, max=1.0)"),
    ("tanh(max=1, 0.2)", "argument 2", "a keyword"),
    ("tanh(rat=0.2)", "rat", #""rate", the nearest"#),
    ("tahn(0.2)", "schedule", #""tanh", the nearest"#),
    ("tahn", "SPEC", "a schedule such as tanh(rate, max=1.0)"),
    ("tanh", "rate", "found nothing, expected a number"),
    ("tanh()", "rate", "found nothing, expected a number"),
    ("linear()", "rate", "n_steps_kl_warmup"),
    ("tanh(0.2", "", "parentheses that do not match"),
    ("tanh(0.2))", "", "parentheses that do not match"),
    ("tanh(0.2) + 1", "", "parentheses that do not match"),
    ("tanh(, 1)", "rate", "found nothing"),
    ("tanh(fast)", "rate", #"found text "fast", expected a number"#),
    ("tanh(rate=0.2, rate=0.3)", "rate", "a second value"),
    ("tanh(-1)", "rate", "found -1.0, expected a number > 0"),
    ("-1", "", "found -1.0, expected a number ≥ 0"),
    ("nan", "", "found nan, expected a number or a mapping"),
    ("", "SPEC", "found nothing"),
    ("{schedule: tanh", "", "cannot be parsed"),
    ("{schedule: tanh, rate: [1]}", "rate", "a list of 1 element"),
    ("points(3)", "points", "a list of points"),
    ("points([[0, 1], [0, -2]])", "points.1.1", "a number ≥ 0"),
    ("cyclical(1e-6)", "period", "at most 1000000 periods"),
    ("staircase(1e-9, 1e-6, 0)", "every", "at most 1000000 jumps"),
    ("staircase(0.1, 5)", "start", "found nothing"),
    ("geometric(5)", "min", "found nothing"),
    ("cyclical(10, 0.9, delay=0.2)", "delay", "a number ≤ 1 − ratio"),
    ("linear(1/0)", "rate", "found text \"1/0\""),
    ("cyclical(1, ramp=sine)", "ramp", "linear or sigmoid or cosine"),
  ])
  func mistakesAreNamed(text: String, keyPath: String, message: String) {
    do {
      _ = try ScheduleInput(text, flags: scheduleFlags())
      Issue.record("\(text) was read")
    } catch let error as ProblemFileError {
      #expect(error.keyPath == keyPath)
      #expect(error.kind == .invalid && error.line == nil)
      #expect("\(error)".contains(message), "\(error)")
    } catch let error as InvalidProblem {
      #expect(error.keyPath == keyPath)
      #expect("\(error)".contains(message), "\(error)")
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test(arguments: ["nowhere.yaml", "no/where", "nowhere.json"])
  func missingFilesAreUnreadable(path: String) {
    let error = #expect(throws: ProblemFileError.self) {
      try ScheduleInput(path, flags: scheduleFlags())
    }
    #expect(error?.kind == .unreadable)
  }
}

@Suite("Schedules in files")
struct ScheduleFileTests {
  private let file = FileManager.default.temporaryDirectory
    .appendingPathComponent("schedule-\(UUID().uuidString).yaml")

  private func reading(
    _ text: String, flags: ScheduleInput.Flags = scheduleFlags()
  ) throws -> ScheduleInput {
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return try ScheduleInput(file.path, flags: flags)
  }

  private static let finite = """
    data: {signals: [1.0], noise: 1.0}
    model: {latents: 1}
    training: {rates: 0.01, batch: 4, beta: {schedule: tanh, rate: 0.2}}
    simulation: {dimension: 50}
    """

  @Test func aMappingAloneIsInSteps() throws {
    let input = try reading("schedule: tanh\nrate: 0.2\n")
    #expect(input.schedule == .tanh(rate: 0.2) && input.clock.unit == .steps)
    #expect(try reading("0.7").schedule == .constant(0.7))
  }

  @Test func aProblemIsInStepsOverN() throws {
    let input = try reading(Self.finite)
    #expect(input.schedule == .tanh(rate: 0.2) && input.clock.unit == .t)
    #expect(input.clock.time(atStep: 100) == 2)
    let larger = try reading(Self.finite, flags: scheduleFlags(dimension: 400))
    #expect(larger.clock.time(atStep: 100) == 0.25)
    let epochs = try reading(Self.finite, flags: scheduleFlags(rows: 1001))
    #expect(epochs.length.stepsPerEpoch == 251)
  }

  @Test func aProblemInTheLimitNeedsTheLearningRate() throws {
    let text = Self.finite.replacingOccurrences(of: "rates: 0.01, batch: 4", with: "rates: limit")
    let input = try reading(text, flags: scheduleFlags(learningRate: 0.002))
    #expect(input.clock.unit == .flow && input.clock.time(atStep: 500) == 1)
    let error = #expect(throws: InvalidProblem.self) { try reading(text) }
    #expect(error?.keyPath == "learning_rate")
  }

  @Test func aProblemWithoutDimensionNeedsOne() {
    let text = Self.finite.replacingOccurrences(of: "simulation: {dimension: 50}", with: "")
    let error = #expect(throws: InvalidProblem.self) { try reading(text) }
    #expect(error?.keyPath == "dimension")
  }

  @Test func theUnitOfAProblemIsItsOwn() throws {
    let error = #expect(throws: InvalidProblem.self) {
      try reading(Self.finite, flags: scheduleFlags(unit: .steps))
    }
    #expect(error?.keyPath == "unit")
    #expect(try reading(Self.finite, flags: scheduleFlags(unit: .t)).clock.unit == .t)
  }

  @Test func errorsHaveFileAndLine() {
    let error = #expect(throws: ProblemFileError.self) { try reading("schedule: tanh\nrat: 1\n") }
    #expect(error?.line == 2 && error?.file == file.path && error?.keyPath == "rat")
    let problem = #expect(throws: ProblemFileError.self) {
      try reading(Self.finite.replacingOccurrences(of: "rate: 0.2", with: "rat: 1"))
    }
    #expect(problem?.line == 3 && problem?.keyPath == "training.beta.rat")
  }

  /// The best schedule that `anneal` found, in the unit of its problem.
  @Test func theResultOfAnnealIsASchedule() throws {
    let problem = Self.finite.replacingOccurrences(
      of: "{schedule: tanh, rate: 0.2}", with: "2")
    let body = problem.split(separator: "\n").map { "  \($0)\n" }.joined()
    let found = #"{rate: 0.25, time: 9, schedule: "{schedule: linear, rate: 0.5, max: 2}"}"#
    let result = "problem:\n\(body)schedule: linear\nbest: \(found)\nrates: [0.1]\n"
    let best = try reading(result)
    #expect(best.schedule == .linear(rate: 0.5, max: 2) && best.clock.stepsPerUnit == 50)
    #expect(best.notes.contains { $0.message.contains("best schedule of anneal") })
    let optimal = try reading(result + "optimal: {points: [[0, 0], [3, 2]], time: 5}\n")
    #expect(optimal.schedule == .points([.init(time: 0, beta: 0), .init(time: 3, beta: 2)]))
    #expect(try reading(result + "optimal: null\n").schedule == best.schedule)
    let none = result.replacingOccurrences(of: found, with: "null")
    let error = #expect(throws: ProblemFileError.self) { try reading(none) }
    #expect(error?.found == "no best schedule")
    let falling = result + "optimal: {points: [[3, 0], [1, 2]]}\n"
    let disorder = #expect(throws: ProblemFileError.self) { try reading(falling) }
    #expect(disorder?.keyPath == "optimal.points.1.0")
  }

  /// Counts of the whole run follow the flags, not the file's own time.
  @Test func cyclesFillTheRunOfTheFlags() throws {
    let text = Self.finite.replacingOccurrences(
      of: "{schedule: tanh, rate: 0.2}", with: "{schedule: cyclical, n_cycle: 4}")
    let input = try reading(text + "\ntime: {end: 7}")
    #expect(input.schedule == .cyclical(period: 5))
  }
}
