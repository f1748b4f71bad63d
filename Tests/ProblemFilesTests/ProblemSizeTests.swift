import LinearVAE
import NumericKit
import ProblemFiles
import Testing

/// Sizes that would overflow or exhaust the memory are refused by name, before anything is allocated.
@Suite("Problem files: sizes")
struct ProblemSizeTests {
  private static let manyNumbers = Array(repeating: "1", count: 1025).joined(separator: ", ")

  @Test(
    arguments: [
      ("time: {end: 1, samples: 4e18}", "time.samples", "found 4000000000000000000"),
      ("time: {end: 1, samples: 100001}", "time.samples", "≥ 2 and ≤ 100000"),
      ("simulation: {dimension: 9223372036854775807}", "simulation.dimension", "≤ 1000000000000"),
      ("simulation: {replicas: 9223372036854775807}", "simulation.replicas", "≤ 1000000"),
      ("simulation: {dimension: 1e9, method: vector}", "simulation.dimension", "numbers"),
    ])
  func recordingsAndSimulations(rest: String, keyPath: String, message: String) {
    expect(problemText(rest: rest), keyPath, message)
  }

  @Test(
    arguments: [
      (
        "{latents: 100000}", "model.latents", "found 100000, expected a whole number ≥ 1 and ≤ 1024"
      ),
      ("{latents: 4000000000000000000}", "model.latents", "≤ 1024"),
    ])
  func models(model: String, keyPath: String, message: String) {
    let start = "initial: {overlap: 0.1}\nsimulation: {dimension: 100}"
    expect(problemText(model: model, rest: start), keyPath, message)
  }

  @Test func factorsAreBoundedBeforeTheirOverlapsAreBuilt() {
    expect(
      problemText(data: "{signals: [\(Self.manyNumbers)], noise: 1}"), "data.signals",
      "found 1025 numbers, expected at most 1024")
  }

  @Test func batches() {
    let training = { (batch: String) in "{rates: 0.01, beta: 1, batch: \(batch)}" }
    expect(problemText(training: training("9223372036854775807")), "training.batch", "1000000000")
    expect(
      problemText(training: training("1e8"), rest: "simulation: {dimension: 1e6}"),
      "training.batch", "at most 100000000 numbers")
    expect(
      problemText(training: training("1e5"), rest: "simulation: {dimension: 1e6, method: vector}"),
      "simulation.dimension", "≤ 42948; vectors would fill more than 32 GiB")
    // Beyond the span of three vectors there must be room for two directions.
    expect(
      problemText(training: training("1000"), rest: "simulation: {dimension: 4}"),
      "simulation.dimension", "found 4, expected a whole number ≥ 5")
  }

  /// 1000 latents have three million overlaps each time.
  @Test func manyLatentsAtManyTimesAreRefusedTogether() {
    expect(
      problemText(model: "{latents: 1000}", rest: "time: {end: 1, samples: 301}"), "time.samples",
      "found 301 times, expected at most 6; a state of 1000 latents and 1 factors has 3003000")
  }

  @Test(arguments: ["period: 1e-9", "n_cycle: 1e300", "n_cycle: 1000001"])
  func aScheduleSwingsAtMostAMillionTimes(key: String) {
    let training = "{rates: 0.01, beta: {schedule: cyclical, \(key)}}"
    expect(
      problemText(training: training, rest: "time: {end: 100}"), "training.beta.period",
      "a number ≥ 0.0001")
  }

  @Test func sizesAtTheirLimitsPass() throws {
    let training = "{rates: 0.01, beta: {schedule: cyclical, n_cycle: 1e6}, batch: 1}"
    _ = try ProblemFile(
      yaml: problemText(
        training: training,
        rest: "time: {end: 100, samples: 1e5}\nsimulation: {dimension: 1e9, replicas: 1e6}"))
  }

  @Test func valuesMadeInCodeAreBoundedToo() {
    let points = (0...BetaSchedule.pointLimit).map { BetaSchedule.Point(time: Double($0), beta: 1) }
    let cases: [(ProblemSpecification, String)] = [
      (specification(latents: 1025), "model.latents"),
      (
        specification(training: Training(rates: .limit, batch: .max, beta: .constant(1))),
        "training.batch"
      ),
      (
        specification(training: Training(rates: .limit, beta: .points(points))),
        "training.beta.points"
      ),
      (specification(time: .even(end: 1, samples: .max)), "time.samples"),
      (specification(time: .at(Array(repeating: 1, count: 100_001))), "time.at"),
      (specification(simulation: SimulationSettings(dimension: .max)), "simulation.dimension"),
      (specification(simulation: SimulationSettings(replicas: .max)), "simulation.replicas"),
    ]
    for (specification, keyPath) in cases {
      let error = #expect(throws: InvalidProblem.self) { try specification.validate() }
      #expect(error?.keyPath == keyPath)
    }
  }

  private func specification(
    latents: Int = 1, training: Training = Training(rates: .limit, beta: .constant(1)),
    time: TimeGrid? = nil, simulation: SimulationSettings? = nil
  ) -> ProblemSpecification {
    ProblemSpecification(
      problem: LearningProblem(
        data: SpikedData(signals: [1], noise: 1), latents: latents, training: training),
      time: time, simulation: simulation)
  }

  private func expect(
    _ text: String, _ keyPath: String, _ message: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: ProblemFileError.self, sourceLocation: sourceLocation) {
      try ProblemFile(yaml: text)
    }
    #expect(error?.keyPath == keyPath, sourceLocation: sourceLocation)
    #expect(
      error?.description.contains(message) == true, "\(error?.description ?? "")",
      sourceLocation: sourceLocation)
  }
}
