import ArgumentParser
import LinearVAE
import MeanField
import Storage
import Studies

struct CompareCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Set the flow for N → ∞ beside SGD at finite N.",
    discussion: """
      Follows the flow and runs SGD from the same state. For each order parameter it says how many \
      standard errors z the mean over runs lies from the flow, and whether chance explains the \
      largest of them. The mean itself differs from the flow by a term of order 1/N, which shows \
      once the runs are many.
      """)

  static let example =
    "betaflow compare Examples/matched.yaml --dimension 1000 --replicas 20 --plot compare.svg"

  @OptionGroup var problem: ProblemArgument

  @Option(
    parsing: .unconditional, help: "Relative error allowed in a step of the flow, 1e-14 to 0.1.")
  var tolerance: Double = OrderParameterFlow.defaultTolerance

  @Flag(help: "Also compare how far runs stray from each other with the theory of it.")
  var fluctuations = false

  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  func validate() throws { try check("--tolerance", tolerance, in: FlowCommand.tolerances) }

  var canSave: Bool { true }

  var checkpoint: String? { simulation.checkpoint }

  func execute() throws {
    let context = try common.prepare(
      plot, checkpoint: simulation.checkpoint, reading: ["the problem file": problemFile])
    let specification = try simulation.readProblem(problemFile, common)
    if fluctuations {
      try common.inFile(problemFile) { _ = try LinearNoise(specification.problem) }
    }
    let study = try simulation.run(problemFile, common) {
      try ComparisonStudy(
        specification, tolerance: tolerance, options: $0, curvePoints: plot.curvePoints,
        comparesSpread: fluctuations
      ).run(context)
    } simulated: {
      $0.simulation
    }
    try plot.draw(study.figure)
    let result = study.dataset(of: specification)
    try common.write(result) {
      Self.verdict(study) + (study.spreadInWords ?? "") + "\n" + Self.table(study, result).text
    }
  }

  /// What chance makes of the largest deviation.
  private static func verdict(_ study: Comparison) -> String {
    guard let verdict = study.verdict else {
      return "Verdict: none, since there is no error to measure with; take at least 2 runs\n"
    }
    func short(_ value: Double) -> String { TextTable.number(value, digits: 3) }
    let largest = verdict.largest
    let indices = largest.indices.map { "\($0 + 1)" }
    let separator = indices.contains { $0.count > 1 } ? "," : ""
    let name = "\(largest.quantity)_\(indices.joined(separator: separator))"
    let degrees =
      verdict.degreesOfFreedom == 1
      ? "1 degree of freedom" : "\(verdict.degreesOfFreedom) degrees of freedom"
    var text = """
      Verdict: \(verdict.name)
      Largest |z|: \(short(largest.score.magnitude)), of \(name) at t = \(TextTable.number(largest.time)); \
      chance gives as much with a probability of at most \(short(verdict.probability))
      Chance exceeds \(short(verdict.criticalScore)) with a probability of at most \
      \(short(100 * ComparisonVerdict.level)) %: \(verdict.numbers) numbers, Student's t with \
      \(degrees).
      Numbers at neighbouring times are correlated, so the true probabilities are smaller.

      """
    if verdict.isBeyondChance {
      text += """
        Means over runs differ from the flow by a term of order 1/N: it shrinks with a larger --dimension.

        """
      if study.flow.problem.latents > 1 {
        text += """
          Latents may have traded places in some of the runs; means over runs cannot tell that from a
          deviation (--keep-replicas shows each run).

          """
      }
    }
    return text
  }

  /// The aligned error of both sides at each time.
  private static func table(_ study: Comparison, _ result: Dataset) -> TextTable {
    let error = "generalization_error_aligned"
    var table = TextTable(result)
    table.add("t", "times")
    table.add("ε_g flow", error)
    table.add("ε_g SGD", "simulation_\(error)")
    table.add("±", "simulation_\(error)_standard_error", digits: 2)
    if study.flow.spread != nil {
      table.add("spread, theory", "\(error)_standard_deviation", digits: 2)
      let measured = study.measuredErrorSpread ?? []
      table.add(
        "of runs",
        study.times.indices.map {
          TextTable.number(measured.isEmpty ? nil : measured[$0], digits: 2)
        })
    }
    table.add("largest |z|", study.largestScores.map { TextTable.number($0, digits: 3) })
    return table
  }
}
