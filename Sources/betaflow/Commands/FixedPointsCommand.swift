import ArgumentParser
import MeanField
import Requests
import Storage
import Studies

struct FixedPointsCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "fixed-points",
    abstract: "List the states in which training can come to rest, and which of them attract.",
    discussion: """
      Finds every fixed point of the flow at the problem's rates, one for each class of equivalent \
      ones (up to permutations and signs), with all eigenvalues of the Jacobian there. Eigenvalues \
      are per unit of t = steps / N, or of τt with training.rates: limit.
      """)

  static let example = "betaflow fixed-points Examples/matched.yaml --beta 0.5"

  @OptionGroup var problem: ProblemArgument

  @Option(
    parsing: .unconditional,
    help: "β at which to look; by default the one on which the file's schedule settles.")
  var beta: Double?

  @Option(
    parsing: .unconditional,
    help: """
      Starts of the search for states of correlated latents, which closed forms list in full only in \
      the small-rate limit without weight decay; by default \(FixedPointStudy.defaultStarts) for \
      small problems. With 0, as for large ones, they are left out. One state of a continuum is \
      listed, with "∞" under "times".
      """)
  var search: Int?

  @OptionGroup var common: CommonOptions
  @OptionGroup var plot: PlotOptions

  func request() -> FixedPointsRequest {
    var request = FixedPointsRequest(source)
    (request.beta, request.search) = (beta, search)
    return request
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let reply = try ask(common, context, plotting: plot)
    try plot.draw(reply)
    try common.write(reply.dataset) { report(reply.outcome, reply.dataset).text }
  }

  private func report(_ study: FixedPointResult, _ result: Dataset) -> TextTable {
    var table = TextTable(result)
    table.add("kind")
    table.add(
      "latents stand for (factors from 1)",
      study.points.map { point in
        point.partNames.prefix(6).joined(separator: ", ") + (point.roles.count > 6 ? ", …" : "")
      })
    table.add(
      "stability",
      study.points.map { $0.stability.rawValue + ($0.isAttracting ? " *" : "") })
    table.add("growth rate", "transverse_growth_rate")
    table.add("ε_g", "generalization_error_aligned")
    table.add(
      "times",
      study.points.map { point in
        point.multiplicity.isInfinite && point.kind == .mixed
          ? "∞" : TextTable.number(point.multiplicity)
      })
    return table
  }
}
