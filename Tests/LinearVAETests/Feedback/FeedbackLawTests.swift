import LinearVAE
import NumericKit
import RealModule
import Testing

extension FeedbackLaw {
  /// The weights and the rates of the memory for given statistics of a code.
  fileprivate func evaluate(
    divergences: [Double], distortion: Double = 0, memory: [Double] = [], at time: Double = 0
  ) -> (weights: [Double], rates: [Double]) {
    var weights = [Double](repeating: .nan, count: divergences.count)
    var rates = [Double](repeating: .nan, count: controller.memoryCount)
    divergences.withUnsafeBufferPointer { divergences in
      guard let base = divergences.baseAddress else { return }
      controller.evaluate(
        reference: reference.beta(at: time),
        CodeStatistics(latents: divergences.count, divergences: base, distortion: distortion),
        memory: memory, weights: &weights, rates: &rates)
    }
    return (weights, rates)
  }
}

@Suite("Feedback laws")
struct FeedbackLawTests {
  @Test("capacity is the slope of the rounded loss, and γ times a sign far from the capacity")
  func capacity() {
    let (γ, w) = (3.0, 0.05)
    let law = FeedbackLaw.capacity(gamma: γ, target: .linear(rate: 0.1, max: 2), width: w)
    for (first, second, sign) in [(0.4, 0.9, 1.0), (0.1, 0.2, -1)] {
      let weights = law.evaluate(divergences: [first, second], at: 7).weights
      #expect(abs(weights[0] - sign * γ) < 1e-5 && weights[0] == weights[1])
    }
    func loss(_ rate: Double) -> Double { γ * w * Double.log(Double.cosh((rate - 0.7) / w)) }
    for rate in [0.63, 0.69, 0.7, 0.72, 0.81] {
      let slope = (loss(rate + 1e-6) - loss(rate - 1e-6)) / 2e-6
      let weights = law.evaluate(divergences: [0.1, rate - 0.1], at: 7).weights
      #expect(abs(weights[0] - slope) < 1e-8 && weights[0] == weights[1])
    }
  }

  @Test("free bits weigh latents one by one, by the slope of the rounded loss")
  func freeBits() {
    let (β, δ, w) = (1.7, 0.3, 0.02)
    let law = FeedbackLaw.freeBits(nats: δ, beta: .constant(β), width: w)
    let weights = law.evaluate(divergences: [0, 0.3, 2]).weights
    #expect(weights[0] < 1e-12 && weights[1] == β / 2 && weights[2] == β)
    func loss(_ divergence: Double) -> Double {
      β * (δ + 0.5 * w * Double.log(onePlus: Double.exp(2 * (divergence - δ) / w)))
    }
    for divergence in [0.28, 0.295, 0.31, 0.35] {
      let slope = (loss(divergence + 1e-6) - loss(divergence - 1e-6)) / 2e-6
      #expect(abs(law.evaluate(divergences: [divergence]).weights[0] - slope) < 1e-8)
    }
  }

  /// The published algorithm in its own words, one step: `β = K_p/(1 + exp e) + I + β_min`,
  /// `I ← I − K_i e`.
  @Test("control is the published step within its bounds")
  func control() {
    let law = FeedbackLaw.control(
      set: .constant(1.2), proportional: 0.3, integral: 0.07, min: 0.1, max: 2)
    for rate in [0.2, 1.1, 1.3, 4] {
      let error = 1.2 - rate
      let (weights, rates) = law.evaluate(divergences: [0.5 * rate, 0.5 * rate], memory: [0.4])
      #expect(abs(weights[0] - (0.3 / (1 + Double.exp(error)) + 0.4 + 0.1)) < 1e-14)
      #expect(abs(rates[0] + 0.07 * error) < 1e-14)
    }
    // No overflow far from the set point.
    #expect(law.evaluate(divergences: [0], memory: [0.4], at: 0).weights[0].isFinite)
    #expect(
      FeedbackLaw.control(set: .constant(2000), proportional: 0.3, integral: 0.07)
        .evaluate(divergences: [0.1], memory: [0.4]).weights == [0.4])
  }

  @Test("at a bound the integral stops outwards, and goes on inwards")
  func windup() {
    let law = FeedbackLaw.control(set: .constant(1), integral: 0.5, min: 0.1, max: 2)
    // Free value 2.1: beyond the upper bound.
    for (rate, memory, isStopped) in [(3.0, 2.0, true), (0.5, 2, false), (3, -0.2, false)] {
      let (weights, rates) = law.evaluate(divergences: [rate], memory: [memory])
      #expect(weights == [memory > 0 ? 2 : 0.1])
      #expect(rates == [isStopped ? 0 : 0.5 * (rate - 1)], "\(rate) \(memory)")
    }
    #expect(law.evaluate(divergences: [0.5], memory: [-0.2]).rates == [0])
    // Halfway through the band of a thousandth, half the rate.
    let half = law.evaluate(divergences: [3], memory: [1.9 + 0.5e-3 * 1.9]).rates[0]
    #expect(abs(half - 0.5) < 1e-9)
  }

  @Test("GECO's multiplier grows while too little is explained, by the averaged constraint")
  func geco() {
    let law = FeedbackLaw.geco(
      explained: .constant(2), rate: 0.3, average: 5, initial: 0.7, bounds: (0.01, 10))
    let start = law.controller.initialMemory(reference: 2, distortion: -1.5)
    #expect(start == [Double.log(0.7), 0.5])
    let (weights, rates) = law.evaluate(
      divergences: [1, 1], distortion: -1.4, memory: [Double.log(0.7), 0.5])
    #expect(weights.allSatisfy { abs($0 - 0.7) < 1e-15 } && weights.count == 2)
    // λ = 1/β ← λ exp(r ⟨constraint⟩): β falls while the error is too large.
    #expect(rates.count == 2 && abs(rates[0] + 0.3 * 0.5) < 1e-15)
    #expect(abs(rates[1] - (0.6 - 0.5) / 5) < 1e-15)
    let plain = FeedbackLaw.geco(explained: .constant(2), rate: 0.3)
    #expect(plain.controller.memoryCount == 1)
    #expect(
      abs(plain.evaluate(divergences: [1], distortion: -1.4, memory: [0]).rates[0] + 0.18) < 1e-15)
  }

  @Test(
    "impossible values are named",
    arguments: [
      (FeedbackLaw.capacity(gamma: 0, target: .constant(1)), "gamma"),
      (.capacity(gamma: 1, target: .constant(-1)), "target"),
      (.capacity(gamma: 1, target: .linear(rate: -1)), "target.rate"),
      (.capacity(gamma: 1, target: .constant(1), width: 0), "width"),
      (.freeBits(nats: 0), "nats"), (.freeBits(nats: 1, beta: .constant(0)), "beta"),
      (.freeBits(nats: 1, width: -1), "width"),
      (.control(set: .constant(1), proportional: -1, integral: 1), "kp"),
      (.control(set: .constant(1), integral: 0), "ki"),
      (.control(set: .constant(1), integral: 1, min: 1, max: 1), "max"),
      (.control(set: .constant(1), integral: 1, min: -1), "min"),
      (.geco(explained: .constant(1), rate: 0), "rate"),
      (.geco(explained: .constant(1), rate: 1, average: -1), "average"),
      (.geco(explained: .constant(1), rate: 1, initial: 2e3), "initial"),
      (.geco(explained: .constant(1), rate: 1, bounds: (0, 10)), "min"),
      (.geco(explained: .constant(3.2), rate: 1), "explained"),
    ] as [(FeedbackLaw, String)])
  func validation(law: FeedbackLaw, key: String) {
    // Two latents explain less than tr Λ + 2η = 2.6.
    let overlapping = SpikedData(signals: [1.2, 0.4], noise: 0.5, overlap: [[1, 0.6], [0.6, 1]])
    let problem = LearningProblem(
      data: overlapping, latents: 2,
      training: Training(rates: .uniform(0.1), weight: .feedback(law)))
    let error = #expect(throws: InvalidProblem.self) { try problem.validate() }
    #expect(error?.keyPath == "training.beta.\(key)")
  }

  @Test("what can be explained is the sum of the largest eigenvalues")
  func explained() throws {
    // tr Λ + 2η = 2.6 for two latents on two correlated factors.
    let data = SpikedData(signals: [1.2, 0.4], noise: 0.5, overlap: [[1, 0.6], [0.6, 1]])
    for (value, isPossible) in [(2.59, true), (2.61, false)] {
      let law = FeedbackLaw.geco(explained: .constant(value), rate: 1)
      let problem = LearningProblem(
        data: data, latents: 2, training: Training(rates: .limit, weight: .feedback(law)))
      #expect(((try? problem.validate()) != nil) == isPossible)
    }
  }

  @Test("questions that need a known β refuse a law")
  func knownBeta() throws {
    let law = FeedbackLaw.freeBits(nats: 0.1)
    let problem = LearningProblem(
      data: SpikedData(signals: [1], noise: 1), latents: 1,
      training: Training(rates: .limit, weight: .feedback(law)))
    try problem.validate()
    let error = #expect(throws: InvalidProblem.self) { try problem.validateWithKnownBeta() }
    #expect(error?.keyPath == "training.beta" && error?.found == "a feedback law")
  }
}
