import Foundation
import LinearVAE
import NumericKit
import Spectra
import Storage
import Studies
import Testing

@Suite("Calibration study")
struct CalibrationStudyTests {
  private let study = CalibrationStudy.committed

  @Test("every cell has both schedules, all levels and three seeds")
  func complete() {
    struct Cell: Hashable {
      let data: String, decoder: String, network: DeclaredNetwork, start: CalibrationRun.Start
    }
    let cells = Dictionary(grouping: study.runs) {
      Cell(data: $0.data, decoder: $0.decoder, network: $0.network, start: $0.start)
    }
    for (cell, runs) in cells {
      #expect(runs.count == 2 * study.ratios.count * 3, "\(cell)")
      #expect(Set(runs.map(\.seed)).count == 3)
      #expect(runs.allSatisfy { $0.measured.isFinite && (0...1).contains($0.deadShare) })
    }
    #expect(Set(study.runs.map(\.data)).count == 6)
    #expect(Set(study.runs.map(\.decoder)) == ["bernoulli", "gaussian", "poisson"])
  }

  /// The script of the study decomposes scores by NumPy; this package does it anew.
  @Test(
    "the predictions of the study are the library's, on the data that both have",
    arguments: [(Likelihood.gaussian(variance: 1), 16.0), (.bernoulli, 16), (.poisson, 1)])
  func predictions(decoder: Likelihood, divisor: Double) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let table = try DataTable(
      contentsOf: root.appendingPathComponent("Examples/digits.csv").path,
      reading: ReadingOptions(scale: divisor))
    let specification = PlanSpecification(latents: 16, decoder: decoder)
    let spectrum = try DataSpectrum(of: table, options: specification.spectrumOptions)
    for ratio in study.ratios {
      let plan = try PlanSpecification(
        latents: 16, beta: ratio * spectrum.eigenvalues[0], decoder: decoder
      ).run(on: spectrum)
      let condition = CalibrationStudy.Condition(
        decoder: decoder.name, schedule: .ramp, ratio: ratio)
      let run = try #require(study.runs(condition).first { $0.data == "digits" })
      // The table has four digits.
      #expect(abs(plan.forecast.rate - run.predicted) <= 6e-4 * run.predicted)
    }
  }

  /// Logarithms of ratios that are normal, with a mean for each data set and seeds that nearly agree: of
  /// intervals drawn anew, 90 % hold a run on yet another data set.
  @Test("an interval holds a run on new data as often as it says")
  func coverage() throws {
    var random = RandomStream(seed: 1, stream: 0)
    var held = 0
    let count = 4000
    for _ in 0..<count {
      func runs(on data: String) -> [CalibrationRun] {
        let mean = 0.1 + 0.4 * random.normal()
        return (0..<5).map { seed in
          CalibrationRun(
            data: data, decoder: "gaussian", network: DeclaredNetwork(.mlp, activation: .relu),
            schedule: .ramp, seed: seed, ratio: 0.5, predicted: 2,
            measured: 2 * exp(mean + 0.05 * random.normal()), deadShare: 0)
        }
      }
      let study = CalibrationStudy(runs: (0..<6).flatMap { runs(on: "\($0)") })
      let interval = try #require(
        study.interval(.init(decoder: "gaussian", schedule: .ramp, ratio: 0.5)))
      if interval.contains(runs(on: "new")[0].measured / 2) { held += 1 }
    }
    // Three standard errors of a share of 4000.
    #expect(abs(Double(held) / Double(count) - CalibrationStudy.confidence) < 0.0145)
  }

  /// Interval and data are not of one data set: those that are left out lie in the intervals of the others.
  @Test(
    "runs on a data set that is left out lie in the interval of the others",
    arguments: ["bernoulli", "gaussian"], CalibrationRun.Schedule.allCases)
  func leaveOneOut(decoder: String, schedule: CalibrationRun.Schedule) {
    let counts = study.ratios.filter { $0 < 1 }.map { ratio in
      study.leaveOneOut(.init(decoder: decoder, schedule: schedule, ratio: ratio))
    }
    let share =
      Double(counts.map(\.inside).reduce(0, +)) / Double(counts.map(\.runs).reduce(0, +))
    #expect(share >= 0.85, "\(share)")
  }

  @Test("with fewer than three data sets there is no interval")
  func fewData() {
    let few = CalibrationStudy(runs: study.runs.filter { ["wine", "digits"].contains($0.data) })
    #expect(few.interval(.init(decoder: "gaussian", schedule: .ramp, ratio: 0.5)) == nil)
  }

  @Test("a level has the nearest of the study, and none where the study has none")
  func nearest() {
    let expected: [(Double, Double?)] = [
      (0.01, nil), (0.0199, nil), (0.02, 0.02), (0.03, 0.02), (0.032, 0.05), (0.3, 0.25),
      (0.8, 0.8),
      (0.81, nil), (1, nil), (1.0999, nil), (1.1, 1.1), (7, 1.1), (.infinity, 1.1),
    ]
    for (ratio, level) in expected {
      #expect(study.nearestRatio(to: ratio) == level, "\(ratio)")
    }
  }
}
