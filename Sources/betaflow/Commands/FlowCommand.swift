import ArgumentParser
import MeanField
import Requests
import Studies

struct FlowCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Follow the order parameters of a problem in the limit N → ∞.",
    discussion: """
      Integrates the deterministic flow of one-pass SGD from the file's initial state to its times. \
      Time is in steps / N, or in τt with training.rates: limit. Under a feedback law (capacity, \
      free_bits, control, geco) beta in the result is what the law gave: one number per time, or \
      under free_bits a list with one number per latent. Data may be factors in noise (data.signals), \
      any spectrum (data.spectrum) or that of a data file (data.file): then states are given for each \
      group of directions. With data.samples_per_dimension it follows full-batch descent on samples that \
      are used again, and says when to stop. With --fluctuations it says how far single runs of \
      simulation.dimension coordinates stray from the flow: one standard deviation of each order \
      parameter, and bands of two in the figure. Without that key numbers are times √N.
      """)

  static let example = "betaflow flow Examples/matched.yaml"

  @OptionGroup var problem: ProblemArgument

  @Option(parsing: .unconditional, help: "Relative error allowed in a step, from 1e-14 to 0.1.")
  var tolerance: Double = OrderParameterFlow.defaultTolerance

  @Flag(help: "Also follow how far single runs of SGD stray from the flow (finite rates).")
  var fluctuations = false

  @Flag(help: "With --fluctuations: each run draws W and V of its own around the start.")
  var ownStarts = false

  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  func request() -> FlowRequest {
    var request = FlowRequest(source)
    (request.tolerance, request.fluctuations) = (tolerance, fluctuations)
    request.ownStarts = ownStarts
    return request
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let reply = try ask(common, context, plotting: plot)
    try plot.draw(reply)
    try common.write(reply.dataset) {
      switch reply.outcome {
      case .factors: reply.textAbove(TextTable(courseOf: reply.dataset))
      case .spectrum: reply.textAbove(TextTable(spectralCourseOf: reply.dataset))
      }
    }
  }
}
