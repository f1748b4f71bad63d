import LinearVAE
import MeanField
import NumericKit
import TestSupport
import Testing

/// Standard deviations of order parameters from an implementation independent of this package: SciPy with
/// Jacobians by five-point differences, which agrees with the exact chain within its sampling error.
struct FluctuationFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let problem: ProblemFixture
  let deviations: [OrderParameters]

  private enum CodingKeys: String, CodingKey {
    case name, problem
    case deviations = "standard_deviation_times_sqrt_N"
  }

  var testDescription: String { name }

  static let all: [FluctuationFixture] = fixture("fluctuations")
}

@Suite struct LinearNoiseTests {
  /// Steps are as long as an error of some 10⁻³ allows; with steps of tolerance 10⁻⁸ they agree to 5 · 10⁻⁹.
  @Test(arguments: FluctuationFixture.all)
  func standardDeviationsAreThoseOfTheReference(_ fixture: FluctuationFixture) throws {
    let noise = try LinearNoise(fixture.problem.learningProblem)
    let course = try noise.course(
      from: #require(fixture.problem.initial), at: #require(fixture.problem.time).at)
    for (deviation, expected) in zip(course.standardDeviations, fixture.deviations) {
      let pairs = zip(
        noise.layout.coordinates(of: deviation), noise.layout.coordinates(of: expected))
      for (value, reference) in pairs {
        #expect(abs(value / reference - 1) < 2e-3)
      }
    }
  }
}
