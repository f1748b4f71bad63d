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
