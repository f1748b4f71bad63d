import LinearVAE
import MeanField
import NumericKit
import Paper
import Studies
import Testing

@Suite("The figure of fluctuations")
struct FluctuationCurvesTests {
  /// Points against the lines: within sampling error and what is of higher order, which falls with `N`; single
  /// runs in the band as often as Gaussian numbers are.
  @Test func linesAndRuns() throws {
    let options = PaperOptions(edition: .quick)
    var specification = FluctuationCurves.Specification(options)
    // Far enough from the plateau for what is linear in deviations.
    (specification.overlap, specification.end, specification.samples) = (0.1, 20, 161)
    for (index, dimension) in [100, 1000].enumerated() {
      specification.sizes[index].dimension = dimension
      specification.sizes[index].replicas = 1000
    }
    let study = try FluctuationCurves(specification, options: options)
    let ratios = try study.ensembles.map { try #require(study.farthestRatio($0)) }
    // The farthest of 60 ratios, each with a standard error of 2.2 %.
    #expect(abs(ratios[1] - 1) < 0.12, "\(ratios)")
    #expect(abs(ratios[0] - 1) > abs(ratios[1] - 1), "\(ratios)")
    #expect(study.courses.count == specification.drawn.replicas)
    let spread = try #require(study.flow.spread)
    let unit = 2 / Double(specification.drawn.dimension).squareRoot()
    let inside = study.courses.flatMap { course in
      course.indices.map { i in
        abs(course[i] - study.flow.states[i].m[0, 0]) <= unit * spread.states[i].m[0, 0] + 1e-9
      }
    }
    #expect(Double(inside.count { $0 }) / Double(inside.count) > 0.7)
  }
}
