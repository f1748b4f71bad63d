import LinearVAE
import MeanField
import NumericKit
import Testing

/// A decoder at random overlaps by chance with a factor of which next to nothing can be learned.
@Suite("Overlaps by chance are not found factors")
struct EscapeByChanceTests {
  private func problem(latents: Int) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [1.5, 0.05], noise: 0.5), latents: latents,
      training: Training(rates: .uniform(0.02), beta: .constant(0.545)))
  }

  /// Decoders and encoders of norm 0.3 with these overlaps.
  private func start(_ overlaps: Matrix) -> OrderParameters {
    let inner = overlaps * overlaps.transposed
    var norms = inner
    for k in 0..<overlaps.rows { norms[k, k] = 0.3 }
    return OrderParameters(
      m: overlaps, d: overlaps, Q: norms, E: norms, R: inner,
      D: Array(repeating: 1, count: overlaps.rows))
  }

  private func square(_ state: OrderParameters, _ factor: Int) -> Double {
    (0..<state.latents).reduce(0) { $0 + state.m[$1, factor] * state.m[$1, factor] }
  }

  /// When the squared overlap last rises through half of its final value, by the flow alone.
  private func lastRise(
    _ problem: LearningProblem, from start: OrderParameters, factor: Int, to end: Double
  ) throws -> Double {
    let times = (0...4000).map { end * Double($0) / 4000 }
    let squares = try OrderParameterFlow(problem).trajectory(from: start, at: times)
      .map { square($0, factor) }
    let half = 0.5 * (squares.last ?? .nan)
    let index = try #require(squares.lastIndex { $0 < half })
    let share = (half - squares[index]) / (squares[index + 1] - squares[index])
    return times[index] + share * (times[index + 1] - times[index])
  }

  @Test("a factor that no latent will hold does not end the plateau", arguments: [0.04, 0.06, 0.2])
  func notHeld(overlap: Double) throws {
    let problem = problem(latents: 1)
    let start = start([[0.06, overlap]])
    let escape = try EscapeProblem(problem).escapes(from: start)
    let expected = try lastRise(problem, from: start, factor: 0, to: 5000)
    #expect(abs(try #require(escape.factors[0].time) / expected - 1) < 2e-3)
    // What is left of the other factor belongs to the mixture that ends the plateau.
    #expect(abs(try #require(escape.end).time / expected - 1) < 1e-2)
    #expect(escape.factors[1].time == nil && escape.factors[1].obstacle == .noLatentLeft)
    if overlap == 0.06 {
      #expect(abs(expected - 253) < 0.5)
      #expect(EscapeVerdict(time: escape.end?.time, end: 100) == .slow)
    }
  }

  @Test("a factor that a latent will hold is found when its decoder has come to it")
  func held() throws {
    let problem = problem(latents: 2)
    let start = start([[0.001, 0], [0, 0.06]])
    let escape = try EscapeProblem(problem).escapes(from: start)
    let first = try lastRise(problem, from: start, factor: 0, to: 5000)
    let second = try lastRise(problem, from: start, factor: 1, to: 400_000)
    #expect(abs(first - 475) < 0.5)
    #expect(abs(try #require(escape.end).time / first - 1) < 1e-3)
    #expect(abs(try #require(escape.factors[0].time) / first - 1) < 1e-3)
    #expect(abs(try #require(escape.factors[1].time) / second - 1) < 5e-3)
  }

  @Test("a latent that starts on the smaller factor and leaves it has not found it")
  func left() throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1, 0.8], noise: 0.5), latents: 1,
      training: Training(rates: .limit, beta: .constant(0.7)))
    let learned = 0.6.squareRoot()
    let m: Matrix = [[1e-6, learned]]
    let state = OrderParameters(
      m: m, d: (1 / 1.3) * m, Q: [[0.6 + 1e-12]], E: [[(0.6 + 1e-12) / 1.69]],
      R: [[(0.6 + 1e-12) / 1.3]], D: [0.7 / 1.3])
    let escape = try EscapeProblem(problem).escapes(from: state)
    let time = try #require(escape.factors[0].time)
    #expect(time > 10 && escape.end?.time ?? 0 > 0.9 * time)
    #expect(escape.factors[1].obstacle == .noLatentLeft)
    // Without a way to the larger one it keeps what it had from the start.
    let blind = OrderParameters(
      m: [[0, learned]], d: (1 / 1.3) * [[0, learned]], Q: [[0.6]], E: [[0.6 / 1.69]],
      R: [[0.6 / 1.3]], D: [0.7 / 1.3])
    let kept = try EscapeProblem(problem).escapes(from: blind)
    #expect(kept.factors[1].time == 0 && kept.end?.time == 0)
  }

  @Test("random starts in few dimensions find a faint factor no sooner than it can grow")
  func random() throws {
    let escape = try EscapeProblem(problem(latents: 2)).escapes(fromRandomStartIn: 400)
    let faint = try #require(escape.factors.last)
    #expect(faint.eigenvalue == 0.55)
    #expect((faint.time ?? .infinity) > 0.2 / faint.growthRate)
    #expect((escape.end?.time ?? 0) < 0.1 * (faint.time ?? .infinity))
  }
}
