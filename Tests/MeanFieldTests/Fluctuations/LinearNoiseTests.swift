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
  /// Steps are as long as an error of some 10⁻³ allows.
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

  @Test(arguments: FluctuationFixture.all)
  func shortStepsGiveTheReferenceToItsLastDigits(_ fixture: FluctuationFixture) throws {
    var noise = try LinearNoise(fixture.problem.learningProblem)
    noise.stepTolerance = 1e-8
    let course = try noise.course(
      from: #require(fixture.problem.initial), at: #require(fixture.problem.time).at)
    for (deviation, expected) in zip(course.standardDeviations, fixture.deviations) {
      let pairs = zip(
        noise.layout.coordinates(of: deviation), noise.layout.coordinates(of: expected))
      for (value, reference) in pairs { #expect(abs(value / reference - 1) < 1e-7) }
    }
  }

  /// A long plateau, a fast rise and a slow tail, at many more times than there are steps.
  @Test func timesWithinAStepAreAsGoodAsItsEnds() throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1], noise: 1), latents: 2,
      training: Training(rates: .uniform(0.01), beta: .constant(1)))
    let start = OrderParameters(
      m: [[0.001], [0.0005]], d: [[0.001], [0.0005]], Q: [[0.05, 0], [0, 0.05]],
      E: [[0.05, 0], [0, 0.05]], R: [[0, 0], [0, 0]], D: [1, 1])
    let times = (1...300).map { Double(10 * $0) }
    var noise = try LinearNoise(problem)
    let course = try noise.course(from: start, at: times).standardDeviations
    noise.stepTolerance = 1e-7
    let exact = try noise.course(from: start, at: times).standardDeviations
    for (value, expected) in zip(course, exact) {
      for (x, y) in zip(noise.layout.coordinates(of: value), noise.layout.coordinates(of: expected))
      {
        #expect(abs(x / y - 1) < 5e-3)
      }
    }
  }
}
