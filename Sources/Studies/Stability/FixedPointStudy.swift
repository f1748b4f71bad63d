import ComplexModule
import LinearVAE
import MeanField
import NumericKit
import Storage

/// Finds the fixed points of a problem: where training can come to rest, and which of them attract.
public struct FixedPointStudy: Sendable {
  /// What is learned, by what, and how.
  public var problem: LearningProblem
  /// The weight of the KL term; `nil` for that on which the schedule settles.
  public var beta: Double?
  /// How many starts the search for correlated latents makes; `nil` for ``defaultStarts`` for states of
  /// up to 40 numbers, else none.
  public var starts: Int?

  /// As many starts as make the search thorough for two latents and cost well below a second.
  public static let defaultStarts = 40
  /// A state of more numbers than this is not searched for correlated latents unless asked to.
  private static let searchLimit = 40
  /// The same where closed forms list them: there are many, and each needs a spectrum.
  private static let closedFormLimit = 64

  /// Fixed points to be found.
  public init(_ problem: LearningProblem, beta: Double? = nil, starts: Int? = nil) {
    (self.problem, self.beta, self.starts) = (problem, beta, starts)
  }

  /// Finds the fixed points.
  ///
  /// - Throws: `InvalidProblem`, `LinearAlgebraError` should a spectrum not converge, or `RunCancelled`.
  public func run(_ context: RunContext = .current) throws -> FixedPointResult {
    try context.run { _ in
      let analysis = try FixedPointAnalysis(problem, beta: beta)
      let list = try analysis.fixedPoints()
      let size = StateLayout(latents: problem.latents, factors: problem.data.factors).count
      let isExact = problem.training.rates == .limit && problem.training.weightDecay == 0
      let limit = isExact ? Self.closedFormLimit : Self.searchLimit
      let starts = starts ?? (size <= limit ? Self.defaultStarts : 0)
      let mixed =
        starts > 0 || problem.latents < 2
        ? try analysis.mixedFixedPoints(starts: starts)
        : FixedPointList(points: [], isComplete: false)
      let points = (list.points + mixed.points).enumerated().sorted { a, b in
        let (first, second) = (a.element, b.element)
        if first.isAttracting != second.isAttracting { return first.isAttracting }
        return (first.transverseGrowthRate, a.offset) < (second.transverseGrowthRate, b.offset)
      }.map(\.element)
      return FixedPointResult(
        beta: analysis.beta, problem: problem, points: points, isComplete: list.isComplete,
        unresolved: list.unresolved, isMixedComplete: mixed.isComplete,
        lacksClosedForms: mixed.lacksClosedForms, starts: starts)
    }
  }
}

/// The fixed points of a problem.
public struct FixedPointResult: Sendable {
  /// The weight of the KL term.
  public let beta: Double
  /// What is learned.
  public let problem: LearningProblem
  /// Attracting ones first, then by ascending growth rate.
  public let points: [FixedPoint]
  /// Whether every class of uncorrelated latents is listed.
  public let isComplete: Bool
  /// Eigenvalues of the data towards which a collapsed latent leaves although no state of rest was
  /// found there.
  public let unresolved: [Double]
  /// Whether every class of correlated latents is listed as well.
  public let isMixedComplete: Bool
  /// Whether some of those that theory lists are missing.
  public let lacksClosedForms: Bool
  /// The starts of the search for correlated latents, which is made where theory does not list them;
  /// without any they are not listed at all.
  public let starts: Int
}

extension FixedPointResult {
  /// The fixed points with all that is known of each.
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
