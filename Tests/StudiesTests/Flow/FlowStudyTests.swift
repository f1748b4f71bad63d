import Foundation
import LinearVAE
import NumericKit
import Studies
import Testing

@Suite("Study of a flow")
struct FlowStudyTests {
  private func study(_ beta: BetaSchedule = .constant(0.5)) throws -> FlowStudy {
    let problem = LearningProblem(
      data: SpikedData(signals: [1, 0.5], noise: 0.3), latents: 3,
      training: Training(rates: .limit, beta: beta))
    let start = OrderParameters(
      m: [[0.1, 0], [0, 0.1], [0, 0]], d: [[0.1, 0], [0, 0.1], [0, 0]],
      Q: .diagonal([0.2, 0.2, 0.2]), E: .diagonal([0.2, 0.2, 0.2]),
      R: .diagonal([0.01, 0.01, 0]), D: [1, 1, 1])
    return try FlowStudy(problem, from: start, at: [0, 1, 5, 50])
  }

  @Test("one column a number, one row a time")
  func table() throws {
    let study = try study()
    let lines = study.table.csv.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines.count == 5)
    #expect(lines.allSatisfy { $0.count == 6 + 2 * 6 + 3 * 9 + 3 })
    let column = try #require(lines[0].firstIndex(of: "Q_2_2"))
    #expect(Double(lines[4][column]) == study.states[3].Q[1, 1])
  }

  @Test("arrays with time as the first index")
  func archive() throws {
    let study = try study()
    let shapes = Dictionary(
      uniqueKeysWithValues: study.archive.entries.map { ($0.name, $0.shape) })
    #expect(shapes["m"] == [4, 3, 2])
    #expect(shapes["E"] == [4, 3, 3])
    #expect(shapes["D"] == [4, 3])
    #expect(shapes["times"] == [4])
  }

  @Test("β follows the schedule")
  func beta() throws {
    #expect(try study(.linear(rate: 0.5, min: 0.1, max: 1)).beta == [0.1, 0.6, 1, 1])
  }
}
