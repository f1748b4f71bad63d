import FiniteSize
import Foundation
import LinearVAE
import MeanField
import NumericKit
import Storage
import Studies
import Testing

@Suite("Spread of runs")
struct SpreadTests {
  static let problem = LearningProblem(
    data: SpikedData(signals: [1], noise: 0.7), latents: 1,
    training: Training(rates: .uniform(0.5), beta: .constant(0.6)))
  static let start = OrderParameters(
    m: [[0.2]], d: [[0.2]], Q: [[1]], E: [[1]], R: [[0.04]], D: [1])

  /// Standard deviations over runs of the exact chain are those of the theory, more so at larger N.
  @Test func runsOfTheChainStrayAsTheTheorySays() throws {
    var specification = ProblemSpecification(
      problem: Self.problem, initial: .explicit(Self.start), time: .at([2, 5]),
      simulation: SimulationSettings(dimension: 5000, replicas: 400, seed: 5))
    specification.simulation?.method = .exact
    let study = try ComparisonStudy(specification, comparesSpread: true).run()
    let ratios = try #require(study.spreadRatios)
    // The error of a standard deviation over 400 runs is 3.5 %; the median of six strays less.
    #expect(ratios.allSatisfy { abs($0 - 1) < 0.1 }, "\(ratios)")
    let measured = try #require(study.measuredErrorSpread)
    let expected = try #require(study.flow.spread?.error)
    for (a, b) in zip(measured, expected) { #expect(abs(a / b - 1) < 0.15, "\(a) and \(b)") }
    #expect(study.spreadInWords?.hasPrefix("Spread: runs stray ") == true)
  }

  @Test func theSpreadIsOneRunsOfTheGivenSizeOrTimesItsRoot() throws {
    func spread(_ dimension: Int?) throws -> Spread {
      let study = FlowStudy(
        Self.problem, from: Self.start, at: [0, 3], spread: SpreadQuestion(dimension: dimension))
      return try #require(try study.run().spread)
    }
    let (whole, one) = (try spread(nil), try spread(400))
    #expect(whole.states[0].m[0, 0] == 0)
    #expect(abs(whole.states[1].m[0, 0] / one.states[1].m[0, 0] - 20) < 1e-12)
    #expect(abs(whole.error[1] / one.error[1] - 20) < 1e-12)
  }

  /// Points between the times, which a figure needs, leave the spread at the times as it is.
  @Test func aCurveLeavesTheSpreadAsItIs() throws {
    let times = [1.0, 7, 30]
    func spread(_ points: Int) throws -> [OrderParameters] {
      let study = FlowStudy(
        Self.problem, from: Self.start, at: times, curvePoints: points, spread: SpreadQuestion())
      return try #require(try study.run().spread).states
    }
    for (a, b) in zip(try spread(0), try spread(200)) {
      for (x, y) in zip(a.allNumbers, b.allNumbers) { #expect(abs(x - y) <= 5e-3 * abs(y)) }
    }
  }

  @Test func startsOfTheirOwnAddToTheSpread() throws {
    func error(_ own: Bool) throws -> Double {
      let study = FlowStudy(
        Self.problem, from: Self.start, at: [1],
        spread: SpreadQuestion(dimension: 1000, hasOwnStarts: own))
      return try #require(try study.run().spread).states[0].m[0, 0]
    }
    #expect(try error(true) > 1.5 * error(false))
  }
}
