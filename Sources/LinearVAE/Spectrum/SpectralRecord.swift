import NumericKit

/// Numbers of a state of data with any spectrum whose totals stand for themselves: means over runs, their
/// errors, or scores.
public struct SpectralRecord: Sendable, Hashable {
  /// One part per group of the data.
  public var groups: [SpectralState.Group]
  /// Those of `Q`, `E` and `R`, the sums over the groups.
  public var total: SpectralState.Group
  /// Those of `D`.
  public var D: [Double]

  /// A record from its parts.
  public init(groups: [SpectralState.Group], total: SpectralState.Group, D: [Double]) {
    (self.groups, self.total, self.D) = (groups, total, D)
  }

  /// The numbers of a state and their sums.
  public init(_ state: SpectralState) {
    self.init(
      groups: state.groups, total: .init(Q: state.Q, E: state.E, R: state.R), D: state.D)
  }

  /// The parts without the totals.
  public var state: SpectralState { SpectralState(groups: groups, D: D) }

  /// A number for each one of two records.
  package func combined(
    with other: SpectralRecord, by value: (Double, Double) -> Double
  ) -> SpectralRecord {
    func group(_ a: SpectralState.Group, _ b: SpectralState.Group) -> SpectralState.Group {
      func matrix(_ x: Matrix, _ y: Matrix) -> Matrix {
        Matrix(rows: x.rows, columns: x.columns, elements: zip(x.elements, y.elements).map(value))
      }
      return .init(Q: matrix(a.Q, b.Q), E: matrix(a.E, b.E), R: matrix(a.R, b.R))
    }
    return SpectralRecord(
      groups: zip(groups, other.groups).map(group), total: group(total, other.total),
      D: zip(D, other.D).map(value))
  }
}
