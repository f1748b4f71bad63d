import LinearVAE
import MeanField
import Storage

/// A phase diagram as it is stored: the fields of the command's JSON. Grids have one row per value of
/// `y`, the lowest first.
public struct PhaseRecord: Sendable, Encodable {
  struct AxisRecord: Sendable, Encodable {
    let key: String
    let values: [Double]
  }

  let problem: ProblemSpecification
  let x: AxisRecord
  let y: AxisRecord
  /// `null` where nothing attracts.
  let kind: [[FixedPoint.Kind?]]
  let status: [[Phase.Status]]
  let active: [[Int]]
  let factor_latents: [[Int]]
  let noise_latents: [[Int]]
  let generalization_error: [[Nullable]]
  let slowest_rate: [[Nullable]]

  /// The record of a diagram.
  ///
  /// - Parameters:
  ///   - diagram: The phases.
  ///   - problem: The specification it was made from.
  public init(_ diagram: PhaseDiagram, of problem: ProblemSpecification) {
    func grid<Value>(_ value: (Phase) -> Value) -> [[Value]] {
      diagram.y.values.indices.map { row in
        diagram.x.values.indices.map { value(diagram[$0, row]) }
      }
    }
    self.problem = problem
    x = AxisRecord(key: diagram.x.parameter.key, values: diagram.x.values)
    y = AxisRecord(key: diagram.y.parameter.key, values: diagram.y.values)
    kind = grid(\.kind)
    status = grid(\.status)
    active = grid(\.activeLatents)
    factor_latents = grid(\.factorLatents)
    noise_latents = grid(\.noiseLatents)
    generalization_error = grid { Nullable($0.generalizationError) }
    slowest_rate = grid { Nullable($0.slowestRate) }
  }
}

extension Phase {
  /// The rate at which the slowest deviation from the attracting state dies out.
  var slowestRate: Double { growthRate == 0 ? 0 : -growthRate }
}

extension PhaseDiagram {
  /// One row per point, `x` varying fastest.
  public var table: ColumnTable {
    var table = ColumnTable()
    table.add(x.parameter.key, y.values.flatMap { _ in x.values })
    table.add(y.parameter.key, y.values.flatMap { Array(repeating: $0, count: x.values.count) })
    table.add("kind", texts: phases.map { $0.kind?.rawValue ?? "none" })
    table.add("status", texts: phases.map(\.status.rawValue))
    table.add("active", phases.map { Double($0.activeLatents) })
    table.add("factor_latents", phases.map { Double($0.factorLatents) })
    table.add("noise_latents", phases.map { Double($0.noiseLatents) })
    table.add("generalization_error", phases.map(\.generalizationError))
    table.add("slowest_rate", phases.map(\.slowestRate))
    return table
  }

  /// Arrays `x`, `y`, and with shape (y, x) the texts `kind` (none where nothing attracts) and `status`
  /// and the numbers `active`, `factor_latents`, `noise_latents`, `generalization_error`,
  /// `slowest_rate`.
  public var archive: NPZArchive {
    var archive = NPZArchive()
    let shape = [y.values.count, x.values.count]
    archive.add("x", shape: [x.values.count], x.values)
    archive.add("y", shape: [y.values.count], y.values)
    archive.add("kind", shape: shape, texts: phases.map { $0.kind?.rawValue ?? "none" })
    archive.add("status", shape: shape, texts: phases.map(\.status.rawValue))
    archive.add("active", shape: shape, phases.map { Double($0.activeLatents) })
    archive.add("factor_latents", shape: shape, phases.map { Double($0.factorLatents) })
    archive.add("noise_latents", shape: shape, phases.map { Double($0.noiseLatents) })
    archive.add("generalization_error", shape: shape, phases.map(\.generalizationError))
    archive.add("slowest_rate", shape: shape, phases.map(\.slowestRate))
    return archive
  }
}
