import ArgumentParser
import MeanField
import Requests
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
      once the runs are many. Data with a spectrum that are not Gaussian, such as the rows of a data \
      file, are also set beside Gaussian ones at the same N.
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

  var canSave: Bool { true }

  var checkpoint: String? { simulation.checkpoint }

  func request() -> CompareRequest {
    var request = CompareRequest(source)
    (request.tolerance, request.fluctuations) = (tolerance, fluctuations)
    request.simulation = simulation.part
    return request
  }

  func execute() throws {
    let context = try common.prepare(
      plot, checkpoint: simulation.checkpoint, reading: ["the problem file": problemFile])
    let reply = try ask(common, context, plotting: plot) { $0.rescue = rescue }
    switch reply.outcome {
    case .factors(let study): finish(study.simulation.extent)
    case .spectrum(let study): finish(study.simulation.extent)
    }
    try plot.draw(reply)
    try common.write(reply.dataset) {
      switch reply.outcome {
      case .factors(let study): reply.textAbove(Self.table(study, reply.dataset))
      case .spectrum(let study): reply.textAbove(Self.table(study, reply.dataset))
      }
    }
  }

  /// The change of distortion of both sides at each time, and of Gaussian data if samples are not.
  private static func table(_ study: SpectralComparison, _ result: Dataset) -> TextTable {
    let change = "distortion_change"
    var table = TextTable(result)
    table.add("t", "times")
    table.add("ΔMSE flow", change)
    table.add("ΔMSE SGD", "simulation_\(change)")
    table.add("±", "simulation_\(change)_standard_error", digits: 2)
    if study.gaussian != nil {
      table.add("Gaussian", "gaussian_\(change)")
      table.add("±", "gaussian_\(change)_standard_error", digits: 2)
    }
    table.add("largest |z|", study.largestScores.map { TextTable.number($0, digits: 3) })
    return table
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
