import FiniteSize
import Foundation
import LinearVAE
import MeanField
import NumericKit
import RealModule
import Storage
import TestSupport
import Testing

/// A feedback law on the smallest problem that tells latents and factors apart.
struct FeedbackCase: Sendable, CustomTestStringConvertible {
  let name: String
  let law: FeedbackLaw

  var testDescription: String { name }

  static let all = [
    FeedbackCase(
      name: "capacity",
      law: .capacity(gamma: 3, target: .linear(rate: 0.5, min: 0.4, max: 1.2), width: 0.2)),
    FeedbackCase(
      name: "free bits",
      law: .freeBits(nats: 0.5, beta: .tanh(rate: 2, max: 1.5), width: 0.1)),
    FeedbackCase(
      name: "control",
      law: .control(set: .constant(0.4), proportional: 0.4, integral: 0.8, min: 0.1, max: 2)),
    FeedbackCase(
      name: "control at a bound",
      law: .control(set: .constant(0.4), proportional: 0.4, integral: 0.8, min: 0.1, max: 0.5)),
    FeedbackCase(name: "geco", law: .geco(explained: .constant(1.2), rate: 0.6, initial: 0.5)),
    FeedbackCase(
      name: "geco averaged",
      law: .geco(explained: .constant(1.2), rate: 0.6, average: 0.4, initial: 0.5)),
  ]

  func problem(_ rates: LearningRates = Case.unequal) -> LearningProblem {
    LearningProblem(
      data: Case.oblique, latents: 2,
      training: Training(rates: rates, weightDecay: 0.1, weight: .feedback(law)))
  }

  static let start = OrderParameters(
    m: [[0.5, 0.1], [0.2, 0.4]], d: [[0.4, 0.1], [0.1, 0.3]], Q: [[0.9, 0.1], [0.1, 0.8]],
    E: [[0.6, 0.1], [0.1, 0.7]], R: [[0.3, 0.1], [0.1, 0.2]], D: [0.8, 0.6])

  func ensemble(
    dimension: Int, replicas: Int, method: SimulationMethod = .exact, seed: UInt64 = 5,
    at times: [Double]
  ) throws -> Ensemble {
    Ensemble(
      try Simulation(problem(), dimension: dimension, method: method, seed: seed),
      from: Self.start, at: times, replicas: replicas)
  }
}

@Suite("Feedback at finite N")
struct FeedbackTests {
  /// Means of 24 runs against the flow, in standard errors: at the level 1e-3 over all numbers of a
  /// law Student's t with 23 degrees of freedom stays below 5.8.
  @Test("large N agrees with the flow within its errors", arguments: FeedbackCase.all)
  func limit(example: FeedbackCase) throws {
    let times = [0.5, 1, 2]
    let result = try example.ensemble(dimension: 100_000, replicas: 24, at: times)
      .run(RunContext(threads: 2))
    let flow = try OrderParameterFlow(example.problem()).solution(
      from: FeedbackCase.start, at: times)
    let errors = try #require(result.standardError)
    let weights = try #require(result.weights)
    for (i, time) in times.enumerated() {
      for (number, (mean, expected)) in zip(
        result.mean[i].numbers, flow.states[i].numbers
      ).enumerated() {
        let z = (mean - expected) / errors[i].numbers[number]
        #expect(abs(z) < 5.8, "\(result.mean[i].names[number]) at \(time): z = \(z)")
        // The errors are small enough to see a wrong law.
        #expect(errors[i].numbers[number] < 2e-3)
      }
      for k in 0..<2 {
        let error = try #require(weights[k].standardError)[i]
        let deviation = weights[k].mean[i] - flow.weights[i][k]
        // At a bound all runs agree.
        #expect(
          abs(deviation) <= 5.8 * error && error < 1e-2,
          "β of latent \(k) at \(time): \(deviation) ± \(error)")
      }
    }
    if example.law.controller.isPerLatent {
      #expect(abs(weights[0].mean[2] - weights[1].mean[2]) > 0.1)
    } else {
      #expect(weights[0] == weights[1])
    }
  }

  /// The root mean square distance from the flow falls like `N^{-1/2}`, weights included.
  @Test("deviations from the flow shrink with N", arguments: FeedbackCase.all)
  func concentration(example: FeedbackCase) throws {
    let time = 1.5
    let flow = try OrderParameterFlow(example.problem()).solution(
      from: FeedbackCase.start, at: [time])
    let sizes = [300, 3000, 30_000]
    let deviations = try sizes.map { N in
      let replicas = 60
      let result = try example.ensemble(dimension: N, replicas: replicas, at: [time])
        .run(RunContext(threads: 2))
      let spread = Double(replicas)
      func square(_ mean: Double, _ error: Double, _ flow: Double) -> Double {
        (mean - flow) * (mean - flow) + spread * error * error
      }
      let errors = try #require(result.standardError)[0].numbers
      var sum = 0.0
      for (i, mean) in result.mean[0].numbers.enumerated() {
        sum += square(mean, errors[i], flow.states[0].numbers[i])
      }
      for (k, weight) in try #require(result.weights).enumerated() {
        let error = try #require(weight.standardError)[0]
        sum += square(weight.mean[0], error, flow.weights[0][k])
      }
      return sum.squareRoot()
    }
    let slope =
      (Double.log(deviations[2]) - Double.log(deviations[0])) / Double.log(100)
    // Over 60 runs a root mean square is known to about a tenth: 0.03 in the slope.
    #expect(slope > -0.6 && slope < -0.4, "\(deviations)")
  }

  /// Kolmogorov–Smirnov over every number and weight at the level 1e-3 over all of a law.
  @Test("vectors and exact chain have one law", arguments: FeedbackCase.all)
  func methods(example: FeedbackCase) throws {
    func runs(_ method: SimulationMethod) throws -> [[Double]] {
      let simulation = try example.ensemble(
        dimension: 40, replicas: 1, method: method, seed: method == .exact ? 1 : 2, at: [1]
      ).simulation
      return try (0..<1500).map { replica in
        var run = try simulation.run(replica, from: FeedbackCase.start)
        try run.advance(to: 60)
        return run.numbers + (try #require(run.weights))
      }
    }
    let (exact, vector) = (try runs(.exact), try runs(.vector))
    for i in exact[0].indices {
      let p = KolmogorovSmirnov.pValue(exact.map { $0[i] }, vector.map { $0[i] })
      #expect(p > 1e-3 / Double(exact[0].count), "number \(i): p = \(p)")
    }
  }

  /// Interrupted at every look and resumed from the file, runs end bit by bit as without a pause.
  @Test(
    "checkpoints hold what the law remembers", arguments: FeedbackCase.all,
    SimulationMethod.allCases)
  func checkpoints(example: FeedbackCase, method: SimulationMethod) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "betaflow-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("run.checkpoint").path
    let ensemble = try example.ensemble(
      dimension: method == .exact ? 20_000 : 3000, replicas: 2, method: method, at: [0.5, 1])
    let whole = try ensemble.run(.current, EnsembleOptions(keepsRuns: true))
    var options = EnsembleOptions(keepsRuns: true, checkpoint: path, checkpointInterval: 0)
    options.stepsPerLook = ensemble.simulation.dimension / 7
    var interruptions = 0
    while true {
      do {
        #expect(try ensemble.run(RunContext(shouldStop: { true }), options) == whole)
        break
      } catch is RunCancelled {
        interruptions += 1
        try #require(interruptions < 1000)
      }
    }
    // A look comes after at most twice those steps, for there are times to record in between.
    #expect(interruptions >= 7)
    // Another law is another run.
    let other = Ensemble(
      try Simulation(
        FeedbackCase(name: "", law: .freeBits(nats: 0.51)).problem(),
        dimension: ensemble.simulation.dimension, method: method, seed: 5),
      from: FeedbackCase.start, at: [0.5, 1], replicas: 2)
    let error = #expect(throws: CheckpointError.self) {
      try other.run(.current, EnsembleOptions(keepsRuns: true, checkpoint: path))
    }
    guard case .mismatch(let key, _, _) = error?.problem, key.hasPrefix("training.beta.") else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a snapshot without the law's memory is none of the run")
  func snapshots() throws {
    let geco = try FeedbackCase.all[5].ensemble(dimension: 50, replicas: 1, at: [1]).simulation
    let control = try FeedbackCase.all[2].ensemble(dimension: 50, replicas: 1, at: [1]).simulation
    var run = try geco.run(0, from: FeedbackCase.start)
    try run.advance(to: 20)
    #expect(run.snapshot.arrays.count == 2 && run.snapshot.arrays[1].values.count == 2)
    #expect(try control.run(0, from: FeedbackCase.start).snapshot.arrays[1].values == [0])
  }

  @Test("a variance that crosses zero is reported with the weight of its step")
  func failure() throws {
    let law = FeedbackLaw.capacity(gamma: 400, target: .constant(3))
    let problem = LearningProblem(
      data: Case.one, latents: 1, training: Training(rates: .uniform(1), weight: .feedback(law)))
    let start = OrderParameters(m: [[0]], d: [[0]], Q: [[1]], E: [[1]], R: [[0]], D: [0.5])
    let simulation = try Simulation(problem, dimension: 100)
    let error = #expect(throws: SimulationError.self) {
      try simulation.trajectory(from: start, at: [1])
    }
    guard case .varianceCrossedZero(_, _, _, _, let beta) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(abs(beta) == 400)
  }

  @Test("a moving average shorter than a step is refused")
  func shortAverage() {
    let law = FeedbackLaw.geco(explained: .constant(1), rate: 1, average: 0.01)
    let problem = FeedbackCase(name: "", law: law).problem()
    let error = #expect(throws: InvalidProblem.self) { try Simulation(problem, dimension: 50) }
    #expect(error?.keyPath == "training.beta.average")
    #expect(throws: Never.self) { try Simulation(problem, dimension: 100) }
  }

  @Test("a schedule has no weights to record")
  func schedules() throws {
    let ensemble = Ensemble(
      try Simulation(Case.all[0].problem, dimension: 20), from: try Case.all[0].start(),
      at: [0.5], replicas: 2)
    #expect(try ensemble.run().weights == nil)
  }
}
