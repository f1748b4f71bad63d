import Foundation
import LinearVAE
import NumericKit
import Storage
import Studies
import Testing

@Suite("Study of a flow")
struct FlowStudyTests {
  private func study(_ beta: BetaSchedule = .constant(0.5)) throws -> FlowResult {
    let problem = LearningProblem(
      data: SpikedData(signals: [1, 0.5], noise: 0.3), latents: 3,
      training: Training(rates: .limit, beta: beta))
    let start = OrderParameters(
      m: [[0.1, 0], [0, 0.1], [0, 0]], d: [[0.1, 0], [0, 0.1], [0, 0]],
      Q: .diagonal([0.2, 0.2, 0.2]), E: .diagonal([0.2, 0.2, 0.2]),
      R: .diagonal([0.01, 0.01, 0]), D: [1, 1, 1])
    return try FlowStudy(problem, from: start, at: [0, 1, 5, 50]).run()
  }

  private func dataset(_ study: FlowResult) -> Dataset {
    study.dataset(of: ProblemSpecification(problem: study.problem))
  }

  @Test("one column a number, one row a time")
  func table() throws {
    let study = try study()
    let lines = dataset(study).table.csv.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines.count == 5)
    #expect(lines.allSatisfy { $0.count == 6 + 2 * 6 + 3 * 9 + 3 })
    let column = try #require(lines[0].firstIndex(of: "Q_1_1"))
    #expect(Double(lines[4][column]) == study.states[3].Q[1, 1])
  }

  @Test("arrays with time as the first index")
  func archive() throws {
    let study = try study()
    let shapes = Dictionary(
      uniqueKeysWithValues: dataset(study).archive.entries.map { ($0.name, $0.shape) })
    #expect(shapes["m"] == [4, 3, 2])
    #expect(shapes["E"] == [4, 3, 3])
    #expect(shapes["D"] == [4, 3])
    #expect(shapes["times"] == [4])
  }

  /// A curve for a figure is the same solution: nothing at the times asked for changes by a bit, in
  /// a stiff stretch (small β) either.
  @Test("more points of the curve change nothing else")
  func curve() throws {
    let times = [0, 1, 1, 5, 60.0]
    let problem = LearningProblem(
      data: SpikedData(signals: [1], noise: 1), latents: 1,
      training: Training(rates: .limit, beta: .constant(1e-4)))
    let start = OrderParameters(
      m: [[0.1]], d: [[0.1]], Q: [[1]], E: [[1]], R: [[0.01]], D: [1])
    let plain = try FlowStudy(problem, from: start, at: times).run()
    let drawn = try FlowStudy(problem, from: start, at: times, curvePoints: 100).run()
    #expect(plain.curve.times == times && plain.curve.states == plain.states)
    #expect(drawn.states == plain.states && drawn.times == times)
    #expect(drawn.statistics == plain.statistics && drawn.statistics.stiffSteps > 0)
    let curve = drawn.curve
    #expect(curve.times.count >= 100 && curve.states.count == curve.times.count)
    #expect(curve.times == curve.times.sorted() && curve.times.last == 60)
    let between = try FlowStudy(problem, from: start, at: [curve.times[7]]).run()
    #expect(abs(between.states[0].Q[0, 0] - curve.states[7].Q[0, 0]) < 1e-6)
    #expect(try FlowStudy(problem, from: start, at: [3], curvePoints: 100).run().curve.times == [3])
    // No point lies on top of another, which would be joined in any direction, but those asked for.
    let gaps = zip(curve.times, curve.times.dropFirst()).map { $1 - $0 }
    #expect(gaps.filter { $0 < 1e-4 } == [0])
    // Where the flow is fastest the points are densest.
    #expect(curve.times.count { $0 < 0.6 } > 15)
  }

  /// Theorem (disentangle): whatever the encoder starts like, and whether superfluous latents fit
  /// noise (β = 0.2) or collapse, `E` ends diagonal.
  @Test("ends disentangled at every β", arguments: [0.2, 0.5, 0.9])
  func disentangles(beta: Double) throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1, 0.5], noise: 0.3), latents: 3,
      training: Training(rates: .limit, beta: .constant(beta)))
    let m: Matrix = [[0.3, 0.2], [0.2, -0.1], [0.25, 0.1]]
    let shared = m * m.transposed
    let start = OrderParameters(
      m: m, d: m, Q: shared + 0.1 * .identity(3), E: shared + 0.1 * .identity(3), R: shared,
      D: [1, 1, 1])
    #expect(start.entanglement > 0.3)
    let study = try FlowStudy(problem, from: start, at: [2000]).run()
    let E = study.states[0].E
    for k in 0..<3 { for l in 0..<k { #expect(abs(E[k, l]) < 1e-6, "\(E[k, l])") } }
    #expect((0..<3).count { E[$0, $0] > 0.1 } == [0.2: 3, 0.5: 2, 0.9: 1][beta])
  }

  @Test("the record has every counter of the solver, in snake case")
  func counters() throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1], noise: 1), latents: 1,
      training: Training(rates: .limit, beta: .constant(1e-4)))
    let start = OrderParameters(
      m: [[0.1]], d: [[0.1]], Q: [[1]], E: [[1]], R: [[0.01]], D: [1])
    let study = try FlowStudy(problem, from: start, at: [0, 60]).run()
    let data = try JSONDocument.data(of: dataset(study))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let solver = try #require(object["solver"] as? [String: Any])
    let cost = study.statistics
    let expected = [
      "steps": cost.steps, "rejected": cost.rejected, "evaluations": cost.evaluations,
      "jacobians": cost.jacobians, "factorizations": cost.factorizations,
      "stiff_steps": cost.stiffSteps, "switches": cost.switches,
    ]
    for (key, count) in expected { #expect(solver[key] as? Int == count, "\(key)") }
    #expect(cost.stiffSteps > 0 && cost.switches > 0)
  }

  @Test("β follows the schedule")
  func beta() throws {
    #expect(try study(.linear(rate: 0.5, min: 0.1, max: 1)).beta.series == [[0.1, 0.6, 1, 1]])
  }
}
