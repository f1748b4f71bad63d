import LinearVAE
import MeanField
import NumericKit
import Studies

/// The states in which training can come to rest, and which of them attract: the command `fixed-points`.
package struct FixedPointsRequest: Request {
  package var source: ProblemPart
  /// The `β` at which to look; that on which the schedule settles unless given.
  package var beta: Double?
  /// Starts of the search for states of correlated latents; as many as suit the problem unless given.
  package var search: Int?

  package static let command = "fixed-points"

  package enum CodingKeys: String, CodingKey, CaseIterable { case beta, search }

  package static let parts: [any KeyGroup.Type] = [ProblemPart.self]

  package init(_ source: ProblemPart) { self.source = source }

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    beta = try section.real(.beta)
    search = try section.whole(.search)
    source = try ProblemPart(from: decoder)
  }

  package func validate() throws(InvalidProblem) {
    try InvalidProblem.requirePositive("beta", beta)
    try InvalidProblem.require(search, in: 0...100_000, "search")
  }

  package func reply(
    _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<FixedPointResult> {
    let specification = try source.read(for: [], inputs)
    let study = try FixedPointStudy(specification.problem, beta: beta, starts: search).run(context)
    remark(study, inputs)
    return Reply(study, study.dataset(of: specification), figure: { study.figure })
  }

  private func remark(_ study: FixedPointResult, _ inputs: RequestInputs) {
    if !study.isComplete {
      inputs.note(
        "more than \(FixedPointAnalysis.classLimit) classes of fixed points: only the attracting "
          + "one, the collapsed one and neighbours are listed")
    }
    if search == nil && study.starts == 0 {
      inputs.note(
        "the model is too large for states of correlated latents, which do not attract at small rates: "
          + "\"search\" \(FixedPointStudy.defaultStarts) looks for them anyway")
    }
    if study.starts > 0 && !study.isMixedComplete && !study.lacksClosedForms {
      inputs.note(
        "states of correlated latents come from a search at these rates, which can miss some: a larger "
          + "\"search\" looks longer; rates: limit without weight decay lists them all")
    }
    if study.lacksClosedForms {
      inputs.warn(
        "more states of correlated latents exist than are listed, or some are too close to a threshold"
      )
    }
    for eigenvalue in study.unresolved {
      inputs.warn(
        "a collapsed latent leaves towards the eigenvalue \(eigenvalue), but no state of rest was "
          + "found there: with these rates the flow may not settle")
    }
  }
}
