import LinearVAE
import NumericKit
import Studies

/// The values of `β` at which latents collapse: the command `threshold`.
package struct ThresholdRequest: Request {
  package var source: ProblemPart
  /// `LO:HI`, the range of `β` to search; around each eigenvalue unless given.
  package var beta: String?

  package static let command = "threshold"

  package enum CodingKeys: String, CodingKey, CaseIterable { case beta }

  package static let parts: [any KeyGroup.Type] = [ProblemPart.self]

  package init(_ source: ProblemPart) { self.source = source }

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    beta = try section.text(.beta)
    source = try ProblemPart(from: decoder)
  }

  package func validate() throws(InvalidProblem) { _ = try range() }

  private func range() throws(InvalidProblem) -> ClosedRange<Double>? {
    guard let beta else { return nil }
    let ends = beta.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
    guard ends.count == 2, let lower = ends[0], let upper = ends[1], lower.isFinite,
      upper.isFinite, lower >= 0, lower < upper
    else {
      throw InvalidProblem(
        "beta", found: beta, allowed: "LO:HI with 0 ≤ LO < HI, such as 0.1:3")
    }
    return max(lower, .leastNormalMagnitude)...upper
  }

  package func reply(
    _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<ThresholdResult> {
    let specification = try source.read(for: [], inputs)
    let study = try ThresholdStudy(
      specification.problem, in: try range(), withCurves: inputs.wantsFigure
    ).run(context)
    return Reply(study, study.dataset(of: specification), figure: { study.figure })
  }
}
