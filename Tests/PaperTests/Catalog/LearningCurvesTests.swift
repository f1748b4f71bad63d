import LinearVAE
import NumericKit
import Paper
import Studies
import Testing

/// Fig. 1 against an integration of the same equations by SciPy (DOP853, relative tolerance 1e-11),
/// against theory, and theory against simulation.
@Suite("Catalogue: the course of learning")
struct LearningCurvesTests {
  /// The flow's lines of the full figure; runs that take no time beside them.
  private static let full = Result {
    var specification = LearningCurves.Specification()
    (specification.dimension, specification.replicas) = (20, 2)
    return try onTwoThreads {
      try LearningCurves(specification, options: PaperOptions())
    }
  }

  private func curve(_ latents: Int, _ beta: Double) throws -> LearningCurves.Curve {
    try #require(
      try Self.full.get().curves.first { $0.latents == latents && $0.beta == beta })
  }

  @Test(
    "errors of the flow at t = 400, 1000, 2000, 4000",
    arguments: [
      (1, 0.25, [1.074375692, 0.07079319736, 0.09175684348, 0.1177106545]),
      (1, 0.5, [1.038151696, 0.0908273114, 0.05287018355, 0.05837373133]),
      (1, 1, [1.003365108, 0.6028168733, 0.005097971116, 0.004170907829]),
      (1, 1.5, [0.9993677097, 0.9767032348, 0.7690573963, 0.09531497054]),
      (1, 2.25, [0.9994266582, 0.9990645174, 0.9996268431, 0.9999412783]),
      (2, 0.25, [1.295867101, 0.8391725373, 1.098168789, 1.06036342]),
      (2, 1, [1.025654702, 0.6417306826, 0.04982690487, 0.02350804834]),
      (2, 1.5, [1.004513877, 0.9771142093, 0.7745629143, 0.113053255]),
      (2, 2.25, [1.000490275, 0.9990696639, 0.9996268529, 0.9999412786]),
    ])
  func reference(latents: Int, beta: Double, errors: [Double]) throws {
    let curve = try curve(latents, beta)
    for (time, expected) in zip([400.0, 1000, 2000, 4000], errors) {
      let index = try #require(curve.times.firstIndex(of: time))
      #expect(abs(curve.flow[index].error - expected) < 2e-6, "t = \(time)")
    }
  }

  @Test("the overlap shown is that of the latent that leads, by SciPy at t = 1000, 2000, 4000")
  func leader() throws {
    let curve = try curve(2, 1)
    for (time, expected) in zip([1000.0, 2000, 4000], [0.23162928, 0.92431912, 1.0003554]) {
      let index = try #require(curve.times.firstIndex(of: time))
      #expect(abs(curve.flow[index].overlap - expected) < 2e-6, "t = \(time)")
    }
    // At β = η the other latent encodes neither factor nor noise in the end.
    let last = try #require(curve.flow.last)
    #expect(abs(last.norm - 1) < 0.01 && last.otherNorm < 0.05)
  }

  @Test("at small β the error has an early peak, and a minimum after which it overfits")
  func overfitting() throws {
    let findings = try Self.full.get().caption.findings.map { $0.value ?? .nan }
    // SciPy: 1.0878288 at 337.51, minimum at 1204.12.
    #expect(abs(findings[0] - 1.0878288) < 1e-5)
    #expect(abs(findings[1] - 337.51) < 0.5)
    #expect(abs(findings[2] - 1204.12) < 0.5)
    let errors = try curve(1, 0.25).flow.map(\.error)
    #expect(try #require(errors.last) > 3 * (try #require(errors.min())))
  }

  @Test("the plateau lengthens with β and never ends above ρ + η")
  func plateau() throws {
    let ends = try [0.25, 0.5, 1, 1.5].map { beta in
      let curve = try curve(1, beta)
      let last = try #require(curve.flow.last).overlap
      return curve.times[try #require(curve.flow.firstIndex { $0.overlap > 0.5 * last })]
    }
    #expect(ends == ends.sorted() && Set(ends).count == 4, "\(ends)")
    #expect(try curve(1, 2.25).flow.allSatisfy { $0.overlap < 2e-3 })
    // (escape) at β = 1.5, per unit of t at τ = 0.01: ½(−4 + √20)/100.
    let rates = try Self.full.get().caption.findings.filter {
      $0.expected != nil && ($0.value ?? .nan) < 0.01
    }
    let slow = try #require(rates.first { abs(($0.expected ?? 0) - 0.0023606798) < 1e-9 })
    #expect(abs((slow.value ?? .nan) / 0.0023606798 - 1) < 0.01)
  }

  /// SciPy: `E₁₂` is largest at t = 1396.7, 0.0701664.
  @Test("the correlation of the latents rises, then vanishes")
  func disentanglement() throws {
    let curve = try curve(2, 1)
    let values = curve.flow.map(\.entanglement)
    let top = try #require(values.indices.max { values[$0] < values[$1] })
    #expect(abs(values[top] - 0.0701664) < 1e-5 && abs(curve.times[top] - 1396.7) <= 5)
    #expect(values[0] == 0)
    #expect(try #require(values.last) < 2e-3 * values[top])
  }

  /// Student's distribution with 19 degrees of freedom leaves 6 standard errors in 1 of 10⁵ cases; the
  /// bias of a mean is of order `1/N`.
  @Test("SGD lies on the lines within its errors", arguments: [1, 2])
  func simulation(latents: Int) throws {
    var specification = LearningCurves.Specification()
    specification.latents = [latents]
    specification.betas = [0.25]
    // Overlaps far above the fluctuations, which would otherwise decide when the plateau ends.
    specification.start = .small(overlaps: [0.1, 0.05], norm: 0.05)
    (specification.end, specification.samples, specification.pointStride) = (800, 81, 10)
    (specification.dimension, specification.replicas, specification.seed) = (1000, 20, 5)
    let study = try onTwoThreads {
      try LearningCurves(specification, options: PaperOptions())
    }
    let curve = study.curves[0]
    for (index, time) in curve.runTimes.enumerated().dropFirst() {
      let flow = curve.flow[index * specification.pointStride]
      for value in [\LearningStage.error, \.overlap, \.norm, \.otherNorm] {
        let difference = curve.runs[index][keyPath: value] - flow[keyPath: value]
        let allowed = 6 * curve.errors[index][keyPath: value] + 5 / 1000
        #expect(abs(difference) < allowed, "t = \(time): \(difference) of \(allowed)")
      }
    }
  }

  @Test("from the authors' start there is no early peak")
  func authorsStart() throws {
    var specification = LearningCurves.Specification(PaperOptions(variant: .authorsStart))
    #expect(specification.start == .random)
    specification.betas = [0.25]
    (specification.replicas, specification.end, specification.samples) = (2, 500, 51)
    let study = try onTwoThreads {
      try LearningCurves(specification, options: PaperOptions())
    }
    for curve in study.curves {
      let errors = curve.flow.map(\.error)
      // From norms of 1 the error starts near ρ + M and falls.
      #expect(errors.max() == errors.first)
      // One draw: entries of variance 1, overlaps of order N^{−1/2}.
      let state = try curve.problem.initialState()
      #expect(abs(state.Q[0, 0] - 1) < 0.3 && abs(state.m[0, 0]) < 0.2 && state.m[0, 0] != 0)
    }
  }
}
