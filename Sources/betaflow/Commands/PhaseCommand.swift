import ArgumentParser
import MeanField
import Requests
import Studies

struct PhaseCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "phase",
    abstract: "Map what training ends in over any two parameters.",
    discussion: """
      At every point of the grid it finds the state that attracts at the problem's rates, its \
      generalization error and the rate at which the slowest deviation dies out. Parameters are \
      keys of the problem file (data.noise, data.signals.0, training.weight_decay, …) or short: \
      beta, eta, rho, lambda, tau. Ranges are LO:HI:N, or LO:HI:Nlog.
      """)

  static let example =
    "betaflow phase Examples/matched.yaml --x beta=0.05:3:60 --y eta=0.05:2:40 --format csv"

  @OptionGroup var problem: ProblemArgument

  @Option(help: ArgumentHelp("The horizontal axis.", valueName: "key=lo:hi:n"))
  var x: String

  @Option(help: ArgumentHelp("The vertical axis.", valueName: "key=lo:hi:n"))
  var y: String

  @OptionGroup var common: CommonOptions
  @OptionGroup var plot: PlotOptions

  func request() -> PhaseRequest { PhaseRequest(source, x: x, y: y) }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let reply = try ask(common, context, plotting: plot)
    try plot.draw(reply)
    try common.write(reply.dataset) { report(reply.outcome).text }
  }

  /// How much of the diagram each phase takes; the other formats have every point.
  private func report(_ diagram: PhaseDiagram) -> TextTable {
    let groups = Dictionary(grouping: diagram.phases) { phase in
      [phase.kind?.rawValue ?? "none", "\(phase.factorLatents)", "\(phase.noiseLatents)"]
    }.sorted { first, second in
      first.value.count == second.value.count
        ? first.key.lexicographicallyPrecedes(second.key)
        : first.value.count > second.value.count
    }
    var table = TextTable()
    for (place, heading) in ["phase", "on factors", "on noise"].enumerated() {
      table.add(heading, groups.map { $0.key[place] })
    }
    let shares = groups.map { Double($0.value.count) / Double(diagram.phases.count) }
    table.add("share", shares.map { "\(TextTable.number(100 * $0, digits: 3)) %" })
    let errors = groups.map { $0.value.map(\.generalizationError) }
    table.add("lowest ε_g", errors.map { TextTable.number($0.min()) })
    table.add("highest ε_g", errors.map { TextTable.number($0.max()) })
    return table
  }
}
