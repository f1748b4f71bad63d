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
    data.add("beta", .numbers([beta]), "Weight of the KL term.")
    add(
      "kind", .texts(points.map(\.kind.rawValue)),
      "`collapsed`, `overfit`, `learned` or `mixed`: what the latents encode.")
    data.add(
      "active", .optionals(points.flatMap { $0.roles.map { $0.code.map(Double.init) } }),
      "Factor that each latent stands for, counted from 0, −1 for noise; missing for a collapsed one.",
      at: "fixed_points[].active", shape: [points.count, self.problem.latents],
      over: "fixed point", "latent")
    data.add(
      "roles", .texts(points.flatMap(\.partNames)), "The same in words, factors counted from 1.",
      at: "fixed_points[].roles", shape: [points.count, self.problem.latents],
      over: "fixed point", "latent")
    add(
      "stability", .texts(points.map(\.stability.rawValue)),
      "`stable`, `marginal` or `unstable`.")
    add(
      "attracts", .flags(points.map(\.isAttracting)),
      "Whether the state attracts, rotations into equivalent states aside.")
    add("growth_rate", .numbers(points.map(\.growthRate)), "Largest real part of an eigenvalue.")
    add(
      "transverse_growth_rate", .numbers(points.map(\.transverseGrowthRate)),
      "The same without rotations into equivalent states; below 0 the state attracts.")
    add(
      "multiplicity", .numbers(points.map(\.multiplicity)),
      "Number of equivalent states, if finite.")
    add("residual", .numbers(points.map(\.residual)), "Largest rate of change in the state.")
    add(
      "symmetry_directions", .whole(points.map(\.symmetryDirections)),
      "Number of eigenvalues that vanish by a rotation among equal signals.",
      at: "marginal_directions.symmetry")
    add(
      "other_marginal_directions", .whole(points.map(\.criticalDirections)),
      "Number of other eigenvalues that vanish.", at: "marginal_directions.other")
    data.add(
      errorsOf: points.map(\.state), data: self.problem.data,
      at: "fixed_points[].generalization_error", over: "fixed point")
    data.add(
      "eigenvalues",
      .numbers(points.flatMap { $0.eigenvalues.flatMap { [$0.real, $0.imaginary] } }),
      "Eigenvalues of the Jacobian, real and imaginary part, per unit of time.",
      at: "fixed_points[].eigenvalues",
      shape: [points.count, points.first?.eigenvalues.count ?? 0, 2],
      over: "fixed point", "eigenvalue", "part")
    data.add(states: points.map(\.state), at: "fixed_points[].state", over: "fixed point")
    data.add("complete", .flags([isComplete]), "Whether all uncorrelated classes are listed.")
    data.add(
      "correlated_complete", .flags([isMixedComplete]),
      "Whether all correlated classes are.")
    data.add(
      "unresolved", .numbers(unresolved),
      "Eigenvalues towards which a collapsed latent leaves although no state of rest was found there.",
      over: "unresolved eigenvalue")
    data.add("search_starts", .whole([starts]), "Starts of the search for correlated latents.")
    return data
  }
}
