import FiniteSize
import LinearVAE
import NumericKit
import TestSupport
import Testing

/// Both methods against thousands of runs of an independent implementation.
@Suite("Reference moments")
struct ReferenceMomentsTests {
  @Test(arguments: MomentsFixture.all, SimulationMethod.allCases)
  func moments(of fixture: MomentsFixture, method: SimulationMethod) throws {
    let runs = method == .exact ? 40_000 : 12_000
    let simulation = try Simulation(
      fixture.problem.learningProblem,
      dimension: try #require(fixture.problem.simulation).dimension, method: method, seed: 2)
    let ensemble = Ensemble(
      simulation, from: try #require(fixture.problem.initial),
      at: try #require(fixture.problem.time).at, replicas: runs)
    let result = try ensemble.run(RunContext(threads: 2), EnsembleOptions(keepsRuns: true))
    let values = try #require(result.runs).map { $0[0].numbers }
    let deviations = fixture.standard_deviation.numbers
    let mean = result.mean[0].numbers
    let errors = try #require(result.standardError)[0].numbers
    let factor = (1 / Double(fixture.runs) + 1 / Double(runs)).squareRoot()
    for (i, name) in fixture.mean.names.enumerated() {
      let z = (mean[i] - fixture.mean.numbers[i]) / (deviations[i] * factor)
      #expect(abs(z) < 4, "mean of \(name): \(z) standard errors")
      let deviation = errors[i] * Double(runs).squareRoot()
      #expect(abs(deviation / deviations[i] - 1) < 0.05, "deviation of \(name)")
      // The share of runs below the reference's quantile is binomial on both sides.
      for (level, quantiles) in fixture.quantiles {
        let share = try #require(Double(level))
        let below = Double(values.filter { $0[i] < quantiles.numbers[i] }.count) / Double(runs)
        let error = (share * (1 - share)).squareRoot() * factor
        #expect(abs(below - share) < 4.5 * error, "\(level) quantile of \(name): \(below)")
      }
    }
  }
}
