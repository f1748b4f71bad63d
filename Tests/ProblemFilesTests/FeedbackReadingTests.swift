import Foundation
import LinearVAE
import ProblemFiles
import Testing

@Suite("Problem files: feedback laws")
struct FeedbackReadingTests {
  private static let forms: [(text: String, law: FeedbackLaw)] = [
    ("{schedule: capacity, gamma: 10, target: 1.5}", .capacity(gamma: 10, target: .constant(1.5))),
    (
      "{schedule: capacity, gamma: 10, target: {schedule: linear, rate: 0.1, max: 2}, width: 0.1}",
      .capacity(gamma: 10, target: .linear(rate: 0.1, max: 2), width: 0.1)
    ),
    ("{schedule: free_bits, nats: 0.25}", .freeBits(nats: 0.25)),
    (
      "{schedule: free_bits, nats: 0.25, beta: {schedule: tanh, rate: 0.2}, width: 0.1}",
      .freeBits(nats: 0.25, beta: .tanh(rate: 0.2), width: 0.1)
    ),
    ("{schedule: control, set: 1, ki: 0.1}", .control(set: .constant(1), integral: 0.1)),
    (
      "{schedule: control, set: {schedule: points, points: [[0, 1], [5, 2]]}, kp: 0.2, ki: 0.1, "
        + "min: 0.5, max: 3}",
      .control(
        set: .points([.init(time: 0, beta: 1), .init(time: 5, beta: 2)]), proportional: 0.2,
        integral: 0.1, min: 0.5, max: 3)
    ),
    ("{schedule: geco, explained: 0.5, rate: 0.1}", .geco(explained: .constant(0.5), rate: 0.1)),
    (
      "{schedule: geco, explained: 0.5, rate: 0.1, average: 2, initial: 0.5, min: 0.1, max: 5}",
      .geco(explained: .constant(0.5), rate: 0.1, average: 2, initial: 0.5, bounds: (0.1, 5))
    ),
  ]

  @Test("every law is read, written and read again", arguments: forms)
  func readAndWritten(text: String, law: FeedbackLaw) throws {
    let file = try reading(beta: text)
    #expect(file.specification.problem.training.feedback == law)
    #expect(file.notes.isEmpty)
    let written = file.specification
    #expect(try ProblemFile(yaml: written.yaml()).specification == written)
    let json = String(decoding: try JSONEncoder().encode(written), as: UTF8.self)
    #expect(try ProblemFile(yaml: json).specification == written)
  }

  @Test("names of others are noted")
  func aliases() throws {
    let file = try reading(
      beta: "{schedule: controlvae, v_kl: 1, Kp: 0.1, Ki: 0.2, beta_min: 0.5, beta_max: 4}")
    #expect(
      file.specification.problem.training.feedback
        == .control(set: .constant(1), proportional: 0.1, integral: 0.2, min: 0.5, max: 4))
    #expect(
      file.notes.map(\.keyPath)
        == ["schedule", "v_kl", "Kp", "Ki", "beta_min", "beta_max"].map { "training.beta.\($0)" })
    let capacity = try reading(beta: "{schedule: capacity, gamma: 2, C: 1}")
    #expect(capacity.notes.map(\.message) == ["read as \"target\""])
    let free = try reading(beta: "{schedule: free_nats, delta: 0.5}")
    #expect(free.specification.problem.training.feedback == .freeBits(nats: 0.5))
  }

  @Test(
    "mistakes are named",
    arguments: [
      ("{schedule: capcity, gamma: 1}", "schedule", "expected \"capacity\", the nearest"),
      ("{schedule: capacity, target: 1}", "gamma", "found nothing, expected a number"),
      ("{schedule: capacity, gamma: 1}", "target", "nats: a number or a schedule"),
      ("{schedule: capacity, gamma: 1, targt: 1}", "targt", "expected \"target\", the nearest"),
      ("{schedule: capacity, gamma: -1, target: 1}", "gamma", "found -1.0, expected a number > 0"),
      (
        "{schedule: capacity, gamma: 1, target: {schedule: linear, rate: 0}}", "target.rate",
        "expected a number > 0"
      ),
      (
        "{schedule: capacity, gamma: 1, target: {schedule: geco}}", "target.schedule",
        "another of constant"
      ),
      (
        "{schedule: capacity, gamma: 1, target: {schedule: cyclical, period: 1e-9, max: 2}}",
        "target.period", "at most 1000000 periods"
      ),
      ("{schedule: control, set: 1}", "ki", "found nothing"),
      ("{schedule: control, set: 1, ki: 1, min: 2, max: 1}", "max", "a number > min"),
      ("{schedule: geco, explained: 2, rate: 1}", "explained", "expected numbers < 2.0"),
    ])
  func mistakes(text: String, key: String, message: String) {
    let error = #expect(throws: ProblemFileError.self) {
      try reading(beta: text, rest: "time: {end: 100}")
    }
    #expect(error?.keyPath == "training.beta.\(key)")
    #expect(error?.line == 3)
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
