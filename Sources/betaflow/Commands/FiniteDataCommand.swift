import ArgumentParser
import Requests
import Storage

struct FiniteDataCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "finite-data",
    abstract: "Tell what more samples would buy, and which β suits the samples there are.",
    discussion: """
      Training on P samples of N coordinates, again and again, ends in the optimum on these samples. \
      As both grow at a fixed α = P/N its error on new data is known exactly, and the β at which it \
      is smallest: above the noise, and the more so the fewer the samples. sample_eigenvalue and \
      cosine2 are those of the first factor, errors are totals over all factors and latents. Training \
      plays no part but for its β.
      """)

  static let example = "betaflow finite-data Examples/samples.yaml --alpha 0.2:20:60log"

  @OptionGroup var problem: ProblemArgument

  @Option(
    help: ArgumentHelp(
      "Samples per dimension; that of data.samples_per_dimension unless given.",
      valueName: "lo:hi:n[log]"))
  var alpha: String?

  @Option(parsing: .unconditional, help: "Weight of the KL term; overrides the file.")
  var beta: Double?

  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  func request() -> FiniteDataRequest {
    var request = FiniteDataRequest(source)
    (request.alpha, request.beta) = (alpha.map { GivenValues($0) }, beta)
    return request
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let reply = try ask(common, context, plotting: plot)
    try plot.draw(reply)
    try common.write(reply.dataset) {
      reply.words.map { $0 + "\n" }.joined() + Self.table(reply.dataset).text
    }
  }

  private static func table(_ result: Dataset) -> TextTable {
    var table = TextTable(result)
    table.add("α", "alpha")
    table.add("λ̂", "sample_eigenvalue")
    table.add("c²", "cosine2")
    table.add("ε_g", "error")
    table.add("living")
    table.add("best β", "best_beta")
    table.add("best ε_g", "best_error")
    return table
  }
}
