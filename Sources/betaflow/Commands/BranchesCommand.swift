import ArgumentParser
import LinearVAE
import MeanField
import Storage
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

  private func axis() throws -> (parameter: ProblemParameter, ends: ClosedRange<Double>) {
    try reading("--x") { try ParameterAxis.range(x) }
  }

  func validate() throws {
    _ = try axis()
    try check("--starts", starts, in: 0...10_000)
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let specification = try common.readProblem(problemFile, for: [])
    let axis = try axis()
    let study = try BranchStudy(
      specification.problem, varying: axis.parameter, over: axis.ends,
      starts: starts
    ).run(context)
    warn(of: study)
    try plot.draw(study.figure(y))
    try common.write(study.dataset(of: specification)) { report(study).text }
  }

  private func warn(of study: BranchResult) {
    let cut = study.diagram.branches.count { !$0.start.isNatural || !$0.end.isNatural }
    if let end = study.hidingEnd {
      common.warn(
        "branches are followed from \(end) on, since fixed points are not isolated at 0; some come or go "
          + "below: look at --x \(study.parameter.key)=0:\(end)")
    }
    if cut > 0 { common.warn("\(cut) branches could not be followed to their ends") }
    let failures = study.diagram.failures.count
    if failures > 0 { common.warn("\(failures) fixed points could not be followed at all") }
    let vague = study.diagram.branches.flatMap(\.bifurcations).count { $0.status != .converged }
    if vague > 0 { common.warn("\(vague) bifurcations are known to their brackets only") }
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
