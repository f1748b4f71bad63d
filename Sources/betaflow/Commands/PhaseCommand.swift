import ArgumentParser
import LinearVAE
import MeanField
import Storage
import Studies

/// `betaflow phase`: what training ends in, over two parameters.
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

  /// The two axes.
  private func axes() throws -> (x: ParameterAxis, y: ParameterAxis) {
    func read(_ flag: String, _ text: String) throws -> ParameterAxis {
      do {
        return try ParameterAxis(text)
      } catch {
        throw ValidationError("\(flag) \(error)")
      }
    }
    let axes = (x: try read("--x", x), y: try read("--y", y))
    do {
      try ParameterAxis.checkGrid(axes.x, axes.y)
    } catch {
      throw ValidationError("--x and --y: \(error)")
    }
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
    var cells: [[String]: [Phase]] = [:]
    for phase in diagram.phases {
      let key = [phase.kind?.rawValue ?? "none", "\(phase.factorLatents)", "\(phase.noiseLatents)"]
      cells[key, default: []].append(phase)
    }
    var table = TextTable(
      header: ["phase", "on factors", "on noise", "share", "lowest ε_g", "highest ε_g"])
    for (key, phases) in cells.sorted(by: { $0.value.count > $1.value.count }) {
      let errors = phases.map(\.generalizationError)
      let share = Double(phases.count) / Double(diagram.phases.count)
      table.add(
        key + [
          "\(TextTable.number(100 * share, digits: 3)) %",
          TextTable.number(errors.min() ?? .nan), TextTable.number(errors.max() ?? .nan),
        ])
    }
    return table
  }
}
