import MeanField
import Paper
import Studies
import Testing

@Suite("Catalogue: the map of phases")
struct PhaseMapTests {
  /// Theorems *collapse* and *overfit* for `ρ = 1`.
  @Test("phases and errors are those of the theorems")
  func phases() throws {
    let options = PaperOptions(edition: .quick)
    let study = try onTwoThreads {
      try PhaseMap(PhaseMap.Specification(options), options: options)
    }
    let columns = study.diagram.x.values.count
    #expect(study.diagram.phases.count == 61 * 40)
    for (index, phase) in study.diagram.phases.enumerated() {
      let beta = study.diagram.x.values[index % columns]
      let noise = study.diagram.y.values[index / columns]
      let kind: FixedPoint.Kind = beta > 1 + noise ? .collapsed : beta > noise ? .learned : .overfit
      #expect(phase.kind == kind, "β = \(beta), η = \(noise)")
      let root = 1 - max(1 + noise - beta, 0).squareRoot()
      let error = root * root + max(noise - beta, 0)
      #expect(abs(phase.generalizationError - error) < 1e-9)
    }
    for threshold in study.thresholds {
      #expect(abs(threshold.beta - threshold.eigenvalue) < 0.03)
    }
    #expect(study.thresholds.count == 2 * study.specification.thresholdCount)
  }
}
