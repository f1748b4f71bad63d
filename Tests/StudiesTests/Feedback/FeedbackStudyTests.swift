import FiniteSize
import Foundation
import LinearVAE
import Plotting
import ProblemFiles
import Storage
import Studies
import Testing

@Suite("Studies under feedback")
struct FeedbackStudyTests {
  private func specification(_ beta: String) throws -> ProblemSpecification {
    try ProblemFile(
      yaml: """
        data: {signals: [2.0], noise: 0.5}
        model: {latents: 2}
        training: {rates: 0.3, beta: \(beta)}
        initial: {overlap: [[0.4], [0.1]], variance: 0.8}
        time: {end: 2, samples: 3}
        simulation: {dimension: 100, replicas: 3, seed: 4}
        """
    ).specification
  }

  private func json(_ value: some Encodable) throws -> [String: Any] {
    let data = try JSONDocument.data(of: value)
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test("β is a number a time, or a number a time and latent", arguments: [false, true])
  func shapes(isPerLatent: Bool) throws {
    let specification = try specification(
      isPerLatent
        ? "{schedule: free_bits, nats: 0.3, width: 0.2}" : "{schedule: control, set: 1, ki: 0.5}")
    let study = try ComparisonStudy(specification).run()
    let record = try json(study.dataset(of: specification))
    let flow = try #require(record["flow"] as? [String: Any])
    let simulation = try #require(record["simulation"] as? [String: Any])
    for values in [flow["beta"], simulation["beta"], simulation["beta_standard_error"]] {
      if isPerLatent {
        #expect((values as? [[Double]])?.map(\.count) == [2, 2, 2])
      } else {
        #expect((values as? [Double])?.count == 3)
      }
    }
    let names = study.dataset(of: specification).table.columns.map(\.name)
    let expected = isPerLatent ? ["beta_0", "beta_1"] : ["beta"]
    #expect(Array(names.prefix(1 + expected.count)) == ["times"] + expected)
    for name in expected {
      #expect(names.contains("simulation_\(name)"))
      #expect(names.contains("\(name.replacing("beta", with: "simulation_beta_standard_error"))"))
    }
    let entry = try #require(
      study.dataset(of: specification).archive.entries.first { $0.name == "beta" })
    #expect(entry.shape == (isPerLatent ? [3, 2] : [3]))
    #expect(entry.values == (0..<3).flatMap { t in study.flow.beta.series.map { $0[t] } })
  }

  /// A curve of more points is drawn, with the weights along it; nothing else changes by a bit.
  @Test(
    "the curve of a figure is fine, and the same solution",
    arguments: [
      "{schedule: free_bits, nats: 0.3, width: 0.2}", "{schedule: control, set: 1, ki: 0.5}",
    ])
  func curve(beta: String) throws {
    let specification = try specification(beta)
    func study(curvePoints: Int) throws -> FlowResult {
      try FlowStudy(
        specification.problem, from: try specification.initialState(), at: [0, 1, 1, 2],
        curvePoints: curvePoints
      ).run()
    }
    let (plain, fine) = (try study(curvePoints: 0), try study(curvePoints: 200))
    #expect(fine.states == plain.states && fine.beta == plain.beta)
    #expect(fine.statistics == plain.statistics)
    let curve = fine.curve
    #expect(curve.times.count >= 200 && curve.times == curve.times.sorted())
    #expect(curve.beta.series.allSatisfy { $0.count == curve.times.count })
    let index = try #require(curve.times.firstIndex { $0 > 0.7 })
    let between = try FlowStudy(
      specification.problem, from: try specification.initialState(), at: [curve.times[index]]
    ).run()
    for (weights, weight) in zip(curve.beta.series, between.beta.series) {
      #expect(abs(weights[index] - weight[0]) < 1e-5)
    }
    // What is drawn as lines is the curve: of errors, goals, overlaps, variances and β.
    for panel in fine.figure.panels {
      for series in panel.series {
        guard case .line = series.mark else { continue }
        #expect(series.x.count >= 200, "\(series.label ?? "")")
      }
    }
  }

  @Test("simulated weights are points with errors beside the line of the flow")
  func weightsInPictures() throws {
    let specification = try specification("{schedule: control, set: 1, ki: 0.5}")
    func marks(_ figure: Figure) -> [Series] {
      figure.panels[0].series.filter { $0.color == .reference }
    }
    let simulated = marks(try SimulationStudy(specification).run().figure)
    #expect(simulated.count == 1 && simulated[0].mark == .points(.circle))
    #expect(simulated[0].bounds != nil)
    let compared = marks(try ComparisonStudy(specification, curvePoints: 200).run().figure)
    #expect(compared.map(\.x.count).sorted() == [3, compared[0].x.count])
    #expect(compared[0].x.count >= 200)
  }

  @Test("under a schedule nothing has changed")
  func schedule() throws {
    let specification = try specification("{schedule: tanh, rate: 1}")
    let study = try SimulationStudy(specification).run()
    let record = try json(study.dataset(of: specification))
    #expect((record["beta"] as? [Double])?.count == 3)
    #expect(record["beta_standard_error"] == nil)
  }

  @Test("every key of every law changes the result")
  func everyKey() throws {
    let laws: [(String, [(String, String)])] = [
      (
        "{schedule: capacity, gamma: 5, target: 1, width: 0.3}",
        [("5", "4"), (": 1,", ": 1.1,"), ("0.3", "0.2")]
      ),
      (
        "{schedule: free_bits, nats: 0.3, beta: 1, width: 0.3}",
        [("nats: 0.3", "nats: 0.4"), ("beta: 1", "beta: 1.1"), ("width: 0.3", "width: 0.2")]
      ),
      (
        "{schedule: control, set: 0.6, kp: 0.1, ki: 0.1, min: 0.2, max: 0.5}",
        [
          ("set: 0.6", "set: 0.5"), ("kp: 0.1", "kp: 0.02"), ("ki: 0.1", "ki: 0.12"),
          ("min: 0.2,", "min: 0.21,"), ("max: 0.5", "max: 0.45"),
        ]
      ),
      (
        "{schedule: geco, explained: 1, rate: 0.3, average: 3, initial: 0.5, min: 0.4, max: 0.8}",
        [
          ("explained: 1", "explained: 1.1"), ("rate: 0.3", "rate: 0.2"),
          ("average: 3", "average: 0"), ("initial: 0.5", "initial: 0.52"),
          ("min: 0.4", "min: 0.45"), ("max: 0.8", "max: 0.75"),
        ]
      ),
    ]
    func end(_ beta: String) throws -> [Double] {
      let specification = try specification(beta)
      let study = try FlowStudy(
        specification.problem, from: try specification.initialState(),
        at: [0.05, 0.1, 0.2, 0.4, 0.7, 1, 2, 4, 8, 16, 32]
      ).run()
      return study.beta.series.flatMap { $0 }
    }
    for (law, changes) in laws {
      let plain = try end(law)
      for (old, new) in changes {
        let changed = law.replacingOccurrences(of: old, with: new)
        #expect(changed != law)
        #expect(try end(changed) != plain, "\(law): \(new)")
      }
    }
  }
}
