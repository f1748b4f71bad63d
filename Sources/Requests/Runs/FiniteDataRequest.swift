import LinearVAE
import NumericKit
import Studies

/// What more samples would buy, and which `β` suits the samples there are: the command `finite-data`.
package struct FiniteDataRequest: Request {
  package var source: ProblemPart
  /// Samples per dimension; that of the problem unless given.
  package var alpha: GivenValues?
  /// The weight of the KL term in place of the problem's.
  package var beta: Double?

  package static let command = "finite-data"

  package enum CodingKeys: String, CodingKey, CaseIterable { case alpha, beta }

  package static let parts: [any KeyGroup.Type] = [ProblemPart.self]

  package init(_ source: ProblemPart) { self.source = source }

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    alpha = try section.values(.alpha)
    beta = try section.real(.beta)
    source = try ProblemPart(from: decoder)
  }

  package func validate() throws(InvalidProblem) {
    let domain = SpikedData.samplesPerDimensionDomain
    if let values = try alpha?.values("alpha"), let first = values.first, let last = values.last {
      try InvalidProblem.require(first, in: domain, "alpha")
      try InvalidProblem.require(last, in: domain, "alpha")
    }
    try InvalidProblem.requirePositive("beta", beta)
  }

  package func reply(
    _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<FiniteDataResult> {
    let specification = try source.read(for: .samples, followsFeedback: true, inputs)
    guard
      let values = try alpha?.values("alpha")
        ?? specification.problem.data.samplesPerDimension.map({ [$0] })
    else {
      throw InvalidProblem.missing(
        "alpha",
        "how many samples there are is not known: give LO:HI:N, or data.samples_per_dimension in the problem"
      )
    }
    let study = try source.problem.blamed {
      try FiniteDataStudy(specification.problem, samplesPerDimension: values, beta: beta)
        .run(context)
    }
    return Reply(
      study, study.dataset(of: specification), words: study.words.lines,
      figure: { study.figure })
  }
}
