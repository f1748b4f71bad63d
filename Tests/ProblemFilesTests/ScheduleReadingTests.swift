import LinearVAE
import ProblemFiles
import Testing

@Suite("Problem files: schedules")
struct ScheduleReadingTests {
  @Test(arguments: [
    ("0.5", BetaSchedule.constant(0.5)),
    ("{schedule: constant, value: 2}", .constant(2)),
    ("{schedule: tanh, rate: 0.2}", .tanh(rate: 0.2)),
    ("{schedule: linear, rate: 0.2, min: 0.1, max: 2}", .linear(rate: 0.2, min: 0.1, max: 2)),
    ("{schedule: cyclical, period: 10}", .cyclical(period: 10)),
    (
      "{schedule: cyclical, period: 10, ratio: 1, min: 0.1, max: 2, ramp: cosine}",
      .cyclical(period: 10, ratio: 1, min: 0.1, max: 2, ramp: .cosine)
    ),
    ("{schedule: sigmoid, steepness: 2, midpoint: -3}", .sigmoid(steepness: 2, midpoint: -3)),
    ("{schedule: cosine, duration: 5, min: 0.1}", .cosine(duration: 5, min: 0.1)),
    ("{schedule: exponential, rate: 0.9, max: 2}", .exponential(rate: 0.9, max: 2)),
    (
      "{schedule: points, points: [[0, 1], [2.5, 0]]}",
      .points([.init(time: 0, beta: 1), .init(time: 2.5, beta: 0)])
    ),
  ])
  func everyFormIsRead(text: String, schedule: BetaSchedule) throws {
    let file = try reading(beta: text)
    #expect(file.specification.problem.training.schedule == schedule)
    #expect(file.notes.isEmpty)
  }

  /// What other libraries write, what it is read as, and the keys that are noted.
  @Test(arguments: [
    (
      "{schedule: monotonic, gamma: 0.1, beta_min: 0.2, beta_max: 2}",
      BetaSchedule.linear(rate: 0.1, min: 0.2, max: 2),
      ["schedule", "gamma", "beta_min", "beta_max"]
    ),
    (
      "{schedule: warmup, rate: 0.1, max_beta: 2}", .linear(rate: 0.1, max: 2),
      ["schedule", "max_beta"]
    ),
    (
      "{schedule: logistic, k: 2, x0: 5, max_kl_weight: 3}",
      .sigmoid(steepness: 2, midpoint: 5, max: 3), ["schedule", "k", "x0", "max_kl_weight"]
    ),
    (
      "{schedule: cyclic, n_cycle: 4, R: 0.25, min_kl_weight: 0.1}",
      .cyclical(period: 25, ratio: 0.25, min: 0.1),
      ["schedule", "R", "min_kl_weight", "n_cycle"]
    ),
    (
      "{schedule: cyclical, M: 8, min_beta: 0.1}", .cyclical(period: 12.5, min: 0.1),
      ["M", "min_beta", "M"]
    ),
  ])
  func namesOfOtherLibrariesAreNoted(
    text: String, schedule: BetaSchedule, noted: [String]
  ) throws {
    let file = try reading(beta: text, rest: "time: {end: 100}")
    #expect(file.specification.problem.training.schedule == schedule)
    #expect(file.notes.map(\.keyPath) == noted.map { "training.beta.\($0)" })
    #expect(file.notes.allSatisfy { $0.line == 3 })
  }

  @Test func notesSayWhatWasRead() throws {
    let file = try reading(
      beta: "{schedule: logistic, k: 2, midpoint: 5}", rest: "time: {end: 100}")
    #expect(
      file.notes.map(\.description) == [
        "problem:3: training.beta.schedule: \"logistic\" was read as \"sigmoid\"",
        "problem:3: training.beta.k: read as \"steepness\", per unit of t = steps / N",
      ])
    let cycles = try reading(
      beta: "{schedule: cyclical, n_cycle: 4}", rest: "time: {end: 100}")
    #expect(
      cycles.notes.map(\.message) == ["read as period = time.end / n_cycle = 25.0"])
  }

  @Test(arguments: [
    ("tanh", "training.beta", "found text \"tanh\", expected a number or a mapping"),
    ("{rate: 1}", "training.beta", "no key \"schedule\""),
    ("{schedule: tahn, rate: 1}", "training.beta.schedule", "expected \"tanh\", the nearest"),
    ("{schedule: tanh}", "training.beta.rate", "found nothing, expected a number"),
    ("{schedule: tanh, rate: 0}", "training.beta.rate", "found 0.0, expected a number > 0"),
    ("{schedule: tanh, gamma: -1}", "training.beta.rate", "found -1.0, expected a number > 0"),
    (
      "{schedule: tanh, rate: 1, midpoint: 1}", "training.beta.midpoint",
      "unknown key"
    ),
    ("{schedule: tanh, rate: 1, gamma: 1}", "training.beta.gamma", "a second value of \"rate\""),
    ("{schedule: cyclical, n_cycle: 4}", "training.beta.n_cycle", "found no time"),
    ("{schedule: cyclical, n_cycle: 0}", "training.beta.n_cycle", "expected a number > 0"),
    (
      "{schedule: cyclical, period: 4, M: 4}", "training.beta.M",
      "a second way to give \"period\""
    ),
    (
      "{schedule: cyclical, period: 1, ramp: sine}", "training.beta.ramp",
      "found text \"sine\", expected linear or sigmoid or cosine"
    ),
    ("{schedule: points}", "training.beta.points", "expected a list of points"),
    ("{schedule: points, points: []}", "training.beta.points", "at least one [time, β]"),
    ("{schedule: points, points: [[0, 1], [1]]}", "training.beta.points.1", "a point [t, β]"),
    (
      "{schedule: points, points: [[1, 1], [0, 1]]}", "training.beta.points.1.0",
      "a time ≥ 1.0"
    ),
  ])
  func mistakesAreNamed(text: String, keyPath: String, message: String) {
    let error = #expect(throws: ProblemFileError.self) { try reading(beta: text) }
    #expect(error?.keyPath == keyPath)
    #expect(error?.line == 3)
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
