import Paper
import Storage
import Studies
import Testing

@Suite("Catalogue: networks on real data")
struct NetworkCalibrationTests {
  private let study: NetworkCalibration

  init() throws { study = try NetworkCalibration(.init(), options: PaperOptions()) }

  /// What the figure is there to show.
  @Test("the rise keeps ReLU networks near the prediction; a constant weight does not")
  func story() {
    for (risen, constant) in zip(study.course(.pytorch, .ramp), study.course(.pytorch, .constant)) {
      #expect(risen.ratio == constant.ratio && risen.runs.count == 3)
      guard risen.ratio < 1 else { continue }
      #expect(constant.mean < risen.mean)
      if risen.ratio <= 0.25 { #expect(abs(risen.mean / risen.predicted - 1) < 0.3) }
    }
    let dead = study.course(.he, .constant).filter { $0.ratio < 1 && $0.ratio >= 0.5 }
    #expect(dead.count == 2)
    for run in dead.flatMap(\.runs) { #expect(run.isStuck && run.deadShare > 0.6) }
  }

  @Test("only units that can die get stuck where latents can live far from the threshold")
  func stuck() {
    for activation in DeclaredNetwork.Activation.allCases {
      #expect(study.stuckShares(activation).allSatisfy { (0...1).contains($0) })
    }
    // From 0.1 of the largest eigenvalue on nothing sticks.
    #expect(study.stuckShares(.relu).suffix(3) == [0, 0, 0])
    #expect(study.stuckShares(.relu)[0] > 0.3)
  }

  @Test("the tables hold every run and an interval for each condition")
  func tables() {
    let runs = study.study.runs
    #expect(study.tables[0].table.columns[0].cells.count == runs.count)
    #expect(study.tables[1].table.columns[0].cells.count == 3 * 2 * 6)
  }
}
