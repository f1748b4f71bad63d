import LinearVAE
import MeanField
import Storage

/// A study of branches as it is stored: the fields of the command's JSON.
public struct BranchRecord: Sendable, Encodable {
  struct Points: Sendable, Encodable {
    let parameter: [Double]
    let generalization_error: [Nullable]
    let decoder_norm: [Double]
    let variance: [Double]
    let growth_rate: [Double]
    let unstable_directions: [Int]
    let states: [OrderParameters]
  }
  struct BifurcationEntry: Sendable, Encodable {
    let kind: Bifurcation.Kind
    let parameter: Double
    let bracket: [Double]
    let status: Bifurcation.Status
    /// Eigenvalues that vanish, or whose real part does.
    let critical_directions: Int
    /// Among the points of the branch, counted from 0.
    let index: Int
  }
  struct BranchEntry: Sendable, Encodable {
    let kind: FixedPoint.Kind
    /// Why the branch is not followed beyond its first and its last point.
    let start: BranchEnd
    let end: BranchEnd
    let points: Points
    let bifurcations: [BifurcationEntry]
  }
  /// A fixed point from which no branch could be followed.
  struct FailureEntry: Sendable, Encodable {
    let kind: FixedPoint.Kind
    let parameter: Double
    let state: OrderParameters
  }

  let problem: ProblemSpecification
  let parameter: String
  /// The values over which branches were followed.
  let range: [Double]
  let branches: [BranchEntry]
  let failures: [FailureEntry]

  /// The record of a study.
  ///
  /// - Parameters:
  ///   - study: The branches.
  ///   - problem: The specification it was made from.
  public init(_ study: BranchStudy, of problem: ProblemSpecification) {
    self.problem = problem
    parameter = study.parameter.key
    range = [study.diagram.range.lowerBound, study.diagram.range.upperBound]
    branches = study.diagram.branches.map { branch in
      func values(_ observable: BranchStudy.Observable) -> [Double] {
        branch.points.map { study.value(observable, at: $0) }
      }
      return BranchEntry(
        kind: branch.kind, start: branch.start, end: branch.end,
        points: Points(
          parameter: branch.points.map(\.parameter),
          generalization_error: values(.generalizationError).map { Nullable($0) },
          decoder_norm: values(.decoderNorm), variance: values(.variance),
          growth_rate: values(.growthRate),
          unstable_directions: branch.points.map(\.growingDirections),
          states: branch.points.map(\.state)),
        bifurcations: branch.bifurcations.map(BifurcationEntry.init))
    }
    failures = study.diagram.failures.map {
      FailureEntry(kind: $0.kind, parameter: $0.parameter, state: $0.state)
    }
  }
}

extension BranchRecord.BifurcationEntry {
  fileprivate init(_ bifurcation: Bifurcation) {
    self.init(
      kind: bifurcation.kind, parameter: bifurcation.parameter,
      bracket: [bifurcation.bracket.lowerBound, bifurcation.bracket.upperBound],
      status: bifurcation.status, critical_directions: bifurcation.criticalDirections,
      index: bifurcation.index)
  }
}

extension BranchStudy {
  /// Every point with the index of its branch, counted from 0.
  private var rows: [(branch: Int, point: BranchPoint)] {
    diagram.branches.enumerated().flatMap { index, branch in branch.points.map { (index, $0) } }
  }

  /// One row per point: the index of its branch and its kind, the parameter, the observables, the
  /// number of growing directions, the bifurcation there if any, every order parameter.
  public var table: ColumnTable {
    let rows = rows
    var table = ColumnTable()
    table.add("branch", rows.map { Double($0.branch) })
    table.add("kind", texts: rows.map { diagram.branches[$0.branch].kind.rawValue })
    table.add(parameter.key, rows.map(\.point.parameter))
    for observable in Observable.allCases {
      table.add(observable.rawValue, rows.map { value(observable, at: $0.point) })
    }
    table.add("unstable_directions", rows.map { Double($0.point.growingDirections) })
    let marks = diagram.branches.flatMap { branch in
      branch.points.indices.map { index in
        branch.bifurcations.filter { $0.index == index }.map(\.kind.rawValue)
          .joined(separator: " ")
      }
    }
    table.add("bifurcation", texts: marks)
    table.add(states: rows.map(\.point.state))
    return table
  }

  /// Arrays over all points, branch after branch: `branch`, `kind`, a text, `parameter`, the
  /// observables, `unstable_directions`, `m`, `d`, `Q`, `E`, `R`, `D`; and over all bifurcations:
  /// `bifurcation_branch`, `bifurcation_parameter`, `bifurcation_lower`, `bifurcation_upper` and
  /// `bifurcation_kind`, a text.
  public var archive: NPZArchive {
    let rows = rows
    var archive = NPZArchive()
    func add(_ name: String, _ values: [Double]) {
      archive.add(name, shape: [values.count], values)
    }
    add("branch", rows.map { Double($0.branch) })
    archive.add(
      "kind", shape: [rows.count], texts: rows.map { diagram.branches[$0.branch].kind.rawValue })
    add("parameter", rows.map(\.point.parameter))
    for observable in Observable.allCases {
      add(observable.rawValue, rows.map { value(observable, at: $0.point) })
    }
    add("unstable_directions", rows.map { Double($0.point.growingDirections) })
    archive.add(states: rows.map(\.point.state))
    let marks = diagram.branches.enumerated().flatMap { index, branch in
      branch.bifurcations.map { (index, $0) }
    }
    add("bifurcation_branch", marks.map { Double($0.0) })
    add("bifurcation_parameter", marks.map(\.1.parameter))
    add("bifurcation_lower", marks.map(\.1.bracket.lowerBound))
    add("bifurcation_upper", marks.map(\.1.bracket.upperBound))
    archive.add("bifurcation_kind", shape: [marks.count], texts: marks.map(\.1.kind.rawValue))
    return archive
  }
}
