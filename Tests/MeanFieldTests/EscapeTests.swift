import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

@Suite("Escape from the plateau")
struct EscapeTests {
  private func problem(
    signals: [Double] = [1], noise: Double = 1, latents: Int = 1, beta: Double = 1,
    rates: LearningRates = .limit, weightDecay: Double = 0
  ) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: signals, noise: noise), latents: latents,
      training: Training(rates: rates, weightDecay: weightDecay, beta: .constant(beta)))
  }

  private func start(_ overlaps: [[Double]], norm: Double) -> OrderParameters {
    let M = overlaps.count
    let m = Matrix(overlaps) ?? Matrix(rows: M, columns: 0)
    let inner = m * m.transposed
    var Q = inner
    for k in 0..<M { Q[k, k] = norm }
    return OrderParameters(
      m: m, d: m, Q: Q, E: Q, R: inner, D: Array(repeating: 1, count: M))
  }

  /// (escape): `σ = ½[−(1 + βP) + √((1 + βP)² + 4P(P − β))]`.
  @Test("the growth rate on the plateau is the closed form, per factor")
  func growthRate() throws {
    let escape = try EscapeProblem(problem(signals: [0.6, 1.4], noise: 0.5, beta: 0.8))
    let found = try escape.escapes(from: start([[1e-3, 1e-3]], norm: 0.1))
    #expect(found.map(\.factor) == [1, 0])
    for entry in found {
      let P = entry.eigenvalue
      let damping = 1 + 0.8 * P
      let σ = 0.5 * (-damping + (damping * damping + 4 * P * (P - 0.8)).squareRoot())
      #expect(abs(entry.growthRate - σ) < 1e-12)
    }
    #expect(escape.growthRate == found[0].growthRate)
    #expect(found[1].obstacle == .noLatentLeft && found[1].time == nil)
  }

  @Test("the plateau of a tiny start lasts ln(1/|m(0)|)/σ, but for a constant")
  func logarithm() throws {
    let escape = try EscapeProblem(problem(beta: 1.5))
    let times = try [1e-3, 1e-5, 1e-7, 1e-9].map { overlap in
      try #require(try escape.escapes(from: start([[overlap]], norm: 0.05))[0].time)
    }
    for i in 1..<times.count {
      #expect(
        abs((times[i] - times[i - 1]) * escape.growthRate / Double.log(100) - 1) < 1e-4)
    }
  }

  /// The formula behind random starts against the flow from each start.
  @Test("prediction from gains and growth rate is within 10 % of the flow for |m(0)| ≤ 1e-3")
  func prediction() throws {
    var random = SplitMix64(state: 2)
    for i in 0..<60 {
      let noise = random.number(in: 0.2...1.5)
      let signal = random.number(in: 0.3...2)
      let beta = (noise + signal) * random.number(in: 0.1...0.97)
      let problem = problem(
        signals: [signal], noise: noise, beta: beta,
        rates: i % 2 == 0 ? .limit : .uniform(0.02))
      let escape = try EscapeProblem(problem)
      let overlap = Double.pow(10, random.number(in: -6 ... -3))
      // One draw of a random start with these overlaps, in the direction of the mean.
      var state = start([[overlap]], norm: 1)
      state.R = [[0]]
      let measured = try #require(try escape.escapes(from: state)[0].time)
      let predicted = try #require(try escape.predictedTime(m: overlap, d: overlap))
      #expect(abs(predicted / measured - 1) < 0.1, "\(problem): \(predicted), \(measured)")
    }
  }

  @Test("the verdict on 500 random problems is that of the integrated flow")
  func verdicts() throws {
    var random = SplitMix64(state: 9)
    var seen: [EscapeVerdict: Int] = [:]
    for i in 0..<500 {
      let latents = 1 + i % 3
      let problem = problem(
        signals: (0..<(1 + i % 2)).map { _ in random.number(in: 0.1...2) },
        noise: random.number(in: 0.1...1.5), latents: latents,
        beta: random.number(in: 0.05...3.5), rates: i % 4 == 0 ? .uniform(0.05) : .limit,
        weightDecay: i % 5 == 0 ? 0.1 : 0)
      let state = start(
        (0..<latents).map { _ in
          problem.data.signals.map { _ in random.number(in: -1e-3...1e-3) }
        }, norm: random.number(in: 0.1...1))
      let end = random.number(in: 5...200) * (i % 4 == 0 ? 20 : 1)
      let escape = try EscapeProblem(problem)
      let leading = try escape.escapes(from: state)[0]
      let verdict = EscapeVerdict(time: leading.time, end: end)
      seen[verdict, default: 0] += 1
      // The independent judgement: where the leading factor's overlap stands at the end, and after
      // a very long time.
      let times = [end, end + 1e6]
      let states = try OrderParameterFlow(problem).trajectory(from: state, at: times)
      func overlap(_ state: OrderParameters) -> Double {
        (0..<latents).reduce(0) {
          $0 + state.m[$1, leading.factor] * state.m[$1, leading.factor]
        }
      }
      let final = overlap(states[1])
      let expected: EscapeVerdict =
        final < 1e-6 ? .never : overlap(states[0]) >= 0.5 * final ? .learns : .slow
      #expect(verdict == expected, "\(problem), \(leading), end \(end), final \(final)")
    }
    #expect(seen.values.allSatisfy { $0 > 30 } && seen.count == 3, "\(seen)")
  }

  @Test("no overlap, no latent, no chance: each is named")
  func obstacles() throws {
    let never = try EscapeProblem(problem(beta: 2.5))
    #expect(try never.escapes(from: start([[1e-3]], norm: 1))[0].obstacle == .belowThreshold)
    #expect(try never.escapes(fromRandomStartIn: 1000)[0].obstacle == .belowThreshold)
    #expect(never.growthRate < 0)
    let blind = try EscapeProblem(problem(beta: 0.5)).escapes(from: start([[0]], norm: 0.1))
    #expect(blind[0].obstacle == .noOverlap)
    let done = try EscapeProblem(problem(beta: 0.5)).escapes(from: start([[1.1]], norm: 1.5))
    #expect(done[0].time == 0)
  }

  @Test("correlated factors escape one principal factor after the other")
  func overlap() throws {
    let overlap: Matrix = [[1, 0.6], [0.6, 1]]
    let problem = LearningProblem(
      data: SpikedData(signals: [1, 1], noise: 0.3, overlap: overlap), latents: 2,
      training: Training(rates: .limit, beta: .constant(0.4)))
    let m: Matrix = [[2e-3, 1e-3], [-1e-3, 1e-3]]
    let state = OrderParameters(
      m: m, d: m, Q: 0.1 * .identity(2), E: 0.1 * .identity(2),
      R: Matrix(rows: 2, columns: 2), D: [1, 1])
    let found = try EscapeProblem(problem).escapes(from: state)
    #expect(found.map(\.eigenvalue).map { ($0 * 1e9).rounded() / 1e9 } == [1.9, 0.7])
    let times = found.compactMap(\.time)
    #expect(times.count == 2 && times[0] < times[1])
  }

  @Test("a longer plateau in more dimensions: ½ ln N/σ on average, with a spread that stays")
  func dimensions() throws {
    let escape = try EscapeProblem(problem(latents: 2, beta: 1.2))
    let (small, large) = (
      try escape.escapes(fromRandomStartIn: 100)[0],
      try escape.escapes(fromRandomStartIn: 1_000_000)[0]
    )
    let difference = try #require(large.time) - (try #require(small.time))
    #expect(abs(difference - 0.5 * Double.log(1e4) / large.growthRate) < 1e-2 * difference)
    #expect(small.spread == large.spread && small.spread > 0)
  }
}
