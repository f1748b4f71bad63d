import ArgumentParser
import Requests
import Storage

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

  func request() -> ThresholdRequest {
    var request = ThresholdRequest(source)
    request.beta = beta
    return request
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let reply = try ask(common, context, plotting: plot)
    try plot.draw(reply)
    try common.write(reply.dataset) { report(reply.dataset).text }
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
