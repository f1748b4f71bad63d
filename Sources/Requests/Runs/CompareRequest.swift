import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import ProblemFiles
import Studies

/// Sets the flow for `N → ∞` beside SGD at finite `N`: the command `compare`.
package struct CompareRequest: Request {
  package var source: ProblemPart
  package var simulation = SimulationPart()
  /// The relative error allowed in a step of the flow.
  package var tolerance = OrderParameterFlow.defaultTolerance
  /// Whether to compare how far runs stray from each other, too.
  package var fluctuations = false

  package static let command = "compare"

  package enum CodingKeys: String, CodingKey, CaseIterable { case tolerance, fluctuations }

  package static let parts: [any KeyGroup.Type] = [ProblemPart.self, SimulationPart.self]

  package init(_ source: ProblemPart) { self.source = source }

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    tolerance = try section.real(.tolerance) ?? tolerance
    fluctuations = try section.flag(.fluctuations)
    source = try ProblemPart(from: decoder)
    simulation = try SimulationPart(from: decoder)
  }

  package func validate() throws(InvalidProblem) {
    try simulation.validate()
    try InvalidProblem.require(tolerance, in: FlowRequest.tolerances, "tolerance")
  }

  package func reply(
    _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<Described<Comparison, SpectralComparison>> {
    switch try simulation.read(source, inputs) {
    case .factors(let file): return try compare(file.specification, inputs, context)
    case .spectrum(let file):
      if fluctuations { try source.problem.blamed { throw InvalidProblem.spreadOfSpectrum } }
      return try compare(
        file.specification, drawing: try file.rows(context), inputs, context)
    }
  }

  private func compare(
    _ specification: ProblemSpecification, _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<Outcome> {
    if fluctuations {
      try source.problem.blamed { _ = try LinearNoise(specification.problem) }
    }
    let study = try simulation.run(of: source.problem, inputs) {
      try ComparisonStudy(
        specification, tolerance: tolerance, options: $0, curvePoints: inputs.curvePoints,
        comparesSpread: fluctuations
      ).run(context)
    }
    let words =
      study.verdict.words(latents: specification.problem.latents)
      + (study.spreadInWords?.lines ?? [])
    return Reply(
      .factors(study), study.dataset(of: specification), words: words,
      figure: { study.figure })
  }

  private func compare(
    _ specification: SpectralSpecification, drawing rows: SampleRows?, _ inputs: RequestInputs,
    _ context: RunContext
  ) throws -> Reply<Outcome> {
    let study = try simulation.run(of: source.problem, inputs) {
      try SpectralComparisonStudy(
        specification, rows: rows, tolerance: tolerance, options: $0,
        curvePoints: inputs.curvePoints
      ).run(context)
    }
    let words =
      study.verdict.words(
        latents: specification.problem.latents, choosesDimension: rows == nil)
      + (study.gaussianVerdict?.wordsOfGaussian ?? [])
    return Reply(
      .spectrum(study), study.dataset(of: specification), words: words,
      figure: { study.figure })
  }
}
