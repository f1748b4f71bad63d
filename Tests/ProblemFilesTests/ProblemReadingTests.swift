import Foundation
import LinearVAE
import NumericKit
import ProblemFiles
import Testing

@Suite("Problem files: reading")
struct ProblemReadingTests {
  @Test func aFullFileSaysWhatItSays() throws {
    let file = try ProblemFile(
      yaml: """
        data:
          signals: [1.0, 0.5]     # one per factor
          noise: 0.7
          overlap: [[1, 0.3], [0.3, 1]]
        model:
          latents: 3
        training:
          rates: {decoder: 0.5, encoder: 0.3, variance: 2e-1}
          weight_decay: 0.05
          batch: 4
          variance: log
          beta: {schedule: tanh, rate: 0.2, max: 1.5}
        initial: random
        time: {end: 3000, samples: 301}
        simulation: {dimension: 1e3, replicas: 7, seed: 18446744073709551615, method: vector}
        """)
    let problem = LearningProblem(
      data: SpikedData(signals: [1, 0.5], noise: 0.7, overlap: [[1, 0.3], [0.3, 1]]), latents: 3,
      training: Training(
        rates: .finite(decoder: 0.5, encoder: 0.3, variance: 0.2), weightDecay: 0.05, batch: 4,
        beta: .tanh(rate: 0.2, max: 1.5), variance: .log))
    #expect(
      file.specification
        == ProblemSpecification(
          problem: problem, initial: .random, time: .even(end: 3000, samples: 301),
          simulation: SimulationSettings(
            dimension: 1000, replicas: 7, seed: .max, method: .vector)))
    #expect(file.notes.isEmpty)
  }

  @Test func absentKeysHaveTheDefaultsOfTheTypes() throws {
    let specification = try ProblemFile(
      yaml: problemText(rest: "time: {end: 10}\nsimulation: {}\ninitial: {overlap: 0.1}")
    ).specification
    let training = Training(rates: .uniform(0.01), beta: .constant(1))
    #expect(specification.problem.training == training)
    #expect(specification.problem.data == SpikedData(signals: [1], noise: 1))
    #expect(specification.time == .even(end: 10))
    #expect(specification.simulation == SimulationSettings())
    #expect(specification.initial == .overlapping(OverlappingStart(overlap: .all(0.1))))
  }

  @Test func jsonIsYAMLToo() throws {
    let json = """
      {\t"data": {"signals": [1.0], "noise": 1.0},
      \t"model": {"latents": 1}, "training": {"rates": "limit", "beta": 1.0},
      \t"time": {"at": [0, 1.5, 1.5, 1e1]}}
      """
    let specification = try ProblemFile(yaml: json).specification
    #expect(specification.problem.training.rates == .limit)
    #expect(try specification.requireTime().times == [0, 1.5, 1.5, 10])
  }

  @Test func absentSectionsAreNamedWhenACommandNeedsThem() throws {
    let specification = try ProblemFile(yaml: problemText()).specification
    let initial = #expect(throws: InvalidProblem.self) { try specification.requireInitial() }
    let time = #expect(throws: InvalidProblem.self) { try specification.requireTime() }
    let simulation = #expect(throws: InvalidProblem.self) {
      try specification.requireSimulation()
    }
    #expect(initial?.keyPath == "initial" && time?.keyPath == "time")
    #expect(
      simulation?.description
        == "simulation: found no such section, expected "
        + "{dimension: 500, replicas: 5, seed: 1, method: exact}")
  }

  @Test func aFileIsReadByItsPath() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("problem-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: path) }
    try Data(problemText(model: "{latents: 0}").utf8).write(to: path)
    let wrongValue = #expect(throws: ProblemFileError.self) {
      try ProblemFile(contentsOf: path.path)
    }
    #expect(wrongValue?.kind == .invalid && wrongValue?.file == path.path && wrongValue?.line == 2)

    try Data([0x61, 0x3A, 0x0A, 0x62, 0xFF]).write(to: path)
    let notText = #expect(throws: ProblemFileError.self) {
      try ProblemFile(contentsOf: path.path)
    }
    #expect(notText?.kind == .invalid && notText?.line == 2)
  }

  @Test func aMissingFileIsToldFromAWrongOne() {
    let error = #expect(throws: ProblemFileError.self) {
      try ProblemFile(contentsOf: "no-such-problem.yaml")
    }
    #expect(error?.kind == .unreadable)
    #expect(
      error?.description
        == "no-such-problem.yaml: found no such file, expected a problem file")
  }

  @Test func aBatchInTheSmallRateLimitIsNotedAsWithoutEffect() throws {
    let file = try ProblemFile(yaml: problemText(training: "{rates: limit, beta: 1, batch: 8}"))
    #expect(file.notes.map(\.keyPath) == ["training.batch"])
  }

  @Test func timesIncludeBothEnds() {
    #expect(TimeGrid.even(end: 0.3, samples: 4).times.count == 4)
    #expect(TimeGrid.even(end: 0.3, samples: 4).times.last == 0.3)
    #expect(TimeGrid.even(end: 3000, samples: 301).times[7] == 70)
    #expect(TimeGrid.at([1, 2]).end == 2)
  }
}
