import ArgumentParser
import FiniteSize
import LinearVAE
import NumericKit
import Storage
import Studies

/// `betaflow simulate`: SGD at finite N.
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

  var lastWords: String { simulation.lastWords("simulate") }

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
    try common.write(study.dataset(of: specification)) { report(study).text }
  }

  /// The aligned error and the leading order parameters; the other formats have everything.
  private func report(_ study: SimulationResult) -> TextTable {
    let result = study.result
    let shown = 0..<min(study.problem.latents, 4)
    let beta = study.beta
    var header = ["t"] + beta.header(latents: shown.count) + ["ε_g", "±"]
    for k in shown { header += ["|⟨m_\(k + 1)⟩|", "Q_\(k + 1)\(k + 1)", "D_\(k + 1)"] }
    var table = TextTable(header: header)
    let error = result.generalizationErrors[.aligned]
    for (i, state) in result.mean.enumerated() {
      var row =
        ([result.times[i]] + beta.row(i, latents: shown.count) + [error?.mean[i] ?? .nan])
        .map { TextTable.number($0) }
      row.append(error?.standardError.map { TextTable.number($0[i], digits: 2) } ?? "–")
      for k in shown {
        let overlap = (0..<state.factors).map { state.m[k, $0].magnitude }.max() ?? 0
        row += [overlap, state.Q[k, k], state.D[k]].map { TextTable.number($0) }
      }
      table.add(row)
    }
    return table
  }
}
