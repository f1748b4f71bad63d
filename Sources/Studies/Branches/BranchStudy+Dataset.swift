import LinearVAE
import MeanField
import Storage

extension BranchResult {
  /// Every point of every branch, and the bifurcations.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    let branches = diagram.branches
    var data = Dataset(rows: "point")
    data.note("problem", problem, "The problem with all defaults.")
    data.note("parameter", parameter.key, "What varies.")
    data.note(
      "range", [diagram.range.lowerBound, diagram.range.upperBound],
      "The values over which branches were followed.")
    addPoints(to: &data)
    for (name, values, meaning) in [
      ("kind", branches.map(\.kind.rawValue), "What the latents do."),
      ("start", branches.map(\.start.rawValue), "Why it is not followed before its first point."),
      ("end", branches.map(\.end.rawValue), "Why it is not followed beyond its last point."),
    ] {
      data.add(
        "branch_\(name)", .texts(values), meaning, at: "branches[].\(name)", over: "branch")
    }
    addBifurcations(to: &data)
    data.note(
      "failures", diagram.failures.map(Failure.init), "What no branch could be followed from.")
    return data
  }

  private func addPoints(to data: inout Dataset) {
    let branches = diagram.branches
    let (counts, points) = (branches.map(\.points.count), branches.flatMap(\.points))
    func add(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add(
        name, values, meaning, at: "branches[].points.\(name)", parts: counts, over: "point")
    }
    func ofBranches<Value>(_ value: (Branch) -> Value) -> [Value] {
      branches.flatMap { Array(repeating: value($0), count: $0.points.count) }
    }
    let indices = zip(branches.indices, counts).flatMap { Array(repeating: $0, count: $1) }
    data.addColumn("branch", .whole(indices), "From 0.", over: "point")
    data.addColumn("kind", .texts(ofBranches(\.kind.rawValue)), "Of its branch.", over: "point")
    data.add(
      parameter.key, .numbers(points.map(\.parameter)), "The parameter's value.",
      at: "branches[].points.parameter", parts: counts, over: "point")
    for observable in BranchStudy.Observable.allCases {
      add(observable.rawValue, .numbers(points.map { value(observable, at: $0) }), "At the point.")
    }
    add("unstable_directions", .whole(points.map(\.growingDirections)), "Growing directions.")
    let marks = branches.flatMap { branch in
      branch.points.indices.map { index in
        branch.bifurcations.filter { $0.index == index }.map(\.kind.rawValue).joined(separator: " ")
      }
    }
    data.addColumn("bifurcation", .texts(marks), "Those at the point.", over: "point")
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
    data.addColumn("bifurcation_branch", .whole(indices), "From 0.", over: "bifurcation")
    add("kind", .texts(all.map(\.kind.rawValue)), "What happens.")
    add("parameter", .numbers(all.map(\.parameter)), "Where.")
    data.add(
      "bifurcation_bracket",
      .numbers(all.flatMap { [$0.bracket.lowerBound, $0.bracket.upperBound] }),
      "Between which values.",
      at: "branches[].bifurcations[].bracket", shape: [all.count, 2], parts: counts,
      over: "bifurcation", "end")
    add("status", .texts(all.map(\.status.rawValue)), "How surely.")
    add(
      "critical_directions", .whole(all.map(\.criticalDirections)),
      "Eigenvalues that vanish, or whose real part does.")
    add("index", .whole(all.map(\.index)), "Among the points of the branch, from 0.")
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
