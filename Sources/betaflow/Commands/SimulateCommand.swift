import ArgumentParser
import Studies

struct SimulateCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Run one-pass SGD at finite N and average over independent runs.",
    discussion: """
      Method exact follows the Markov chain of the order parameters: the law of SGD at any N, at a \
      cost that does not depend on N. Method vector moves vectors of N numbers. Results do not \
      depend on the number of threads. Time is in steps / N.
      """)

  static let example = "betaflow simulate Examples/matched.yaml --dimension 1000 --replicas 20"

  @OptionGroup var problem: ProblemArgument

  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  var canSave: Bool { true }

  var checkpoint: String? { simulation.checkpoint }

  func execute() throws {
    let context = try common.prepare(
      plot, checkpoint: simulation.checkpoint, reading: ["the problem file": problemFile])
    let specification = try simulation.readProblem(problemFile, common)
    let study = try simulation.run(problemFile, common) {
      try SimulationStudy(specification, options: $0).run(context)
    } simulated: {
      $0
    }
    try plot.draw(study.figure)
    let result = study.dataset(of: specification)
    try common.write(result) { TextTable(courseOf: result).text }
  }
}
