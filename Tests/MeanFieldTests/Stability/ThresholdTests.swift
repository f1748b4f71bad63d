import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

@Suite("Thresholds of posterior collapse")
struct ThresholdTests {
  private func thresholds(
    signals: [Double], noise: Double, rates: LearningRates = .limit, weightDecay: Double = 0,
    overlap: Matrix? = nil, in range: ClosedRange<Double>? = nil
  ) throws -> [Threshold] {
    try Threshold.all(
      of: LearningProblem(
        data: SpikedData(signals: signals, noise: noise, overlap: overlap), latents: 2,
        training: Training(rates: rates, weightDecay: weightDecay, beta: .constant(1))),
      in: range)
  }

  @Test("in the limit they are the eigenvalues ρ + η and η")
  func limit() throws {
    var random = SplitMix64(state: 1)
    for _ in 0..<50 {
      let (a, b) = (random.number(in: 0.01...4), random.number(in: 0.01...4))
      let η = random.number(in: 0.01...3)
      let found = try thresholds(signals: [min(a, b), max(a, b)], noise: η)
      #expect(found.map(\.kind) == [.factor, .factor, .noise])
      #expect(found.map(\.factor) == [1, 0, nil])
      for (threshold, expected) in zip(found, [max(a, b) + η, min(a, b) + η, η]) {
        #expect(threshold.status == .converged)
        #expect(abs((threshold.beta ?? 0) - expected) < 1e-9)
        #expect(threshold.eigenvalue == expected)
        #expect(threshold.analytic == expected)
        #expect(threshold.bracket.upperBound - threshold.bracket.lowerBound < 1e-12)
        #expect(abs(threshold.bracket.lowerBound - expected) < 1e-9)
      }
    }
  }

  /// The block of a factor holds no second-order terms; that of noise does.
  @Test("at finite rates a factor's threshold stays, that of noise moves in proportion to the rate")
  func finiteRates() throws {
    func shift(_ rate: Double) throws -> (factor: Double, noise: Double) {
      let found = try thresholds(signals: [0.7], noise: 1.3, rates: .uniform(rate))
      #expect(found[1].analytic == nil)
      #expect(abs((found[1].limit ?? 0) - 1.3) < 1e-9 && abs((found[0].limit ?? 0) - 2) < 1e-9)
      return ((found[0].beta ?? 0) - 2, (found[1].beta ?? 0) - 1.3)
    }
    let rates = [1e-4, 1e-3, 1e-2]
    let shifts = try rates.map(shift)
    #expect(shifts.allSatisfy { abs($0.factor) < 1e-9 })
    for i in 1..<rates.count {
      let slope = Double.log((shifts[i].noise / shifts[i - 1].noise).magnitude) / Double.log(10)
      #expect(abs(slope - 1) < 0.02, "slope \(slope) of \(shifts)")
    }
  }

  /// (threshold-shift), for unequal rates and a batch.
  @Test("the shift of noise's threshold is η³ τ_W τ_V/(2B(τ_W + η² τ_V)) to first order")
  func shift() throws {
    for (decoder, encoder, batch, η) in [(1.0, 1.0, 1, 1.3), (0.3, 1, 1, 0.6), (1, 0.2, 4, 2.0)] {
      let deviations = try [1e-2, 1e-3, 1e-4].map { rate -> Double in
        let problem = LearningProblem(
          data: SpikedData(signals: [0.7], noise: η), latents: 1,
          training: Training(
            rates: .finite(decoder: rate * decoder, encoder: rate * encoder, variance: rate),
            batch: batch, beta: .constant(1)))
        let found = try Threshold.all(of: problem)
        let expected =
          rate * η * η * η * decoder * encoder
          / (2 * Double(batch) * (decoder + η * η * encoder))
        #expect(abs((found[1].leadingShift ?? 0) - expected) < 1e-12)
        #expect(found[0].leadingShift == 0 && abs(found[0].shift ?? 1) < 1e-9)
        return (try #require(found[1].shift)) / expected - 1
      }
      // The relative error is of first order itself.
      #expect(abs(deviations[0]) < 0.05 && abs(deviations[2]) < 5e-4, "\(deviations)")
      #expect(abs(deviations[0] / deviations[1] - 10) < 2)
    }
  }

  /// At τ = 0.01, η = 1 the collapsed state is stable against noise between 1.0025 and about 2/(τη).
  @Test("a range that reaches to where SGD's noise destabilises collapse holds the threshold")
  func secondCrossing() throws {
    for (range, expected) in [
      (0.1...1000.0, Double?.some(1.0025030784700981)), (100...1000, nil), (50...100, nil),
      (1.002...1.003, 1.0025030784700981), (1e-300...1e300, 1.0025030784700981),
    ] {
      let found = try thresholds(signals: [1], noise: 1, rates: .uniform(0.01), in: range)[1]
      #expect((found.beta == nil) == (expected == nil), "\(range): \(found)")
      #expect(found.status == (expected == nil ? .notInRange : .converged))
      if let expected { #expect(abs((found.beta ?? 0) - expected) < 1e-12) }
      if expected == nil { #expect(found.bracket == range) }
    }
  }

  @Test("weight decay: Λ/(1 + λ) − λ/Λ, at any rates for a factor")
  func weightDecay() throws {
    for rates in [LearningRates.limit, .uniform(0.05)] {
      let found = try thresholds(
        signals: [1.5, 0.1], noise: 0.4, rates: rates, weightDecay: 0.2)
      #expect(abs((found[0].beta ?? 0) - (1.9 / 1.2 - 0.2 / 1.9)) < 1e-9)
      #expect(abs((found[0].analytic ?? 0) - (found[0].beta ?? 1)) < 1e-9)
      #expect(abs((found[1].beta ?? 0) - (0.5 / 1.2 - 0.2 / 0.5)) < 1e-9)
      // Weight decay wins over noise at any β.
      #expect(found[2].beta == nil && found[2].status == .notInRange)
    }
  }

  @Test("correlated factors count by the eigenvalues of their covariance")
  func overlap() throws {
    let overlap: Matrix = [[1, 0.5], [0.5, 1]]
    let found = try thresholds(signals: [1, 1], noise: 0.5, overlap: overlap)
    for (threshold, expected) in zip(found, [2.0, 1.0, 0.5]) {
      #expect(abs((threshold.beta ?? 0) - expected) < 1e-9)
    }
  }

  @Test("a range that holds no threshold is said so, with the range")
  func range() throws {
    let found = try thresholds(signals: [1], noise: 1, in: 1.5...3)
    #expect(found.map(\.status) == [.converged, .notInRange])
    #expect(found[1].beta == nil && found[1].bracket == 1.5...3)
  }

  /// The threshold is a property of the collapsed state; here the state the flow ends in changes.
  @Test("the flow ends collapsed just above and not just below", arguments: [0.01, 0.3])
  func endState(rate: Double) throws {
    let found = try thresholds(signals: [0], noise: 1, rates: .uniform(rate))
    let beta = try #require(found.last?.beta)
    for offset in [-0.01, 0.01] {
      let problem = LearningProblem(
        data: SpikedData(signals: [0], noise: 1), latents: 1,
        training: Training(rates: .uniform(rate), beta: .constant(beta + offset)))
      let start = OrderParameters(m: [[0]], d: [[0]], Q: [[1]], E: [[1]], R: [[0.9]], D: [1])
      let end = try #require(
        try OrderParameterFlow(problem).trajectory(from: start, at: [1e5 / rate]).last)
      #expect((end.Q[0, 0] > 1e-4) == (offset < 0))
      let attractor = try #require(try FixedPointAnalysis(problem).attractors().first)
      #expect(abs(attractor.state.Q[0, 0] - end.Q[0, 0]) < 1e-6)
    }
  }
}
