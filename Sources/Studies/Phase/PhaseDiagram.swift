import LinearVAE
import MeanField
import NumericKit
import Storage

/// Maps what training ends in over two parameters.
public struct PhaseStudy: Sendable {
  /// The problem at which all other parameters stay.
  public var problem: LearningProblem
  /// The horizontal axis.
  public var x: ParameterAxis
  /// The vertical axis.
  public var y: ParameterAxis
  /// Whether the boundaries of the figure are computed.
  public var withBoundaries: Bool

  /// A diagram to be computed.
  public init(
    _ problem: LearningProblem, x: ParameterAxis, y: ParameterAxis, withBoundaries: Bool = false
  ) {
    (self.problem, self.x, self.y, self.withBoundaries) = (problem, x, y, withBoundaries)
  }

  /// Computes the diagram.
  ///
  /// - Throws: `InvalidProblem` for axes that cannot form a grid, or where an
  ///   axis leaves the domain of its parameter; `RunCancelled`.
  /// - Complexity: O(cells) times that of `Phase.init(of:beta:)`.
  public func run(_ context: RunContext = .current) throws -> PhaseDiagram {
    try ParameterAxis.checkGrid(x, y)
    try checkCorners()
    return try context.run { context in
      let (columns, rows) = (x.values.count, y.values.count)
      let phases = try [Phase](unsafeUninitializedCapacity: columns * rows) { buffer, count in
        nonisolated(unsafe) let cells = buffer
        _ = try context.map(rows, "rows") { row in
          let inRow = try y.parameter.setting(y.values[row], in: problem)
          for column in 0..<columns {
            if column % 16 == 0 { try RunContext.current.checkCancellation() }
            cells.initializeElement(
              at: row * columns + column,
              to: try Phase(of: x.parameter.setting(x.values[column], in: inRow)))
          }
        }
        count = columns * rows
      }
      return PhaseDiagram(
        problem: problem, x: x, y: y, phases: phases,
        boundaries: withBoundaries ? try PhaseBoundary.all(of: self) : [])
    }
  }

  /// Domains of parameters are convex: a grid whose corners are inside is inside.
  private func checkCorners() throws {
    for first in [x.values[0], x.values[x.values.count - 1]] {
      for second in [y.values[0], y.values[y.values.count - 1]] {
        let corner = try y.parameter.setting(
          second, in: try x.parameter.setting(first, in: problem))
        try corner.validate()
        _ = try FixedPointAnalysis(corner)
      }
    }
  }
}

/// What training ends in at every point of a grid of two parameters.
public struct PhaseDiagram: Sendable {
  /// The problem at which all other parameters stay.
  public let problem: LearningProblem
  /// The horizontal axis.
  public let x: ParameterAxis
  /// The vertical axis.
  public let y: ParameterAxis
  /// One phase per point, row after row, the lowest `y` first.
  public let phases: [Phase]
  /// Where latents collapse by the closed form, if asked for.
  let boundaries: [PhaseBoundary]

  /// The phase in a column and a row.
  public subscript(column: Int, row: Int) -> Phase { phases[row * x.values.count + column] }
}

extension Phase {
  /// The rate at which the slowest deviation from the attracting state dies out.
  var slowestRate: Double { growthRate == 0 ? 0 : -growthRate }
}

extension PhaseDiagram {
  /// What attracts at each point; one row of a grid per value of `y`, the lowest first.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "y", "x")
    func add(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add(name, values, meaning, shape: [y.values.count, x.values.count], over: "y", "x")
    }
    data.note("problem", problem, "The problem with all defaults.")
    for (name, axis) in [("x", x), ("y", y)] {
      data.add(
        axis.parameter.key, .numbers(axis.values), "Values of the parameter on the axis.",
        at: "\(name).values",
        over: name)
      data.add("\(name)_key", .texts([axis.parameter.key]), "Key of it.", at: "\(name).key")
    }
    add(
      "kind", .texts(phases.map { $0.kind?.rawValue }),
      "`collapsed`, `overfit`, `learned` or `mixed`; missing where nothing attracts.")
    add(
      "status", .texts(phases.map(\.status.rawValue)),
      "`unique`, `multistable`, `marginal` or `none`: how many states attract.")
    add("active", .whole(phases.map(\.activeLatents)), "Number of latents that encode something.")
    add("factor_latents", .whole(phases.map(\.factorLatents)), "Number of latents on factors.")
    add("noise_latents", .whole(phases.map(\.noiseLatents)), "Number of latents on noise.")
    add(
      "generalization_error", .numbers(phases.map(\.generalizationError)),
      Dataset.meaning(of: .aligned))
    add("slowest_rate", .numbers(phases.map(\.slowestRate)), "Decay rate of the slowest deviation.")
    return data
  }
}
