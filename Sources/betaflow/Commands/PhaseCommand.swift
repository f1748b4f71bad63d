import ArgumentParser
import LinearVAE
import MeanField
import Storage
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

  private func axes() throws -> (x: ParameterAxis, y: ParameterAxis) {
    let axes = (
      x: try reading("--x") { try ParameterAxis(x) }, y: try reading("--y") { try ParameterAxis(y) }
    )
    try reading("--x and --y:") { try ParameterAxis.checkGrid(axes.x, axes.y) }
    return axes
  }

  func validate() throws { _ = try axes() }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let specification = try common.readProblem(problemFile, for: [])
    let axes = try axes()
    let diagram = try blaming(axes) {
      try PhaseStudy(
        specification.problem, x: axes.x, y: axes.y, withBoundaries: plot.isWanted
      ).run(context)
    }
    let unsettled = diagram.phases.count { $0.status == .none }
    if unsettled > 0 {
      common.warn("nothing attracts at \(unsettled) of \(diagram.phases.count) points")
    }
    try plot.draw(diagram.figure)
    try common.write(diagram.dataset(of: specification)) { report(diagram).text }
  }

  /// Names the flag of the axis that leads to an impossible problem.
  private func blaming(
    _ axes: (x: ParameterAxis, y: ParameterAxis), _ body: () throws -> PhaseDiagram
  ) throws -> PhaseDiagram {
    do {
      return try body()
    } catch let error as InvalidProblem {
      if let found = axes.x.error(for: error) { throw ValidationError("--x \(found)") }
      if let found = axes.y.error(for: error) { throw ValidationError("--y \(found)") }
      throw error
    }
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
