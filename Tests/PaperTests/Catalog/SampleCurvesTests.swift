import LinearVAE
import MeanField
import Paper
import Studies
import Testing

@Suite("The figure of few samples")
struct SampleCurvesTests {
  /// The lines against closed forms, the runs against the lines.
  @Test func linesAndRuns() throws {
    let options = PaperOptions(edition: .quick)
    var specification = SampleCurves.Specification(options)
    specification.simulation.dimension = 200
    specification.simulation.replicas = 6
    let study = try SampleCurves(specification, options: options)
    let least = try #require(study.curve.leastSamples)
    #expect(abs(least - 4.0 / 9) < 1e-12)
    for (α, optimum) in zip(study.curve.samplesPerDimension, study.curve.optima) {
      #expect((optimum.best == nil) == (α <= least))
      #expect(optimum.bestError <= optimum.error)
      if let best = optimum.best { #expect(best.level > specification.noise) }
    }
    #expect(study.runs.count == 4)
    for run in study.runs {
      #expect(abs(run.mean - run.theory) < 5 * run.standardError + 0.1 * run.theory)
    }
  }
}
