import ComplexModule
import LinearVAE
import MeanField
import Storage

/// The fixed points of a problem: where training can come to rest, and which of them attract.
public struct FixedPointStudy: Sendable {
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

  /// As many starts as make the search thorough for two latents and cost well below a second.
  public static let defaultStarts = 40
  /// A state of more numbers than this is not searched for correlated latents unless asked to.
  private static let searchLimit = 40
  /// The same where closed forms list them: there are many, and each needs a spectrum.
  private static let closedFormLimit = 64

  /// Finds the fixed points.
  ///
  /// - Parameters:
  ///   - problem: What is learned, by what, and how.
  ///   - beta: The weight of the KL term; by default that on which the schedule settles.
  ///   - starts: How many starts the search for correlated latents makes; by default
  ///     ``defaultStarts`` for states of up to 40 numbers, else none.
  /// - Throws: `InvalidProblem`, or `LinearAlgebraError` should a spectrum not converge.
  public init(_ problem: LearningProblem, beta: Double? = nil, starts: Int? = nil) throws {
    let analysis = try FixedPointAnalysis(problem, beta: beta)
    let list = try analysis.fixedPoints()
    let size = StateLayout(latents: problem.latents, factors: problem.data.factors).count
    let isExact = problem.training.rates == .limit && problem.training.weightDecay == 0
    let limit = isExact ? Self.closedFormLimit : Self.searchLimit
    self.starts = starts ?? (size <= limit ? Self.defaultStarts : 0)
    let mixed =
      self.starts > 0 || problem.latents < 2
      ? try analysis.mixedFixedPoints(starts: self.starts)
      : MixedFixedPointList(points: [], isComplete: false)
    self.beta = analysis.beta
    self.problem = problem
    points = (list.points + mixed.points).enumerated().sorted { a, b in
      let (first, second) = (a.element, b.element)
      if first.isAttracting != second.isAttracting { return first.isAttracting }
      return (first.transverseGrowthRate, a.offset) < (second.transverseGrowthRate, b.offset)
    }.map(\.element)
    isComplete = list.isComplete
    isMixedComplete = mixed.isComplete
    lacksClosedForms = mixed.lacksClosedForms
    unresolved = list.unresolved
  }
}

/// A study of fixed points as it is stored: the fields of the command's JSON.
public struct FixedPointRecord: Sendable, Encodable {
  struct Point: Sendable, Encodable {
    let kind: FixedPoint.Kind
    let active: [Int?]
    let state: OrderParameters
    let residual: Double
    let eigenvalues: [[Double]]
    let growth_rate: Double
    let stability: FixedPoint.Stability
    let attracts: Bool
    /// Eigenvalues that vanish by a rotation among equal signals, and others that do.
    let marginal_directions: [String: Int]
    let multiplicity: Nullable
    let generalization_error: [String: Double]
  }

  let problem: ProblemSpecification
  let beta: Double
  let fixed_points: [Point]
  /// Whether every class of uncorrelated latents is listed.
  let complete: Bool
  /// Whether every class of correlated latents is.
  let correlated_complete: Bool
  /// Eigenvalues of the data towards which a collapsed latent leaves although no state of rest was
  /// found there.
  let unresolved: [Double]
  /// Starts of the search for correlated latents.
  let search_starts: Int

  /// The record of a study.
  ///
  /// - Parameters:
  ///   - study: The fixed points.
  ///   - problem: The specification it was made from.
  public init(_ study: FixedPointStudy, of problem: ProblemSpecification) {
    self.problem = problem
    beta = study.beta
    complete = study.isComplete
    correlated_complete = study.isMixedComplete
    unresolved = study.unresolved
    search_starts = study.starts
    fixed_points = study.points.map { point in
      Point(
        kind: point.kind, active: point.roles.map(\.code), state: point.state,
        residual: point.residual, eigenvalues: point.eigenvalues.map { [$0.real, $0.imaginary] },
        growth_rate: point.growthRate, stability: point.stability, attracts: point.isAttracting,
        marginal_directions: [
          "symmetry": point.symmetryDirections, "other": point.criticalDirections,
        ],
        multiplicity: Nullable(point.multiplicity),
        generalization_error: point.generalizationErrors(study.problem.data))
    }
  }
}

extension LatentRole {
  /// The factor, −1 for noise, `nil` for nothing.
  var code: Int? {
    switch self {
    case .collapsed: nil
    case .noise: -1
    case .factor(let index): index
    }
  }

  /// What the latent stands for, for people; factors from 1.
  package var name: String {
    switch self {
    case .collapsed: "–"
    case .noise: "noise"
    case .factor(let index): "factor \(index + 1)"
    }
  }
}

extension FixedPoint {
  /// Each form of the generalization error under its name.
  func generalizationErrors(_ data: SpikedData) -> [String: Double] {
    Dictionary(
      uniqueKeysWithValues: GeneralizationError.allCases.map {
        ($0.rawValue, state.generalizationError($0, data: data))
      })
  }

  /// What the latents stand for: "factor 1, noise, –".
  package var roleNames: String { partNames.joined(separator: ", ") }

  /// What each latent has a part of: "factor 1", or "1 + 2 + noise".
  package var partNames: [String] {
    parts.map { roles in
      guard roles.count > 1 else { return roles.first?.name ?? "" }
      return roles.map { role in
        if case .factor(let index) = role { "\(index + 1)" } else { role.name }
      }.joined(separator: " + ")
    }
  }
}

extension FixedPointStudy {
  /// One row per fixed point.
  public var table: ColumnTable {
    var table = ColumnTable()
    table.add("kind", texts: points.map(\.kind.rawValue))
    table.add("active", texts: points.map(\.roleNames))
    table.add("stability", texts: points.map(\.stability.rawValue))
    table.add("growth_rate", points.map(\.growthRate))
    table.add("multiplicity", points.map(\.multiplicity))
    table.add("residual", points.map(\.residual))
    for form in GeneralizationError.allCases {
      table.add(
        "generalization_error_\(form.rawValue)",
        points.map { $0.state.generalizationError(form, data: problem.data) })
    }
    table.add(states: points.map(\.state))
    return table
  }

  /// Arrays with the fixed point as the first index: `kind` and `stability` as texts, `roles`, what each
  /// latent stands for, `active`, the same as numbers (factor from 0, −1 noise, not a number for
  /// collapsed), `attracts`, `growth_rate`, `eigenvalues` (real and imaginary part last),
  /// `generalization_error_…`, `m` … `D`.
  public var archive: NPZArchive {
    var archive = NPZArchive()
    let count = points.count
    archive.add("kind", shape: [count], texts: points.map(\.kind.rawValue))
    archive.add("stability", shape: [count], texts: points.map(\.stability.rawValue))
    archive.add("roles", shape: [count, problem.latents], texts: points.flatMap(\.partNames))
    archive.add(
      "active", shape: [count, problem.latents],
      points.flatMap { $0.roles.map { $0.code.map(Double.init) ?? .nan } })
    archive.add("attracts", shape: [count], points.map { $0.isAttracting ? 1 : 0 })
    archive.add("growth_rate", shape: [count], points.map(\.growthRate))
    archive.add(
      "eigenvalues", shape: [count, points.first?.eigenvalues.count ?? 0, 2],
      points.flatMap { $0.eigenvalues.flatMap { [$0.real, $0.imaginary] } })
    for form in GeneralizationError.allCases {
      archive.add(
        "generalization_error_\(form.rawValue)", shape: [count],
        points.map { $0.state.generalizationError(form, data: problem.data) })
    }
    archive.add(states: points.map(\.state))
    return archive
  }
}
