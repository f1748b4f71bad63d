import Foundation
import LinearVAE
import NumericKit
import Testing

@Suite("Problems as JSON, with the keys of the problem file")
struct ProblemCodingTests {
  private func problem(_ weight: KLWeight, rates: LearningRates = .limit) -> LearningProblem {
    LearningProblem(
      data: SpikedData(
        signals: [1.5, 0.1], noise: 0.3, overlap: [[1, 0.25], [0.25, 1]], distribution: .laplace),
      latents: 3,
      training: Training(
        rates: rates, weightDecay: 0.02, batch: 4, weight: weight, variance: .log))
  }

  private func decoded(_ text: String) throws -> LearningProblem {
    try JSONDecoder().decode(LearningProblem.self, from: Data(text.utf8))
  }

  private static let weights: [KLWeight] =
    [
      .constant(0.7), .tanh(rate: 0.2, max: 1.3), .linear(rate: 0.1, min: 0.05, max: 2),
      .cyclical(period: 12, ratio: 0.3, min: 0.1, max: 0.9, ramp: .cosine),
      .geometric(duration: 7, min: 0.2), .staircase(increment: 0.1, every: 3, start: 7),
      .cyclical(period: 12, delay: 0.2), .sigmoid(steepness: 0.4, midpoint: 9, max: 1.1),
      .cosine(duration: 7, min: 0.2, max: 0.8),
      .exponential(rate: 0.9, max: 1.7),
      .points([.init(time: 0, beta: 0.1), .init(time: 3, beta: 0.1), .init(time: 3, beta: 2)]),
    ].map(KLWeight.schedule)
    + [
      .capacity(gamma: 10, target: .linear(rate: 0.01, max: 1.2), width: 0.03),
      .freeBits(nats: 0.3, beta: .constant(2), width: 0.02),
      .control(set: .constant(1.2), proportional: 0.1, integral: 0.02, min: 0.1, max: 4),
      .geco(
        explained: .constant(2), rate: 0.05, average: 3, initial: 0.5, bounds: (min: 0.01, max: 50)),
    ].map(KLWeight.feedback)

  @Test("what is written reads back equal, under every schedule and law", arguments: weights)
  func roundTrip(weight: KLWeight) throws {
    for rates in [LearningRates.limit, .finite(decoder: 0.1, encoder: 0.2, variance: 0.3)] {
      let problem = problem(weight, rates: rates)
      let data = try JSONEncoder().encode(problem)
      #expect(try JSONDecoder().decode(LearningProblem.self, from: data) == problem)
    }
  }

  @Test("what is left out takes the default of the initialisers")
  func defaults() throws {
    let read = try decoded(
      """
      {"data": {"signals": [1, 2], "noise": 0.5}, "model": {"latents": 2},
       "training": {"rates": 0.01, "beta": {"schedule": "tanh", "rate": 0.2}}}
      """)
    let written = LearningProblem(
      data: SpikedData(signals: [1, 2], noise: 0.5), latents: 2,
      training: Training(rates: .uniform(0.01), beta: .tanh(rate: 0.2)))
    #expect(read == written)
  }

  /// Every message names the key from the root, what was found and what is allowed.
  @Test(
    "errors name the key path",
    arguments: [
      (#"{"signals": [1], "nois": 1}"#, "data.nois", "noise"),
      (#"{"signals": [1]}"#, "data.noise", "a number"),
      (#"{"signals": 1, "noise": 1}"#, "data.signals", "a list of numbers"),
      (
        #"{"signals": [1], "noise": 1, "overlap": [[1, 0]]}"#, "data.overlap.0", "a row of 1 number"
      ),
      (#"{"signals": [1], "noise": 1, "distribution": "cauchy"}"#, "data.distribution", "gaussian"),
    ])
  func dataErrors(data: String, key: String, allowed: String) {
    let text = #"{"data": \#(data), "model": {"latents": 1}, "training": {"rates": 1, "beta": 1}}"#
    let error = #expect(throws: InvalidProblem.self) { try decoded(text) }
    #expect(error?.keyPath == key)
    #expect(error?.allowed.contains(allowed) == true, "\(String(describing: error))")
  }

  @Test(
    "errors within training name the key path",
    arguments: [
      (#"{"rates": "limits", "beta": 1}"#, "training.rates"),
      (#"{"rates": {"decoder": 1, "encoder": 1}, "beta": 1}"#, "training.rates.variance"),
      (#"{"rates": 1, "beta": {"schedule": "tahn", "rate": 1}}"#, "training.beta.schedule"),
      (#"{"rates": 1, "beta": {"schedule": "tanh", "raet": 1}}"#, "training.beta.raet"),
      (#"{"rates": 1, "beta": {"schedule": "tanh"}}"#, "training.beta.rate"),
      (#"{"rates": 1, "beta": {"schedule": "geco", "rate": 1}}"#, "training.beta.explained"),
      (#"{"rates": 1, "beta": {"rate": 1}}"#, "training.beta"),
      (#"{"rates": 1, "beta": {"schedule": "points", "points": [[1]]}}"#, "training.beta.points.0"),
    ])
  func trainingErrors(training: String, key: String) {
    let text = #"""
      {"data": {"signals": [1], "noise": 1}, "model": {"latents": 1}, "training": \#(training)}
      """#
    let error = #expect(throws: InvalidProblem.self) { try decoded(text) }
    #expect(error?.keyPath == key, "\(String(describing: error))")
  }
}
