import LinearVAE
import MeanField
import NumericKit
import ProblemFiles
import Studies

/// What training ends in over any two parameters: the command `phase`.
package struct PhaseRequest: Request {
  package var source: ProblemPart
  /// `KEY=LO:HI:N`, the horizontal axis.
  package var x: String
  /// The vertical axis.
  package var y: String

  package static let command = "phase"

  package enum CodingKeys: String, CodingKey, CaseIterable { case x, y }

  package static let parts: [any KeyGroup.Type] = [ProblemPart.self]

  package init(_ source: ProblemPart, x: String, y: String) {
    (self.source, self.x, self.y) = (source, x, y)
  }

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    x = try section.value(.x, "KEY=LO:HI:N")
    y = try section.value(.y, "KEY=LO:HI:N")
    source = try ProblemPart(from: decoder)
  }

  package func validate() throws(InvalidProblem) { _ = try axes() }

  private func axes() throws(InvalidProblem) -> (x: ParameterAxis, y: ParameterAxis) {
    let axes = (x: try Self.axis("x", x), y: try Self.axis("y", y))
    do {
      try ParameterAxis.checkGrid(axes.x, axes.y)
    } catch {
      throw error.of("y", error.keyPath)
    }
    return axes
  }

  private static func axis(_ key: String, _ text: String) throws(InvalidProblem) -> ParameterAxis {
    do { return try ParameterAxis(text) } catch { throw error.of(key, text) }
  }

  package func reply(
    _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<PhaseDiagram> {
    let specification = try source.read(for: [], inputs)
    let axes = try axes()
    let diagram = try blaming(axes) {
      try PhaseStudy(
        specification.problem, x: axes.x, y: axes.y, withBoundaries: inputs.wantsFigure
      ).run(context)
    }
    let unsettled = diagram.phases.count { $0.status == .none }
    if unsettled > 0 {
      inputs.warn("nothing attracts at \(unsettled) of \(diagram.phases.count) points")
    }
    return Reply(diagram, diagram.dataset(of: specification), figure: { diagram.figure })
  }

  /// Names the axis that leads to an impossible problem.
  private func blaming(
    _ axes: (x: ParameterAxis, y: ParameterAxis), _ body: () throws -> PhaseDiagram
  ) throws -> PhaseDiagram {
    do {
      return try body()
    } catch let error as InvalidProblem {
      if let found = axes.x.error(for: error) { throw found.of("x", found.keyPath) }
      if let found = axes.y.error(for: error) { throw found.of("y", found.keyPath) }
      throw error
    }
  }
}

extension InvalidProblem {
  /// The same of a key whose text was found wanting.
  func of(_ key: String, _ text: String) -> InvalidProblem {
    InvalidProblem(key, found: "\(text), \(found)", allowed: allowed, advice: advice)
  }
}
