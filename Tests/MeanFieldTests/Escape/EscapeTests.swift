import LinearVAE
import MeanField
import NumericKit
import RealModule
import TestSupport
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
    let found = try escape.escapes(from: start([[1e-3, 1e-3]], norm: 0.1)).factors
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
      try #require(try escape.escapes(from: start([[overlap]], norm: 0.05)).factors[0].time)
    }
    for i in 1..<times.count {
      #expect(
        abs((times[i] - times[i - 1]) * escape.growthRate / Double.log(100) - 1) < 1e-4)
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
      let leading = try escape.escapes(from: state).factors[0]
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

  /// The end of the plateau by the flow alone: when the squared overlap with the factor is half of what it
  /// is in the end. For `|m(0)| ≤ 1e-3` the prediction is within 10 %; as the flow is followed, within 1 %.
  @Test("the plateau of 100 random problems from |m(0)| ≤ 1e-3 ends when the integrated flow says")
  func plateaus() throws {
    var random = SplitMix64(state: 17)
    for i in 0..<100 {
      let latents = 1 + i % 2
      let (ρ, η) = (random.number(in: 0.3...2), random.number(in: 0.1...1))
      let rate = i % 2 == 0 ? 1 : random.number(in: 0.01...0.1)
      let problem = problem(
        signals: [ρ], noise: η, latents: latents,
        beta: (ρ + η) * random.number(in: 0.1...0.85), rates: i % 2 == 0 ? .limit : .uniform(rate),
        weightDecay: i % 5 == 0 ? 0.02 : 0)
      let overlap = Double.pow(10, random.number(in: -6...(-3)))
      let state = start(
        (0..<latents).map { [overlap * ($0 == 0 ? 1 : -0.3)] }, norm: random.number(in: 0.05...1))
      let end = try #require(try EscapeProblem(problem).escapes(from: state).end?.time)
      let times = (0...400).map { 2 * end * Double($0) / 400 } + [end + 2000 / rate]
      let overlaps = try states(problem, state, times).map { squares($0, [0]) }
      let half = 0.5 * (overlaps.last ?? .nan)
      let index = try #require(overlaps.firstIndex { $0 >= half })
      let share = (half - overlaps[index - 1]) / (overlaps[index] - overlaps[index - 1])
      let measured = times[index - 1] + share * (times[index] - times[index - 1])
      #expect(abs(end / measured - 1) < 0.01, "\(problem): \(end), measured \(measured)")
    }
  }

  @Test("a factor of no signal is a direction of noise, and says so")
  func noSignal() throws {
    let escape = try EscapeProblem(problem(signals: [1, 0], latents: 2, beta: 0.5))
      .escapes(from: start([[1e-3, 1e-3], [1e-3, -2e-3]], norm: 0.1))
    #expect(escape.factors[0].obstacle == nil && escape.factors[1].obstacle == .noSignal)
  }

  @Test("no overlap, no latent, no chance: each is named")
  func obstacles() throws {
    let never = try EscapeProblem(problem(beta: 2.5))
    #expect(
      try never.escapes(from: start([[1e-3]], norm: 1)).factors[0].obstacle == .belowThreshold)
    #expect(try never.escapes(fromRandomStartIn: 1000).factors[0].obstacle == .belowThreshold)
    #expect(never.growthRate < 0)
    let blind = try EscapeProblem(problem(beta: 0.5))
      .escapes(from: start([[0]], norm: 0.1)).factors
    #expect(blind[0].obstacle == .noOverlap)
    let done = try EscapeProblem(problem(beta: 0.5)).escapes(from: start([[1.1]], norm: 1.5))
      .factors
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
    let found = try EscapeProblem(problem).escapes(from: state).factors
    #expect(found.map(\.eigenvalue).map { ($0 * 1e9).rounded() / 1e9 } == [1.9, 0.7])
    let times = found.compactMap(\.time)
    #expect(times.count == 2 && times[0] < times[1])
  }

  /// In so many dimensions that the norms, too, have reached the plateau long before it ends.
  @Test("a longer plateau in more dimensions: ½ ln N/σ on average, with the spread of ln χ over σ")
  func dimensions() throws {
    let escape = try EscapeProblem(problem(latents: 2, beta: 1.2))
    let (small, large) = (
      try escape.escapes(fromRandomStartIn: 100_000_000).factors[0],
      try escape.escapes(fromRandomStartIn: 1_000_000_000_000).factors[0]
    )
    let difference = try #require(large.time) - (try #require(small.time))
    #expect(abs(difference - 0.5 * Double.log(1e4) / large.growthRate) < 1e-2 * difference)
    #expect(abs(small.spread / large.spread - 1) < 0.02)
    // A deviation over a thousand draws of a skewed law is exact to about 3 %.
    let expected = LogChi.standardDeviation(degrees: 2) / large.growthRate
    #expect(abs(large.spread / expected - 1) < 0.1, "\(large.spread), expected \(expected)")
  }

  @Test("a start that is not on a plateau at all has found its factors at time 0, not before")
  func noPlateau() throws {
    let escape = try EscapeProblem(problem(signals: [1, 0.5], noise: 0.2, latents: 3, beta: 0.9))
    for dimension in [1, 2, 3, 10] {
      let found = try escape.escapes(fromRandomStartIn: dimension)
      #expect((found.end?.time ?? -1) >= 0)
      #expect(found.factors.allSatisfy { ($0.time ?? 0) >= 0 }, "\(found)")
    }
  }

  @Test("a plateau that ends with the training is learned; one that ends later is slow")
  func verdictAtTheEnd() {
    #expect(EscapeVerdict(time: 5, end: 5) == .learns)
    #expect(EscapeVerdict(time: 5.0.nextUp, end: 5) == .slow)
    #expect(EscapeVerdict(time: nil, end: 5) == .never)
  }

  /// The state at some times, of a flow that knows nothing of events.
  private func states(
    _ problem: LearningProblem, _ start: OrderParameters, _ times: [Double]
  ) throws -> [OrderParameters] {
    try OrderParameterFlow(problem).trajectory(from: start, at: times)
  }

  private func squares(_ state: OrderParameters, _ factors: [Int]) -> Double {
    factors.reduce(0) { sum, s in
      (0..<state.latents).reduce(sum) { $0 + state.m[$1, s] * state.m[$1, s] }
    }
  }

  @Test("factors of one signal are found together, in whatever mixture")
  func equalSignals() throws {
    let one = problem(signals: [1, 1], noise: 0.5, beta: 0.7)
    let mixed = start([[0.01, 0.02]], norm: 0.1)
    let single = try EscapeProblem(one).escapes(from: mixed)
    let time = try #require(single.factors[0].time)
    #expect(single.end?.time == time)
    #expect(single.factors[1].obstacle == .noLatentLeft)
    #expect(abs(squares(try states(one, mixed, [time])[0], [0, 1]) - 0.4) < 1e-5)
    // Two latents: the sum passes half a learned value, then one and a half.
    let two = problem(signals: [0.4, 1, 1], noise: 0.5, latents: 2, beta: 0.7)
    let pair = start([[1e-3, 1e-2, 2e-2], [2e-3, 1e-2, 1.5e-2]], norm: 0.1)
    let found = try EscapeProblem(two).escapes(from: pair)
    #expect(found.factors.map(\.factor) == [1, 2, 0])
    let times = try [0, 1].map { try #require(found.factors[$0].time) }
    let sums = try states(two, pair, times).map { squares($0, [1, 2]) }
    #expect(abs(sums[0] - 0.4) < 1e-5 && abs(sums[1] - 1.2) < 1e-5, "\(sums)")
    #expect(found.factors[2].obstacle == .noLatentLeft)
  }

  /// All coordinates of the flow of latents that are alike leave their common course by rounding.
  @Test(
    "latents that start alike are named, and settle on a share",
    arguments: [(1.0, 0.01), (-1, 0.01), (-1, 0.2)])
  func alike(sign: Double, overlap: Double) throws {
    let problem = problem(signals: [1], noise: 0.5, latents: 4, beta: 0.3)
    let state = start(
      [[overlap], [sign * overlap], [overlap], [overlap]], norm: 4 * overlap * overlap)
    let escape = try EscapeProblem(problem).escapes(from: state)
    #expect(escape.alike == [[0, 1, 2, 3]])
    let time = try #require(escape.factors[0].time)
    #expect(escape.end?.time == time)
    let course = try states(problem, state, [time, 100])
    #expect(abs(squares(course[0], [0]) / squares(course[1], [0]) - 0.5) < 1e-3)
    #expect(time < 10)
  }

  @Test("latents that start alike never share out the factors")
  func alikeForEver() throws {
    let problem = problem(signals: [1, 0.6], noise: 0.5, latents: 2, beta: 0.7)
    var state = start([[1e-3, 1e-3], [1e-3, 1e-3]], norm: 0.5)
    let escape = try EscapeProblem(problem).escapes(from: state)
    #expect(escape.alike == [[0, 1]] && escape.factors[0].time != nil)
    #expect(escape.factors[1].obstacle == .latentsAlike && escape.factors[1].time == nil)
    state.D[1] = 1.001
    let apart = try EscapeProblem(problem).escapes(from: state)
    #expect(apart.alike.isEmpty && apart.factors[1].time != nil)
  }

  @Test("a smaller factor is found where the start does not see the larger one")
  func smallerFirst() throws {
    let problem = problem(signals: [1, 0.8], noise: 0.5, beta: 0.7)
    let blind = start([[0, 0.02]], norm: 0.1)
    let alone = try EscapeProblem(problem).escapes(from: blind)
    #expect(alone.factors[0].obstacle == .noOverlap)
    let time = try #require(alone.factors[1].time)
    #expect(alone.end?.time == time)
    // Nearly blind: the smaller factor is learned first and given up later.
    let dim = start([[1e-9, 0.02]], norm: 0.1)
    let both = try EscapeProblem(problem).escapes(from: dim)
    #expect(abs(try #require(both.factors[1].time) - time) < 1e-6 * time)
    #expect(both.end?.time == both.factors[1].time)
    #expect(try #require(both.factors[0].time) > 10 * time)
    let errors = try states(problem, dim, [0, 1.5 * time]).map {
      $0.generalizationError(data: problem.data)
    }
    #expect(errors[1] < 0.65 * errors[0])
  }

  @Test("a mixture of nearly equal factors ends the plateau")
  func nearlyEqual() throws {
    let problem = problem(signals: [1, 0.99999, 0.99998], noise: 0.5, beta: 0.7)
    let state = start([[0.01, 0.01, 0.01]], norm: 0.1)
    let escape = try EscapeProblem(problem).escapes(from: state)
    let end = try #require(escape.end?.time)
    #expect(abs(squares(try states(problem, state, [end])[0], [0, 1, 2]) - 0.4) < 1e-4)
    #expect(escape.factors.allSatisfy { ($0.time ?? .infinity) > 10 * end })
  }

  @Test("overlaps as small as numbers can be: the plateau lasts ln(1/|m(0)|)/σ")
  func tinyOverlaps() throws {
    let escape = try EscapeProblem(problem(noise: 0.5, beta: 0.7))
    let times = try [1e-20, 1e-30, 1e-100, 1e-200, 1e-300].map { overlap in
      try #require(try escape.escapes(from: start([[overlap]], norm: 0.1)).factors[0].time)
    }
    for (time, decades) in zip(times.dropFirst(), [10.0, 80, 180, 280]) {
      let expected = decades * Double.log(10) / escape.growthRate
      #expect(abs((time - times[0]) / expected - 1) < 1e-5)
    }
    // Beside a factor that is learned meanwhile, and under a β that moves.
    let moving = LearningProblem(
      data: SpikedData(signals: [1, 0.6], noise: 0.5), latents: 2,
      training: Training(rates: .limit, beta: .tanh(rate: 0.01, max: 0.7)))
    let pair = try [1e-9, 1e-60].map { overlap in
      try EscapeProblem(moving).escapes(
        from: start([[0.01, overlap], [0.02, -2 * overlap]], norm: 0.1))
    }
    let (large, small) = (pair[0].factors, pair[1].factors)
    #expect(abs((large[0].time ?? 0) - (small[0].time ?? 1)) < 1e-5)
    #expect((large[1].time ?? .infinity) < (small[1].time ?? 0))
  }

  @Test(
    "data too large to be followed: an error that names the key, after a bounded effort",
    arguments: [[1e7], [1e8], [1e15], [1e300], [1, 1e200]])
  func hugeSignals(signals: [Double]) throws {
    let problem = problem(signals: signals, noise: 0.5, latents: 2, beta: 0.7)
    let key = "data.signals.\(signals.count - 1)"
    let overlaps = (0..<2).map { k in signals.map { _ in 1e-3 * Double(k + 1) } }
    let error = #expect(throws: InvalidProblem.self) {
      _ = try EscapeProblem(problem).escapes(from: start(overlaps, norm: 0.1))
    }
    #expect(error?.keyPath == key)
  }
}
