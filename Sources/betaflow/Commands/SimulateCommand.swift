import ArgumentParser
import FiniteSize
import LinearVAE
import NumericKit
import ProblemFiles
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

  func execute() throws {
    let context = try common.prepare(
      plot, checkpoint: simulation.checkpoint, reading: ["the problem file": problemFile])
    switch try simulation.readProblem(problemFile, common) {
    case .factors(let file): try simulate(file.specification, context)
    case .spectrum(let file):
      try simulate(file.specification, drawing: try file.rows(context), context)
    }
  }

  private func simulate(_ specification: ProblemSpecification, _ context: RunContext) throws {
    let study = try simulation.run(problemFile, common) {
      try SimulationStudy(specification, options: $0).run(context)
    } simulated: {
      $0.extent
    }
    try plot.draw(study.figure)
    let result = study.dataset(of: specification)
    try common.write(result) { TextTable(courseOf: result).text }
  }

  private func simulate(
    _ specification: SpectralSpecification, drawing rows: SampleRows?, _ context: RunContext
  ) throws {
    let study = try simulation.run(problemFile, common) {
      try SpectralSimulationStudy(specification, rows: rows, options: $0).run(context)
    } simulated: {
      $0.extent
    }
    try plot.draw(study.figure)
    let result = study.dataset(of: specification)
    try common.write(result) { TextTable(spectralCourseOf: result).text }
  }
}
