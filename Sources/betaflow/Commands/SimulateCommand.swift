import ArgumentParser
import Requests
import Studies

struct SimulateCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Run one-pass SGD at finite N and average over independent runs.",
    discussion: """
      Method exact follows the Markov chain of the order parameters: the law of SGD at any N, at a \
      cost that does not depend on N. Method vector moves vectors of N numbers. Results do not \
      depend on the number of threads. Time is in steps / N. Data may be factors in noise \
      (data.signals), any spectrum (data.spectrum) or that of a data file (data.file), of which \
      method vector draws the rows themselves with data.distribution: rows.
      """)

  static let example = "betaflow simulate Examples/matched.yaml --dimension 1000 --replicas 20"

  @OptionGroup var problem: ProblemArgument

  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  var canSave: Bool { true }

  var checkpoint: String? { simulation.checkpoint }

  func request() -> SimulateRequest {
    var request = SimulateRequest(source)
    request.simulation = simulation.part
    return request
  }

  func execute() throws {
    let context = try common.prepare(
      plot, checkpoint: simulation.checkpoint, reading: ["the problem file": problemFile])
    let reply = try ask(common, context, plotting: plot) { $0.rescue = rescue }
    switch reply.outcome {
    case .factors(let study): finish(study.extent)
    case .spectrum(let study): finish(study.extent)
    }
    try plot.draw(reply)
    try common.write(reply.dataset) {
      switch reply.outcome {
      case .factors: TextTable(courseOf: reply.dataset).text
      case .spectrum: TextTable(spectralCourseOf: reply.dataset).text
      }
    }
  }
}
