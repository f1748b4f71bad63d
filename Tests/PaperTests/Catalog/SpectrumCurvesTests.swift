import Foundation
import LinearVAE
import NumericKit
import Paper
import Storage
import Studies
import Testing

@Suite("The figure of a real spectrum")
struct SpectrumCurvesTests {
  /// The table of the command is the one of the examples.
  @Test func digits() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Examples/digits.csv")
    #expect(try Digits.csv == String(contentsOf: path, encoding: .utf8))
    #expect(try Digits.table().rows == 1797)
  }

  /// Runs on rows follow the flow of the spectrum.
  @Test func courses() throws {
    let options = PaperOptions(edition: .quick)
    let study = try SpectrumCurves(.init(options), options: options)
    let flow = study.comparison.flow
    for course in [study.rows, study.gaussian] {
      for i in study.comparison.times.indices.dropFirst() {
        let expected = flow.states[i].klDivergences(data: flow.problem.data)
        for k in expected.indices {
          let (mean, error) = (course.divergences[k][i], course.errors[k][i])
          // Errors of few runs; what is of second order in the rate.
          #expect(abs(mean - expected[k]) < 0.1 * expected[k] + 6 * error, "\(k) at \(i)")
        }
      }
    }
    #expect(study.rows.spread != study.gaussian.spread)
    #expect(study.spreadRatio.isFinite && study.spreadRatio > 0)
  }
}
