import ComplexModule
import LinearVAE
import NumericKit

/// The fixed points of the flow at one `β`, and which of them attract.
///
/// Correlated factors are replaced by their principal ones, (principal), after which every choice of
/// directions for the latents is a fixed point of uncorrelated latents. These are found from the
/// closed forms of the small-rate limit by Newton's method on the flow itself, at the rates, batch
/// and weight decay of the problem; their spectra come from the blocks of its Jacobian, (blocks).
/// Fixed points in which latents are correlated are found by ``mixedFixedPoints(starts:)``.
///
/// ```swift
/// let analysis = try FixedPointAnalysis(problem)
/// for point in try analysis.fixedPoints().points {
///   print(point.kind, point.growthRate, point.stability)
/// }
/// ```
public struct FixedPointAnalysis: Sendable {
  /// What is learned, by what, and how.
  public let problem: LearningProblem
  /// The weight of the KL term.
  public let beta: Double
  /// The orthogonal factors with the same data.
  public let principal: PrincipalFactors

  /// The problem in terms of the principal factors.
  var orthogonal: LearningProblem {
    LearningProblem(
      data: principal.orthogonalized(problem.data), latents: problem.latents,
      training: problem.training)
  }

  /// An analysis at the given `β`, or else at the one on which the schedule settles.
  ///
  /// - Throws: `InvalidProblem` for a parameter outside its domain, a schedule that does not settle,
  ///   or `β` that is not positive (`D` then vanishes).
  public init(_ problem: LearningProblem, beta: Double? = nil) throws {
    try problem.validateWithKnownBeta()
    guard let value = beta ?? problem.training.reference.finalValue else {
      throw InvalidProblem(
        "training.beta", found: "a schedule that does not settle",
        allowed: "a number > 0, or a schedule that ends on one",
        advice: "give a value of β at which to look for fixed points")
    }
    guard value > 0 && value.isFinite else {
      throw InvalidProblem(
        "training.beta", found: "\(value)", allowed: "a number > 0",
        advice: "at β = 0 the encoder's variance D vanishes, and the flow has no fixed point")
    }
    try Self.checkMagnitudes(problem, beta: value)
    self.problem = problem
    self.beta = value
    do {
      principal = try PrincipalFactors(of: problem.data)
    } catch {
      throw InvalidProblem("data.overlap", found: "\(error)", allowed: "a positive definite matrix")
    }
  }

  /// Numbers beyond these have products that overflow.
  private static let magnitudes = 1e-50...1e50

  private static func checkMagnitudes(
    _ problem: LearningProblem, beta: Double
  ) throws(InvalidProblem) {
    let (data, range) = (problem.data, magnitudes)
    func refuse(_ key: String, _ value: Double, _ allowed: String) -> InvalidProblem {
      InvalidProblem(
        key, found: "\(value)", allowed: allowed,
        advice: "measure the data in other units: signals, noise and beta scale alike")
    }
    guard range.contains(beta) else {
      throw refuse("training.beta", beta, "from \(range.lowerBound) to \(range.upperBound)")
    }
    let others =
      data.signals.enumerated().map { ("data.signals.\($0)", $1) }
      + [("data.noise", data.noise), ("training.weight_decay", problem.training.weightDecay)]
    for (key, value) in others where value > range.upperBound {
      throw refuse(key, value, "at most \(range.upperBound)")
    }
  }

  /// More classes than this are not listed.
  public static let classLimit = 256
  /// Of more classes, neighbours of the attracting one are listed up to this many eigenvalues in all.
  private static let eigenvalueBudget = 50_000

  /// The fixed points of uncorrelated latents, one for each class of equivalent ones.
  ///
  /// - Returns: All of them if there are at most ``classLimit`` classes; else the attracting one, the
  ///   collapsed one, and, unless they have too many eigenvalues to list, those that differ from the
  ///   attracting one by one latent.
  /// - Throws: `LinearAlgebraError` should a spectrum not converge.
  /// - Complexity: O((M* + 1)²) small spectra for all classes together, and O(M²(M + M*)) time for
  ///   each listed class.
  public func fixedPoints() throws -> FixedPointList {
    let census = Census(self)
    let inventory = census.inventory
    func list(_ classes: [LatentClass], isComplete: Bool) throws -> FixedPointList {
      FixedPointList(
        points: try classes.map(census.fixedPoint), isComplete: isComplete,
        unresolved: inventory.unresolved)
    }
    if let classes = inventory.allClasses(latents: problem.latents, limit: Self.classLimit) {
      return try list(classes, isComplete: true)
    }
    let greedy = inventory.greedyClass(latents: problem.latents)
    let size = StateLayout(latents: problem.latents, factors: problem.data.factors).count
    var classes = [greedy]
    if census.collapsedClass != greedy { classes.append(census.collapsedClass) }
    for neighbour in inventory.neighbours(of: greedy)
    where !classes.contains(neighbour) && (classes.count + 1) * size <= Self.eigenvalueBudget {
      classes.append(neighbour)
    }
    return try list(classes, isComplete: false)
  }

  /// The fixed points that attract, by descending number of latents that encode something.
  ///
  /// One in the small-rate limit without weight decay away from the thresholds. Weight decay can make
  /// two attract; rates at which the flow diverges can leave none.
  public func attractors() throws -> [FixedPoint] {
    let census = Census(self)
    return try census.attractingClasses().map(census.fixedPoint)
  }

  /// The fixed point in which the latents have the given roles, in that order, `nil` where it does not
  /// exist; factors are those of ``principal``, each at most once.
  ///
  /// - Throws: `LinearAlgebraError` should a spectrum not converge.
  public func fixedPoint(_ roles: [LatentRole]) throws -> FixedPoint? {
    precondition(
      roles.count == problem.latents, "\(roles.count) roles for \(problem.latents) latents")
    return try Census(self).fixedPoint(roles)
  }

  /// The collapsed state.
  public func collapsed() throws -> FixedPoint {
    let census = Census(self)
    return try census.fixedPoint(census.collapsedClass)
  }
}

/// Fixed points, one for each class of equivalent ones.
public struct FixedPointList: Sendable {
  /// The points found.
  public let points: [FixedPoint]
  /// Whether every class is listed; of uncorrelated latents there can be too many, of correlated ones
  /// theory must say that there are no others.
  public let isComplete: Bool
  /// Eigenvalues of the data towards which a collapsed latent leaves although no state of rest was
  /// found there: the rates are too large for one, or the search failed.
  public let unresolved: [Double]
  /// Whether closed forms of correlated latents are missing: there are more than are listed, or some could
  /// not be confirmed.
  public let lacksClosedForms: Bool

  package init(
    points: [FixedPoint], isComplete: Bool, unresolved: [Double] = [],
    lacksClosedForms: Bool = false
  ) {
    self.points = points
    self.isComplete = isComplete
    self.unresolved = unresolved
    self.lacksClosedForms = lacksClosedForms
  }
}
