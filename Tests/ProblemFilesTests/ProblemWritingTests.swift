import Foundation
import LinearVAE
import NumericKit
import ProblemFiles
import Testing

private let schedules: [BetaSchedule] = [
  .constant(0.1 + 0.2), .tanh(rate: 1e-7, max: 1.5), .linear(rate: 0.0012, min: 0.1, max: 2),
  .cyclical(period: 1.0 / 3, ratio: 1, min: 0.1, max: 2, ramp: .sigmoid),
  .sigmoid(steepness: 2, midpoint: -3, max: 1e22), .cosine(duration: 5, min: 0.1, max: 3),
  .exponential(rate: 0.9999999999999999, max: 2), .cyclical(period: 3, ratio: 0.9, delay: 0.1),
  .geometric(duration: 7, min: 1e-300, max: 2),
  .staircase(increment: 0.1, every: 1.0 / 3, start: 0.7, min: 0.2, max: 3),
  .points([.init(time: 0, beta: 1), .init(time: 0, beta: 0), .init(time: 1e-300, beta: 0.1)]),
]

private func specification(
  beta: BetaSchedule = .constant(1), rates: LearningRates = .uniform(0.01),
  initial: InitialCondition? = nil, time: TimeGrid? = nil, simulation: SimulationSettings? = nil
) -> ProblemSpecification {
  ProblemSpecification(
    problem: LearningProblem(
      data: SpikedData(signals: [1.0 / 3, 0.5], noise: 0.7, overlap: [[1, 0.1], [0.1, 1]]),
      latents: 2, training: Training(rates: rates, beta: beta)),
    initial: initial, time: time, simulation: simulation)
}

@Suite("Problem files: writing")
struct ProblemWritingTests {
  @Test(arguments: schedules)
  func whatIsWrittenReadsBackToAnEqualValue(beta: BetaSchedule) throws {
    let written = specification(beta: beta, rates: .limit)
    let read = try ProblemFile(yaml: written.yaml())
    #expect(read.specification == written)
    #expect(read.notes.isEmpty)
  }

  @Test(arguments: [
    InitialCondition.random,
    .overlapping(OverlappingStart(overlap: .all(0.1), variance: 0.3)),
    .overlapping(OverlappingStart(overlap: .each([[0.1, 0.2], [0.3, 0.4]]), decoderNorm: 2)),
    .explicit(
      OrderParameters(
        m: [[0.1, 0], [0, 0.2]], d: [[0.1, 0], [0, -0.2]], Q: [[1, 0.1], [0.1, 2]],
        E: .identity(2), R: [[0.1, 0.2], [1.0 / 3, 0]], D: [1, 0.1])),
  ])
  func everyStartReadsBackToAnEqualValue(initial: InitialCondition) throws {
    let written = specification(
      initial: initial, time: .at([0, 0.1, 1e5]),
      simulation: SimulationSettings(seed: .max, method: .vector))
    #expect(try ProblemFile(yaml: written.yaml()).specification == written)
  }

  @Test(arguments: schedules)
  func jsonReadsBackToAnEqualValue(beta: BetaSchedule) throws {
    let written = specification(
      beta: beta, initial: .random, time: .even(end: 3), simulation: SimulationSettings())
    let json = try JSONEncoder().encode(written)
    let text = try #require(String(bytes: json, encoding: .utf8))
    #expect(try ProblemFile(yaml: text).specification == written)
  }

  @Test func theFileIsReadableAndComplete() throws {
    let file = try ProblemFile(
      yaml: problemText(rest: "initial: {overlap: 0.01}\ntime: {end: 3000}\nsimulation: {}"))
    #expect(
      file.specification.yaml() == """
        data:
          signals: [1.0]
          noise: 1.0
          overlap: [[1.0]]
          distribution: gaussian
        model:
          latents: 1
          decoder: gaussian
        training:
          rates:
            decoder: 0.01
            encoder: 0.01
            variance: 0.01
          weight_decay: 0.0
          batch: 1
          variance: direct
          beta: 1.0
        initial:
          overlap: 0.01
          decoder_norm: 1.0
          encoder_norm: 1.0
          variance: 1.0
        time:
          end: 3000.0
          samples: 101
        simulation:
          dimension: 500
          replicas: 5
          seed: 1
          method: exact

        """)
  }

  /// Each change of one value of a file shows in what is written: no key is read and dropped.
  @Test(arguments: [
    ("signals: [1.0]", "signals: [2.0]"), ("noise: 1.0", "noise: 2.0"),
    ("latents: 1", "latents: 2"), ("rates: 0.01", "rates: 0.02"), ("rates: 0.01", "rates: limit"),
    ("weight_decay: 0.0", "weight_decay: 0.1"), ("batch: 1", "batch: 2"),
    ("variance: direct", "variance: log"), ("period: 5", "period: 6"),
    ("ratio: 0.5", "ratio: 0.6"), ("min: 0.0", "min: 0.1"), ("max: 1.0", "max: 1.1"),
    ("ramp: linear", "ramp: cosine"), ("overlap: 0.01", "overlap: 0.02"),
    ("decoder_norm: 1", "decoder_norm: 2"), ("encoder_norm: 1", "encoder_norm: 2"),
    ("variance: 1}", "variance: 2}"), ("end: 10", "end: 20"), ("samples: 11", "samples: 21"),
    ("dimension: 100", "dimension: 101"), ("replicas: 5", "replicas: 6"), ("seed: 7", "seed: 8"),
    ("method: exact", "method: vector"),
  ])
  func everyKeyShows(before: String, after: String) throws {
    let text = problemText(
      training: "{rates: 0.01, weight_decay: 0.0, batch: 1, variance: direct, beta: {schedule: "
        + "cyclical, period: 5, ratio: 0.5, min: 0.0, max: 1.0, ramp: linear}}",
      rest: "initial: {overlap: 0.01, decoder_norm: 1, encoder_norm: 1, variance: 1}\n"
        + "time: {end: 10, samples: 11}\n"
        + "simulation: {dimension: 100, replicas: 5, seed: 7, method: exact}")
    let changed = text.replacingOccurrences(of: before, with: after)
    #expect(changed != text)
    #expect(
      try ProblemFile(yaml: changed).specification.yaml()
        != ProblemFile(yaml: text).specification.yaml())
  }
}
