import ArgumentParser
import FiniteSize
import LinearVAE
import MeanField
import Studies

/// `betaflow compare`: theory beside simulation.
struct CompareCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Set the flow for N → ∞ beside SGD at finite N.",
    discussion: """
      Follows the flow and runs SGD from the same state, and says for each order parameter how many \
      standard errors the mean over runs lies from the flow. The mean itself differs from the flow \
      by a term of order 1/N, which shows once the runs are many.
      """)

  static let example =
    "betaflow compare Examples/matched.yaml --dimension 1000 --replicas 20 --plot compare.svg"

  @Argument(
    help: ArgumentHelp(
      "Problem file (YAML or JSON), or - for standard input.", valueName: "file"),
    completion: .problemFile)
  var problemFile: String

  @Option(
    parsing: .unconditional, help: "Relative error allowed in a step of the flow, 1e-14 to 0.1.")
  var tolerance: Double = OrderParameterFlow.defaultTolerance

  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  func validate() throws { try FlowCommand.validate(tolerance: tolerance) }

  func execute() throws {
    try common.prepare(
      plot, checkpoint: simulation.checkpoint, reading: ["the problem file": problemFile])
    let specification = try simulation.readProblem(problemFile, common)
    let study = try simulation.run(specification, from: problemFile, common) {
      try ComparisonStudy(
        specification, tolerance: tolerance, options: $0, curvePoints: plot.curvePoints)
    }
    try plot.draw(study.figure)
    switch common.format {
    case .table: try common.write(report(study).text)
    case .json:
      try common.write(JSONDocument.data(of: ComparisonRecord(study, of: specification)))
    case .csv: try common.write(study.table.csv)
    case .npz: try common.write(study.archive)
    }
  }

  /// The aligned error of both, and the largest deviation of an order parameter.
  private func report(_ study: ComparisonStudy) -> TextTable {
    var table = TextTable(header: ["t", "ε_g flow", "ε_g SGD", "±", "largest |z|"])
    let error = study.simulation.result.generalizationErrors[.aligned]
    let theory = study.flow.generalizationError(.aligned)
    for (i, score) in study.largestScores.enumerated() {
      table.add([
        TextTable.number(study.times[i]), TextTable.number(theory[i]),
        TextTable.number(error?.mean[i] ?? .nan),
        error?.standardError.map { TextTable.number($0[i], digits: 2) } ?? "–",
        score.map { TextTable.number($0, digits: 3) } ?? "–",
      ])
    }
    return table
  }
}
