import ArgumentParser
import LinearVAE
import Storage
import Studies

struct ThresholdCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "threshold",
    abstract: "Locate the values of β at which latents collapse.",
    discussion: """
      One per eigenvalue of the data: a latent that could stand for it collapses for good when β is \
      above. Located on the growth rate of the collapsed state, at the problem's rates; the closed \
      form stands beside it where there is one. The file's own β plays no part.
      """)

  static let example = "betaflow threshold Examples/matched.yaml"

  @OptionGroup var problem: ProblemArgument

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The range of β to search; by default around each eigenvalue.", valueName: "lo:hi"))
  var beta: String?

  @OptionGroup var common: CommonOptions
  @OptionGroup var plot: PlotOptions

  func validate() throws { _ = try range() }

  private func range() throws -> ClosedRange<Double>? {
    guard let beta else { return nil }
    let ends = beta.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
    guard ends.count == 2, let lower = ends[0], let upper = ends[1], lower.isFinite,
      upper.isFinite, lower >= 0, lower < upper
    else {
      throw ValidationError("--beta \(beta): expected LO:HI with 0 ≤ LO < HI, such as 0.1:3.")
    }
    return max(lower, .leastNormalMagnitude)...upper
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let specification = try common.readProblem(problemFile, for: [])
    let study = try ThresholdStudy(
      specification.problem, in: try range(), withCurves: plot.isWanted
    ).run(context)
    try plot.draw(study.figure)
    let result = study.dataset(of: specification)
    try common.write(result) { report(result).text }
  }

  private func report(_ result: Dataset) -> TextTable {
    var table = TextTable(result)
    table.add("eigenvalue")
    table.add(
      "of (from 1)",
      result.numbers("factor").map { $0.isNaN ? "noise" : "factor \(TextTable.index($0))" })
    table.add("collapses at β", "beta", digits: 10)
    table.add("closed form", "analytic", digits: 10)
    table.add(
      "shift by rates",
      result.numbers("shift").map { TextTable.number($0.magnitude < 1e-12 ? 0 : $0) })
    table.add("status")
    return table
  }
}
