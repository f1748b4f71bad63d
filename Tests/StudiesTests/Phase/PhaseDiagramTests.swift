import LinearVAE
import MeanField
import NumericKit
import Storage
import Studies
import Testing

@Suite("Phase diagrams")
struct PhaseDiagramTests {
  private func problem(_ rates: LearningRates = .limit) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [1], noise: 1), latents: 2,
      training: Training(rates: rates, beta: .constant(1)))
  }

  private func diagram(_ x: String, _ y: String, threads: Int = 1) throws -> PhaseDiagram {
    try PhaseStudy(problem(.uniform(0.01)), x: try ParameterAxis(x), y: try ParameterAxis(y))
      .run(RunContext(threads: threads))
  }

  @Test("each point is the phase there, and threads change nothing")
  func points() throws {
    let one = try diagram("beta=0.1:3:9", "eta=0.1:1.9:7")
    let two = try diagram("beta=0.1:3:9", "eta=0.1:1.9:7", threads: 3)
    #expect(one.phases == two.phases)
    for (row, noise) in one.y.values.enumerated() {
      for (column, beta) in one.x.values.enumerated() {
        let alone = LearningProblem(
          data: SpikedData(signals: [1], noise: noise), latents: 2,
          training: Training(rates: .uniform(0.01), beta: .constant(beta)))
        #expect(one[column, row] == (try Phase(of: alone)))
      }
    }
    #expect(Set(one.phases.map(\.kind)).count == 3)
  }

  @Test("axes that leave the domain of their parameter are refused before anything is computed")
  func domain() throws {
    #expect(throws: InvalidProblem.self) { try diagram("beta=0:3:9", "eta=0.1:1:4") }
    #expect(throws: InvalidProblem.self) { try diagram("beta=1:3:9", "eta=-1:1:4") }
    #expect(throws: InvalidProblem.self) { try diagram("beta=1:3:9", "training.beta=1:2:4") }
  }

  @Test("table and arrays have every point in the same order")
  func storage() throws {
    let diagram = try diagram("beta=0.1:3:4", "eta=0.1:1.9:3")
    let data = diagram.dataset(of: ProblemSpecification(problem: problem(.uniform(0.01))))
    let rows = data.table.csv.split(separator: "\n")
    #expect(rows.count == 13)
    #expect(
      rows[0] == "training.beta,data.noise,kind,status,active,factor_latents,noise_latents,"
        + "generalization_error,slowest_rate")
    #expect(rows[1].hasPrefix("0.1,0.1,"))
    #expect(rows[2].hasPrefix("1.06"))
    let archive = data.archive
    let kinds = try #require(archive.entries.first { $0.name == "kind" })
    #expect(kinds.shape == [3, 4])
    #expect(
      archive.entries.map(\.name) == [
        "training.beta", "x_key", "data.noise", "y_key", "kind", "status", "active",
        "factor_latents", "noise_latents",
        "generalization_error", "slowest_rate",
      ])
  }
}
