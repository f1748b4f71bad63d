import ArgumentParser
import LinearVAE
import MeanField
import Requests
import Studies

extension BranchStudy.Observable: ExpressibleByArgument {}

struct BranchesCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "branches",
    abstract: "Follow the fixed points as one parameter varies, with their bifurcations.",
    discussion: """
      Every fixed point is followed in both directions, past folds, until it leaves the range or \
      ceases to exist. Pitchforks, transcritical, fold and Hopf bifurcations are located; the plot \
      shows what attracts solid and what does not dashed. The parameter is beta, eta, rho (all \
      signals), rho.0 (one), lambda or tau, or its key in the problem file.
      """)

  static let example = "betaflow branches Examples/matched.yaml --x beta=0:3"

  @OptionGroup var problem: ProblemArgument

  @Option(help: ArgumentHelp("The parameter with its range.", valueName: "key=lo:hi"))
  var x: String

  @Option(help: "What the plot shows on its vertical axis.")
  var y: BranchStudy.Observable = .decoderNorm

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Starts of a search for correlated latents at each value at which branches are looked for.",
      valueName: "n"))
  var starts: Int = 0

  @OptionGroup var common: CommonOptions
  @OptionGroup var plot: PlotOptions

  func request() -> BranchesRequest {
    var request = BranchesRequest(source, x: x)
    (request.y, request.starts) = (y, starts)
    return request
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let reply = try ask(common, context, plotting: plot)
    try plot.draw(reply)
    try common.write(reply.dataset) { report(reply.outcome).text }
  }

  /// The bifurcations of each branch; the other formats have every point.
  private func report(_ study: BranchResult) -> TextTable {
    let rows = study.diagram.branches.enumerated().flatMap { index, branch in
      let ends = [branch.points.first, branch.points.last].map { TextTable.number($0?.parameter) }
      // At bifurcations, where a branch may end, growth vanishes but for rounding.
      let marks = Set(branch.bifurcations.map(\.index))
      let between = branch.points.indices.filter { !marks.contains($0) }
      let stable = between.count { branch.points[$0].growingDirections == 0 }
      let attracts = stable == 0 ? "no" : stable == between.count ? "yes" : "partly"
      let head = ["\(index + 1)", branch.kind.rawValue] + ends + [attracts]
      let found = branch.bifurcations.map {
        [$0.kind.rawValue, TextTable.number($0.parameter, digits: 10)]
      }
      return (found.isEmpty ? [["–", "–"]] : found).enumerated().map { row, cells in
        (row == 0 ? head : head.map { _ in "" }) + cells
      }
    }
    var table = TextTable()
    let headings = [
      "branch (from 1)", "kind", "from", "to", "attracts", "bifurcation",
      "at \(study.parameter.key)",
    ]
    for (place, heading) in headings.enumerated() { table.add(heading, rows.map { $0[place] }) }
    return table
  }
}
