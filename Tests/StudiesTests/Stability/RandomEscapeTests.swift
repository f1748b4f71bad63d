import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Studies
import Testing

/// The prediction for random starts against SGD at finite `N` from as many draws.
@Suite("Escape from the plateau at finite N")
struct RandomEscapeTests {
  @Test("mean and spread of the plateau over draws are those of the exact chain")
  func ensemble() throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1.5], noise: 0.5), latents: 2,
      training: Training(rates: .uniform(0.02), beta: .constant(1)))
    let (dimension, runs) = (4000, 60)
    let predicted = try EscapeProblem(problem).escapes(fromRandomStartIn: dimension)
      .factors[0]
    let mean = try #require(predicted.time)
    let learned = try #require(try FixedPointAnalysis(problem).attractors().first).state
    let half = 0.5 * learned.m[0, 0] * learned.m[0, 0]
    let times = (0...600).map { 3 * mean * Double($0) / 600 }
    let measured = try (0..<runs).map { run -> Double in
      let start = try OrderParameters.random(
        latents: 2, data: problem.data, dimension: dimension, seed: UInt64(run))
      let states = try Simulation(
        problem, dimension: dimension, method: .exact, seed: 1000 + UInt64(run)
      ).trajectory(from: start, at: times)
      let reached = states.firstIndex {
        $0.m[0, 0] * $0.m[0, 0] + $0.m[1, 0] * $0.m[1, 0] >= half
      }
      return times[try #require(reached)]
    }
    let average = measured.reduce(0, +) / Double(runs)
    let spread = (measured.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(runs - 1))
      .squareRoot()
    let error = predicted.spread / Double(runs).squareRoot()
    #expect(abs(average - mean) < 3 * error + 0.02 * mean, "\(average), predicted \(mean)")
    // The relative error of a deviation over 60 draws is 9 %; of a skewed law somewhat more.
    #expect(abs(spread / predicted.spread - 1) < 0.3, "\(spread), predicted \(predicted.spread)")
  }

  /// A problem, and for each factor found the sum of squared overlaps, with the factors given, that
  /// says so.
  struct Case: Sendable {
    let name: String
    let problem: LearningProblem
    let events: [(factors: [Int], square: Double)]
    let end: Double
  }

  static let cases: [Case] = {
    func problem(
      _ signals: [Double], latents: Int, rates: LearningRates = .limit,
      beta: BetaSchedule = .constant(0.7)
    ) -> LearningProblem {
      LearningProblem(
        data: SpikedData(signals: signals, noise: 0.5), latents: latents,
        training: Training(rates: rates, beta: beta))
    }
    return [
      Case(
        name: "one factor", problem: problem([1], latents: 3), events: [([0], 0.4)], end: 60),
      Case(
        name: "two factors", problem: problem([1, 0.6], latents: 2),
        events: [([0], 0.4), ([1], 0.2)], end: 120),
      Case(
        name: "equal factors", problem: problem([1, 1, 0.4], latents: 2),
        events: [([0, 1], 0.4), ([0, 1], 1.2)], end: 60),
      Case(
        name: "ramp",
        problem: problem(
          [1], latents: 2, rates: .uniform(0.05), beta: .linear(rate: 0.002, max: 0.9)),
        events: [([0], 0.3)], end: 600),
      Case(
        name: "tanh",
        problem: problem(
          [1], latents: 2, rates: .uniform(0.05), beta: .tanh(rate: 0.005, max: 0.9)),
        events: [([0], 0.3)], end: 600),
    ]
  }()

  @Test("mean and spread over draws are those of the flow from each draw", arguments: cases)
  func draws(_ example: Case) throws {
    let (dimension, runs) = (1000, 200)
    let found = try EscapeProblem(example.problem).escapes(fromRandomStartIn: dimension)
    let flow = try OrderParameterFlow(example.problem)
    let times = (0...1200).map { example.end * Double($0) / 1200 }
    var reached = example.events.map { _ in [Double]() }
    for run in 0..<runs {
      let start = try OrderParameters.random(
        latents: example.problem.latents, data: example.problem.data, dimension: dimension,
        seed: UInt64(run))
      let states = try flow.trajectory(from: start, at: times)
      for (index, event) in example.events.enumerated() {
        let first = states.firstIndex { state in
          let sum = event.factors.reduce(0) { sum, s in
            (0..<state.latents).reduce(sum) { $0 + state.m[$1, s] * state.m[$1, s] }
          }
          return sum >= event.square
        }
        reached[index].append(times[try #require(first)])
      }
    }
    for (entry, all) in zip(found.factors, reached) {
      let mean = all.reduce(0, +) / Double(runs)
      let spread = (all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(runs - 1))
        .squareRoot()
      let time = try #require(entry.time)
      let error = spread / Double(runs).squareRoot()
      #expect(
        abs(time - mean) < 3 * error + 0.01 * mean, "\(example.name): \(time), \(mean)")
      // Deviations over 200 draws of skewed laws are exact to 8 %.
      #expect(
        abs(entry.spread / spread - 1) < 0.24, "\(example.name): \(entry.spread), \(spread)")
    }
  }

  @Test("a latent that wavers between near-equal factors ends its plateau with the first of them")
  func wavering() throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1, 0.95], noise: 0.5), latents: 1,
      training: Training(rates: .limit, beta: .constant(0.7)))
    let study = try EscapeStudy(problem, from: .random(dimension: 1000), end: 15).run()
    let (end, first) = (try #require(study.plateau), try #require(study.factors[0].time))
    #expect(end.time < 0.5 * first && end.spread < 0.3 * end.time)
    #expect(study.verdict == .learns)
  }

  @Test("the plateau of a study ends with the factor that is found first, not with the largest")
  func firstFound() throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1, 0.8], noise: 0.5), latents: 1,
      training: Training(rates: .limit, beta: .constant(0.7)))
    let m: Matrix = [[1e-9, 0.02]]
    let state = OrderParameters(m: m, d: m, Q: [[0.1]], E: [[0.1]], R: [[0]], D: [1])
    let study = try EscapeStudy(problem, from: .state(state), end: 100).run()
    #expect(study.plateau?.time == study.factors[1].time)
    #expect((study.factors[0].time ?? 0) > 100 && study.verdict == .learns)
  }
}
