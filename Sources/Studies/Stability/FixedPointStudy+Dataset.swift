import ComplexModule
import LinearVAE
import MeanField
import Storage

extension FixedPointStudy {
  /// The fixed points with all that is known of each.
  ///
  /// - Parameter problem: The specification it was made from.
  /// - Returns: What a command writes, in any format.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "fixed point")
    data.longAxes = ["eigenvalue"]
    func add(_ name: String, _ values: Dataset.Values, _ meaning: String, at path: String? = nil) {
      data.add(name, values, meaning, at: "fixed_points[].\(path ?? name)", over: "fixed point")
    }
    data.note("problem", problem, "The problem with all defaults.")
    data.add("beta", .numbers([beta]), "The weight of the KL term.")
    add("kind", .texts(points.map(\.kind.rawValue)), "What the latents do.")
    data.add(
      "active", .optionals(points.flatMap { $0.roles.map { $0.code.map(Double.init) } }),
      "The factor that each latent stands for, −1 for noise; missing for a collapsed one.",
      at: "fixed_points[].active", shape: [points.count, self.problem.latents],
      over: "fixed point", "latent")
    data.add(
      "roles", .texts(points.flatMap(\.partNames)), "The same in words, factors from 1.",
      at: "fixed_points[].roles", shape: [points.count, self.problem.latents],
      over: "fixed point", "latent")
    add("stability", .texts(points.map(\.stability.rawValue)), "Of the state in all directions.")
    add("attracts", .flags(points.map(\.isAttracting)), "Whether it does, symmetries aside.")
    add(
      "growth_rate", .numbers(points.map(\.growthRate)),
      "The largest real part of an eigenvalue, per unit of time.")
    add(
      "transverse_growth_rate", .numbers(points.map(\.transverseGrowthRate)),
      "The same but for rotations into an equivalent state: below 0 the state attracts.")
    add("multiplicity", .numbers(points.map(\.multiplicity)), "Equivalent states.")
    add("residual", .numbers(points.map(\.residual)), "The largest rate of change.")
    add(
      "symmetry_directions", .whole(points.map(\.symmetryDirections)),
      "Eigenvalues that vanish by a rotation among equal signals.",
      at: "marginal_directions.symmetry")
    add(
      "other_marginal_directions", .whole(points.map(\.criticalDirections)),
      "Others that vanish.", at: "marginal_directions.other")
    data.add(
      errorsOf: points.map(\.state), data: self.problem.data,
      at: "fixed_points[].generalization_error", over: "fixed point")
    data.add(
      "eigenvalues",
      .numbers(points.flatMap { $0.eigenvalues.flatMap { [$0.real, $0.imaginary] } }),
      "Of the Jacobian, real and imaginary part.", at: "fixed_points[].eigenvalues",
      shape: [points.count, points.first?.eigenvalues.count ?? 0, 2],
      over: "fixed point", "eigenvalue", "part")
    data.add(states: points.map(\.state), at: "fixed_points[].state", over: "fixed point")
    data.add(
      "complete", .flags([isComplete]), "Whether every class of uncorrelated latents is listed.")
    data.add(
      "correlated_complete", .flags([isMixedComplete]),
      "Whether every class of correlated latents is.")
    data.add(
      "unresolved", .numbers(unresolved),
      "Eigenvalues towards which a collapsed latent leaves although no state of rest was found there.",
      over: "unresolved eigenvalue")
    data.add("search_starts", .whole([starts]), "Starts of the search for correlated latents.")
    return data
  }
}
