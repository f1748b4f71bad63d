import LinearVAE
import MeanField
import NumericKit
import ProblemFiles
import Studies

/// Follows the order parameters of a problem in the limit `N → ∞`: the command `flow`.
package struct FlowRequest: Request {
  package var source: ProblemPart
  /// The relative error allowed in a step.
  package var tolerance = OrderParameterFlow.defaultTolerance
  /// Whether to follow how far single runs stray.
  package var fluctuations = false
  /// Whether each of these draws `W` and `V` of its own around the start.
  package var ownStarts = false

  package static let command = "flow"

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case tolerance, fluctuations
    case ownStarts = "own_starts"
  }

  package static let parts: [any KeyGroup.Type] = [ProblemPart.self]

  static let tolerances = 1e-14...0.1

  package init(_ source: ProblemPart) { self.source = source }

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    tolerance = try section.real(.tolerance) ?? tolerance
    fluctuations = try section.flag(.fluctuations)
    ownStarts = try section.flag(.ownStarts)
    source = try ProblemPart(from: decoder)
  }

  package func validate() throws(InvalidProblem) {
    try InvalidProblem.require(tolerance, in: Self.tolerances, "tolerance")
    if ownStarts, !fluctuations {
      throw .unsuited("own_starts", "only \"fluctuations\" has a use for it; give both")
    }
  }

  package func reply(
    _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<Described<FlowResult, SpectralFlowResult>> {
    switch try source.readDescribed(for: [.start, .recording, .samples], inputs) {
    case .factors(let file): try follow(file.specification, inputs, context)
    case .spectrum(let file): try follow(file.specification, inputs, context)
    }
  }

  private func follow(
    _ specification: ProblemSpecification, _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<Outcome> {
    noteDistribution(isGaussian: specification.problem.data.distribution == .gaussian, inputs)
    let (initial, times) = try source.problem.blamed {
      if fluctuations { _ = try LinearNoise(specification.problem) }
      return (try specification.initialState(), try specification.requireTime().times)
    }
    let spread = SpreadQuestion(
      dimension: specification.simulation?.dimension, hasOwnStarts: ownStarts)
    let study = try FlowStudy(
      specification.problem, from: initial, at: times, tolerance: tolerance,
      curvePoints: inputs.curvePoints, spread: fluctuations ? spread : nil
    ).run(context)
    let words =
      study.samples?.words(endingAt: study.generalizationError(.aligned).last ?? .nan)
      ?? study.spreadInWords
    return Reply(
      .factors(study), study.dataset(of: specification), words: words?.lines ?? [],
      figure: { study.figure })
  }

  private func follow(
    _ specification: SpectralSpecification, _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<Outcome> {
    noteDistribution(isGaussian: specification.problem.data.distribution == .gaussian, inputs)
    let (initial, times) = try source.problem.blamed {
      if fluctuations { throw InvalidProblem.spreadOfSpectrum }
      return (try specification.initialState(), try specification.requireTime().times)
    }
    let study = try SpectralFlowStudy(
      specification.problem, from: initial, at: times, tolerance: tolerance,
      curvePoints: inputs.curvePoints
    ).run(context)
    return Reply(
      .spectrum(study), study.dataset(of: specification), figure: { study.figure })
  }

  private func noteDistribution(isGaussian: Bool, _ inputs: RequestInputs) {
    guard !isGaussian else { return }
    inputs.note("data.distribution has no effect on the flow: the limit is the same for all")
  }
}

extension RequestInputs {
  /// Points of curves that are smooth in a picture.
  var curvePoints: Int { wantsFigure ? FlowStudy.smoothCurve : 0 }
}

extension InvalidProblem {
  /// What following fluctuations has to say of data with a spectrum.
  static let spreadOfSpectrum = InvalidProblem(
    "data", found: "a spectrum", allowed: "signals in noise where fluctuations are followed",
    advice: "how far runs stray is known for these; simulate runs to see it for a spectrum")
}
