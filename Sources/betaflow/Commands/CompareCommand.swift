import ArgumentParser
import FiniteSize
import LinearVAE
import MeanField
import Storage
import Studies

/// `betaflow compare`: theory beside simulation.
struct CompareCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Set the flow for N → ∞ beside SGD at finite N.",
    discussion: """
      Follows the flow and runs SGD from the same state, and says for each order parameter how many \
      standard errors z the mean over runs lies from the flow, and whether the largest of them is \
      what chance gives. The mean itself differs from the flow by a term of order 1/N, which shows \
      once the runs are many.
      """)

  static let example =
    "betaflow compare Examples/matched.yaml --dimension 1000 --replicas 20 --plot compare.svg"

  @OptionGroup var problem: ProblemArgument

  @Option(
    parsing: .unconditional, help: "Relative error allowed in a step of the flow, 1e-14 to 0.1.")
  var tolerance: Double = OrderParameterFlow.defaultTolerance

  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  func validate() throws { try FlowCommand.validate(tolerance: tolerance) }

  var canSave: Bool { true }

  var lastWords: String { simulation.lastWords("compare") }

  func execute() throws {
    let context = try common.prepare(
      plot, checkpoint: simulation.checkpoint, reading: ["the problem file": problemFile])
    let specification = try simulation.readProblem(problemFile, common)
    let study = try simulation.run(problemFile, common) {
      try ComparisonStudy(
        specification, tolerance: tolerance, options: $0, curvePoints: plot.curvePoints
      ).run(context)
    } simulated: {
      $0.simulation
    }
    try plot.draw(study.figure)
    try common.write(study.dataset(of: specification)) { ComparisonReport.text(study) }
  }
}
