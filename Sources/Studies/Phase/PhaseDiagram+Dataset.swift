import LinearVAE
import MeanField
import Storage

extension Phase {
  /// The rate at which the slowest deviation from the attracting state dies out.
  var slowestRate: Double { growthRate == 0 ? 0 : -growthRate }
}

extension PhaseDiagram {
  /// What attracts at each point; one row of a grid per value of `y`, the lowest first.
  ///
  /// - Parameter problem: The specification it was made from.
  /// - Returns: What a command writes, in any format.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "y", "x")
    func add(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add(
        name, values, meaning, shape: [y.values.count, x.values.count], over: "y", "x")
    }
    data.note("problem", problem, "The problem with all defaults.")
    for (name, axis) in [("x", x), ("y", y)] {
      data.add(
        axis.parameter.key, .numbers(axis.values), "The parameter's values.", at: "\(name).values",
        over: name)
      data.add("\(name)_key", .texts([axis.parameter.key]), "Its key.", at: "\(name).key")
    }
    add("kind", .texts(phases.map { $0.kind?.rawValue }), "Missing where nothing attracts.")
    add("status", .texts(phases.map(\.status.rawValue)), "How sure that is.")
    add("active", .whole(phases.map(\.activeLatents)), "Latents that encode something.")
    add("factor_latents", .whole(phases.map(\.factorLatents)), "Those on factors.")
    add("noise_latents", .whole(phases.map(\.noiseLatents)), "Those on noise.")
    add("generalization_error", .numbers(phases.map(\.generalizationError)), "(error) aligned.")
    add(
      "slowest_rate", .numbers(phases.map(\.slowestRate)),
      "At which the slowest deviation dies out.")
    return data
  }
}
