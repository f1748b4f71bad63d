import FiniteSize
import LinearVAE
import NumericKit
import ProblemFiles
import Studies

/// Runs one-pass SGD at finite `N` and averages over independent runs: the command `simulate`.
package struct SimulateRequest: Request {
  package var source: ProblemPart
  package var simulation = SimulationPart()

  package static let command = "simulate"

  /// It has none of its own.
  package enum CodingKeys: CodingKey, CaseIterable {}

  package static let parts: [any KeyGroup.Type] = [ProblemPart.self, SimulationPart.self]

  package init(_ source: ProblemPart) { self.source = source }

  package init(from decoder: any Decoder) throws {
    _ = try Self.section(decoder)
    source = try ProblemPart(from: decoder)
    simulation = try SimulationPart(from: decoder)
  }

  package func validate() throws(InvalidProblem) { try simulation.validate() }

  package func reply(
    _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<Described<SimulationResult, SpectralSimulationResult>> {
    switch try simulation.read(source, inputs) {
    case .factors(let file):
      let specification = file.specification
      let study = try simulation.run(of: source.problem, inputs) {
        try SimulationStudy(specification, options: $0).run(context)
      }
      return Reply(
        .factors(study), study.dataset(of: specification), figure: { study.figure })
    case .spectrum(let file):
      let (specification, rows) = (file.specification, try file.rows(context))
      let study = try simulation.run(of: source.problem, inputs) {
        try SpectralSimulationStudy(specification, rows: rows, options: $0).run(context)
      }
      return Reply(
        .spectrum(study), study.dataset(of: specification), figure: { study.figure })
    }
  }
}
