import ArgumentParser
import LinearVAE
import MeanField
import NumericKit
import Storage
import Studies

/// `betaflow flow`: the exact dynamics as N → ∞.
struct FlowCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Follow the order parameters of a problem in the limit N → ∞.",
    discussion: """
      Integrates the deterministic flow of one-pass SGD from the file's initial state to its times. \
      Time is in steps / N, or in τt with training.rates: limit. Under a feedback law (capacity, \
      free_bits, control, geco) beta in the result is what the law gave: a number a time, under \
      free_bits a list with a number a latent.
      """)

  static let example = "betaflow flow Examples/matched.yaml"

  @OptionGroup var problem: ProblemArgument

  @Option(parsing: .unconditional, help: "Relative error allowed in a step, from 1e-14 to 0.1.")
  var tolerance: Double = OrderParameterFlow.defaultTolerance

  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  func validate() throws { try Self.validate(tolerance: tolerance) }

  static func validate(tolerance: Double) throws {
    guard (1e-14...0.1).contains(tolerance) else {
      throw ValidationError("--tolerance must be from 1e-14 to 0.1, not \(tolerance).")
    }
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let specification = try common.readProblem(
      problemFile, for: [.start, .recording], followsFeedback: true)
    if specification.problem.data.distribution != .gaussian {
      common.note("data.distribution has no effect on the flow: the limit is the same for all")
    }
    let (initial, times) = try common.inFile(problemFile) {
      (try specification.initialState(), try specification.requireTime().times)
    }
    let study = try FlowStudy(
      specification.problem, from: initial, at: times, tolerance: tolerance,
      curvePoints: plot.curvePoints
    ).run(context)
    try plot.draw(study.figure)
    try common.write(study.dataset(of: specification)) { report(study).text }
  }

  /// The aligned error and the leading order parameters; the other formats have everything.
  private func report(_ study: FlowResult) -> TextTable {
    let shown = 0..<min(study.problem.latents, 4)
    let (errors, beta) = (study.generalizationError(.aligned), study.beta)
    var header = ["t"] + beta.header(latents: shown.count) + ["ε_g"]
    for k in shown { header += ["|m_\(k + 1)|", "Q_\(k + 1)\(k + 1)", "D_\(k + 1)"] }
    var table = TextTable(header: header)
    for (i, state) in study.states.enumerated() {
      var row = [study.times[i]] + beta.row(i, latents: shown.count) + [errors[i]]
      for k in shown {
        let overlap = (0..<state.factors).map { state.m[k, $0].magnitude }.max() ?? 0
        row += [overlap, state.Q[k, k], state.D[k]]
      }
      table.add(row.map { TextTable.number($0) })
    }
    return table
  }
}
