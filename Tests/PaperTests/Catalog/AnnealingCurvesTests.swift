import LinearVAE
import MeanField
import Paper
import Testing

/// Figs. 3 and 5 against measured times of the theory and an integration by SciPy (Radau, 1e-10).
@Suite("Catalogue: annealing")
struct AnnealingCurvesTests {
  @Test("times of convergence in the limit, and the slow bound")
  func limit() throws {
    var specification = AnnealingCurves.Specification.smallRateLimit()
    specification.families = [.tanh, .linear]
    specification.annealingRates = [0.1, 0.15, 0.2, 0.3, 0.5]
    let study = try onTwoThreads {
      try AnnealingCurves(specification, options: PaperOptions())
    }
    let times = study.scans.map { $0.convergences.map { $0.time ?? .nan } }
    #expect(abs((study.scans[0].constant.time ?? 0) - 15.62) < 0.01)
    for (index, expected) in [(0, 20.51), (2, 9.95), (3, 12.04), (4, 13.56)] {
      #expect(abs(times[0][index] - expected) < 0.01, "\(times[0])")
    }
    #expect(abs(times[1][1] - 10.77) < 0.01)
    // Theorem 5.4 at ν = 1: J_max = (√5 − 3)/2.
    #expect(abs((study.scans[0].slowBelow ?? 0) - 0.190983005625) < 1e-9)
    #expect(study.scans[1].slowBelow == nil)
    let best = try #require(study.scans[0].best)
    #expect(abs(best.rate - 0.182) < 0.01 && abs(best.time - 9.747) < 0.01)
  }

  @Test("times of convergence at τ = 0.001")
  func finiteRate() throws {
    let study = try onTwoThreads {
      try AnnealingCurves(.finiteRate(PaperOptions(edition: .quick)), options: PaperOptions())
    }
    #expect(abs((study.scans[0].constant.time ?? 0) - 15_599.7) < 1)
    // SciPy at the rates that were best: 9777.8 and 9767.6.
    for (scan, expected) in zip(study.scans, [9777.8, 9767.6]) {
      #expect(abs((scan.best?.time ?? 0) - expected) < 2)
    }
    #expect(abs((study.scans[0].slowBelow ?? 0) / 0.000190983 - 1) < 1e-3)
  }

  /// The definition of (t-conv), on the stored curves themselves.
  @Test("the curves cross their target at the time of convergence")
  func courses() throws {
    let study = try AnnealingCurves(
      .smallRateLimit(PaperOptions(edition: .quick)), options: PaperOptions())
    let ends = [study.scans[0].constant.time, study.scans[0].best?.time]
    for (course, end) in zip(study.courses, ends) {
      let end = try #require(end)
      for (time, error) in zip(study.times, course.errors) where time > end + 0.01 {
        #expect(error < 1e-3 + 1e-9)
      }
      let before = try #require(study.times.lastIndex { $0 < end - 0.01 })
      #expect(course.errors[before] > 1e-3)
    }
    #expect(study.courses.map(\.name) == ["constant", "tanh"])
  }
}
