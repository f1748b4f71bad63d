import LinearVAE
import MeanField
import NumericKit
import Studies

/// The fixed points as one parameter varies, with their bifurcations: the command `branches`.
package struct BranchesRequest: Request {
  package var source: ProblemPart
  /// `KEY=LO:HI`.
  package var x: String
  /// What the picture shows on its vertical axis.
  package var y: BranchStudy.Observable = .decoderNorm
  /// Starts of a search for correlated latents at each value at which branches are looked for.
  package var starts = 0

  package static let command = "branches"

  package enum CodingKeys: String, CodingKey, CaseIterable { case x, y, starts }

  package static let parts: [any KeyGroup.Type] = [ProblemPart.self]

  package init(_ source: ProblemPart, x: String) { (self.source, self.x) = (source, x) }

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    x = try section.value(.x, "KEY=LO:HI")
    y = try section.choice(.y) ?? y
    starts = try section.whole(.starts) ?? starts
    source = try ProblemPart(from: decoder)
  }

  package func validate() throws(InvalidProblem) {
    _ = try axis()
    try InvalidProblem.require(starts, in: 0...10_000, "starts")
  }

  private func axis() throws(InvalidProblem) -> (
    parameter: ProblemParameter, ends: ClosedRange<Double>
  ) {
    do { return try ParameterAxis.range(x) } catch { throw error.of("x", x) }
  }

  package func reply(
    _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<BranchResult> {
    let specification = try source.read(for: [], inputs)
    let axis = try axis()
    let study = try BranchStudy(
      specification.problem, varying: axis.parameter, over: axis.ends, starts: starts
    ).run(context)
    remark(study, inputs)
    let observable = y
    return Reply(
      study, study.dataset(of: specification), figure: { study.figure(observable) })
  }

  private func remark(_ study: BranchResult, _ inputs: RequestInputs) {
    let cut = study.diagram.branches.count { !$0.start.isNatural || !$0.end.isNatural }
    if let end = study.hidingEnd {
      inputs.warn(
        "branches are followed from \(end) on, since fixed points are not isolated at 0; some come or go "
          + "below: look at \"x\" \(study.parameter.key)=0:\(end)")
    }
    if cut > 0 { inputs.warn("\(cut) branches could not be followed to their ends") }
    let failures = study.diagram.failures.count
    if failures > 0 { inputs.warn("\(failures) fixed points could not be followed at all") }
    let vague = study.diagram.branches.flatMap(\.bifurcations).count { $0.status != .converged }
    if vague > 0 { inputs.warn("\(vague) bifurcations are known to their brackets only") }
  }
}
