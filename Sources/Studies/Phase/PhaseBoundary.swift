import LinearVAE
import MeanField
import NumericKit
import RealModule

/// A line on which a latent collapses by the closed form (thresholds): pieces with gaps between.
struct PhaseBoundary: Sendable {
  private(set) var x: [Double] = []
  private(set) var y: [Double] = []

  /// The boundaries of a diagram, one per eigenvalue of the data that a latent is left for.
  static func all(of study: PhaseStudy) throws -> [PhaseBoundary] {
    let columns = nodes(study.x), rows = nodes(study.y)
    let problem = study.problem
    // As many lines as latents can take directions: the factors, then noise.
    let count = min(problem.latents, problem.data.factors + 1)
    let distances = try RunContext.current.map(rows.count, "rows of boundaries") { row in
      columns.map { x in thresholdDistances(study, x, rows[row], count: count) }
    }
    return (0..<count).compactMap { index in
      var line = PhaseBoundary()
      for row in 0..<(rows.count - 1) {
        for column in 0..<(columns.count - 1) {
          let corners = [
            (column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1),
          ]
          line.cross(
            corners.map { (columns[$0.0], rows[$0.1], distances[$0.1][$0.0][index]) })
        }
      }
      return line.x.isEmpty ? nil : line
    }
  }

  /// Where the distances are known: a smooth function needs no finer grid than this.
  private static func nodes(_ axis: ParameterAxis) -> [Double] {
    let edges = axis.edges
    let (low, high) = (edges[0], edges[edges.count - 1])
    let count = 160
    return (0...count).map { index in
      let share = Double(index) / Double(count)
      return axis.isLogarithmic ? low * Double.pow(high / low, share) : low + share * (high - low)
    }
  }

  /// Threshold minus `β` for each eigenvalue that a latent can take, in descending order.
  private static func thresholdDistances(
    _ study: PhaseStudy, _ x: Double, _ y: Double, count: Int
  ) -> [Double] {
    let missing = Array(repeating: Double.nan, count: count)
    guard let inRow = try? study.y.parameter.setting(y, in: study.problem),
      let problem = try? study.x.parameter.setting(x, in: inRow),
      let beta = problem.training.reference.finalValue,
      let principal = try? PrincipalFactors(of: problem.data), problem.data.noise >= 0
    else { return missing }
    let signals = principal.signals.sorted(by: >) + [0]
    return (0..<count).map { index in
      let Λ = signals[index] + problem.data.noise
      guard Λ > 0 else { return .nan }
      return Threshold.closedForm(eigenvalue: Λ, weightDecay: problem.training.weightDecay) - beta
    }
  }

  /// Adds the pieces in which the zero line crosses a cell, by linear interpolation along its edges.
  private mutating func cross(_ corners: [(x: Double, y: Double, value: Double)]) {
    guard corners.allSatisfy({ $0.value.isFinite }) else { return }
    var ends: [(Double, Double)] = []
    for (a, b) in zip(corners, corners[1...] + corners[...0]) {
      guard (a.value > 0) != (b.value > 0) else { continue }
      let share = a.value / (a.value - b.value)
      ends.append((a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)))
    }
    for pair in stride(from: 0, to: ends.count - 1, by: 2) {
      x += [ends[pair].0, ends[pair + 1].0, .nan]
      y += [ends[pair].1, ends[pair + 1].1, .nan]
    }
  }
}
