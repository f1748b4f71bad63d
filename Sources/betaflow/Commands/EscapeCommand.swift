import ArgumentParser
import Requests
import Storage
import Studies

struct EscapeCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "escape",
    abstract: "Tell whether the latents leave their plateau, and when.",
    discussion: """
      From the file's initial state, or for initial: random on average over starts in \
      simulation.dimension dimensions, it predicts when the latents find each factor, and judges \
      against time.end: learns, slow (later than the planned training) or never.
      """)

  static let example = "betaflow escape Examples/matched.yaml"

  @OptionGroup var problem: ProblemArgument

  @Option(
    parsing: .unconditional,
    help: "N, to count steps and for a random start; overrides simulation.dimension.")
  var dimension: Int?

  @Option(parsing: .unconditional, help: "Samples in the data set, to count epochs.")
  var rows: Int?

  @OptionGroup var common: CommonOptions
  @OptionGroup var plot: PlotOptions

  func request() -> EscapeRequest {
    var request = EscapeRequest(source)
    (request.dimension, request.rows) = (dimension, rows)
    return request
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let reply = try ask(common, context, plotting: plot)
    try plot.draw(reply)
    try common.write(reply.dataset) { report(reply) }
  }

  private func report(_ reply: Reply<EscapeResult>) -> String {
    let result = reply.dataset
    var table = TextTable(result)
    table.add("factor (from 1)", result.numbers("factor").map(TextTable.index))
    table.add("eigenvalue")
    table.add("growth rate", "growth_rate")
    table.add("found at", "time")
    table.add(
      "±",
      result.numbers("spread").map { TextTable.number($0 > 0 ? $0 : nil, digits: 3) })
    table.add("steps")
    if rows != nil { table.add("epochs") }
    table.add(
      "verdict",
      zip(result.texts("verdict"), result.texts("reason")).map { verdict, reason in
        (verdict ?? "–") + (reason.map { " (\($0))" } ?? "")
      })
    return table.text + "\n" + reply.words.map { $0 + "\n" }.joined()
  }
}
