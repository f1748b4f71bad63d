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
      : FixedPointList(points: [], isComplete: false)
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
