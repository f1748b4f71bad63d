import LinearVAE
import MeanField
import Storage

extension BranchResult {
  /// Every point of every branch, and the bifurcations.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    let branches = diagram.branches
    var data = Dataset(rows: "point")
    data.note("problem", problem, "The problem with all defaults.")
    data.note("parameter", parameter.key, "Key of the parameter that varies.")
    data.note(
      "range", [diagram.range.lowerBound, diagram.range.upperBound],
      "Range of the parameter, lower and upper end.")
    addPoints(to: &data)
    for (name, values, meaning) in [
      (
        "kind", branches.map(\.kind.rawValue),
        "`collapsed`, `overfit`, `learned` or `mixed`: what the latents of the branch encode."
      ),
      ("start", branches.map(\.start.rawValue), "Why the branch begins at its first point."),
      ("end", branches.map(\.end.rawValue), "Why the branch ends at its last point."),
    ] {
      data.add("branch_\(name)", .texts(values), meaning, at: "branches[].\(name)", over: "branch")
    }
    addBifurcations(to: &data)
    data.note(
      "failures", diagram.failures.map(Failure.init),
      "Fixed points that could not be followed: `kind`, `parameter` and `state` of each.")
    return data
  }

  private func addPoints(to data: inout Dataset) {
    let branches = diagram.branches
    let (counts, points) = (branches.map(\.points.count), branches.flatMap(\.points))
    func add(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add(name, values, meaning, at: "branches[].points.\(name)", parts: counts, over: "point")
    }
    func ofBranches<Value>(_ value: (Branch) -> Value) -> [Value] {
      branches.flatMap { Array(repeating: value($0), count: $0.points.count) }
    }
    let indices = zip(branches.indices, counts).flatMap { Array(repeating: $0, count: $1) }
    data.addColumn("branch", .whole(indices), "Branch of the point, counted from 0.", over: "point")
    data.addColumn(
      "kind", .texts(ofBranches(\.kind.rawValue)), "What the latents of its branch encode.",
      over: "point")
    data.add(
      parameter.key, .numbers(points.map(\.parameter)), "Value of the parameter.",
      at: "branches[].points.parameter", parts: counts, over: "point")
    for observable in BranchStudy.Observable.allCases {
      add(
        observable.rawValue, .numbers(points.map { value(observable, at: $0) }), observable.meaning)
    }
    add(
      "unstable_directions", .whole(points.map(\.growingDirections)),
      "Number of directions in which deviations grow.")
    let marks = branches.flatMap { branch in
      branch.points.indices.map { index in
        branch.bifurcations.filter { $0.index == index }.map(\.kind.rawValue).joined(separator: " ")
      }
    }
    data.addColumn(
      "bifurcation", .texts(marks), "Bifurcations at the point, separated by spaces.", over: "point"
    )
    data.add(
      states: points.map(\.state), at: "branches[].points.states[]", parts: counts, over: "point")
  }

  private func addBifurcations(to data: inout Dataset) {
    let branches = diagram.branches
    let (counts, all) = (branches.map(\.bifurcations.count), branches.flatMap(\.bifurcations))
    func add(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add(
        "bifurcation_\(name)", values, meaning, at: "branches[].bifurcations[].\(name)",
        parts: counts, over: "bifurcation")
    }
    let indices = zip(branches.indices, counts).flatMap { Array(repeating: $0, count: $1) }
    data.addColumn(
      "bifurcation_branch", .whole(indices), "Branch of the bifurcation, counted from 0.",
      over: "bifurcation")
    add("kind", .texts(all.map(\.kind.rawValue)), "`pitchfork`, `transcritical`, `fold` or `hopf`.")
    add("parameter", .numbers(all.map(\.parameter)), "Value of the parameter at the bifurcation.")
    data.add(
      "bifurcation_bracket",
      .numbers(all.flatMap { [$0.bracket.lowerBound, $0.bracket.upperBound] }),
      "Values of the parameter between which the bifurcation lies.",
      at: "branches[].bifurcations[].bracket", shape: [all.count, 2], parts: counts,
      over: "bifurcation", "end")
    add(
      "status", .texts(all.map(\.status.rawValue)),
      "`converged`, or `notLocated` if only the bracket is known.")
    add(
      "critical_directions", .whole(all.map(\.criticalDirections)),
      "Number of eigenvalues of which the real part vanishes.")
    add("index", .whole(all.map(\.index)), "Place among the points of the branch, counted from 0.")
  }

  /// A fixed point from which no branch could be followed.
  private struct Failure: Encodable {
    let kind: FixedPoint.Kind
    let parameter: Double
    let state: OrderParameters

    init(_ failure: SeedFailure) {
      (kind, parameter, state) = (failure.kind, failure.parameter, failure.state)
    }
  }
}

extension BranchStudy.Observable {
  fileprivate var meaning: String {
    switch self {
    case .decoderNorm: "Squared length of the decoder over N, summed over latents."
    case .generalizationError: Dataset.meaning(of: .aligned)
    case .variance: "Variance of the encoder, averaged over latents."
    case .growthRate:
      "Largest real part of an eigenvalue, rotations into equivalent states aside."
    }
  }
}
