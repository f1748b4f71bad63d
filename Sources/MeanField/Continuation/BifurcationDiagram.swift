import LinearVAE
import NumericKit

/// All branches of fixed points found over a range of one parameter.
///
/// ```swift
/// let diagram = try BifurcationDiagram(of: problem, varying: .beta, over: 0...3)
/// for branch in diagram.branches {
///   print(branch.kind, branch.bifurcations.map(\.parameter))
/// }
/// ```
public struct BifurcationDiagram: Sendable {
  /// The parameter that varies.
  public let parameter: ProblemParameter
  /// The values over which branches were followed: the range asked for, but for a lower end at which
  /// the flow is singular.
  public let range: ClosedRange<Double>
  /// The branches, those with most active latents first.
  public let branches: [Branch]
  /// Fixed points from which no branch could be followed.
  public let failures: [SeedFailure]

  /// States of more numbers than this are refused: each point of a branch costs O(n³).
  public static let dimensionLimit = 400

  /// Finds and follows the branches of fixed points.
  ///
  /// Fixed points are looked for at several values of the parameter, spread over its range, and on
  /// both sides of every bifurcation found; each that is not yet on a known branch is followed both
  /// ways. A branch that exists only between two of these values is missed. Zeros of the flow that are
  /// not overlaps of any vectors are left out.
  ///
  /// `β`, unless it is the parameter, is the one on which the schedule settles by default. A search for
  /// correlated latents starts from `mixedStarts` states at each of these values.
  ///
  /// - Throws: `InvalidProblem` for a parameter or range outside its domain, or a state of more than
  ///   ``dimensionLimit`` numbers; `LinearAlgebraError` should a spectrum not converge;
  ///   `RunCancelled`.
  /// - Complexity: O(n³) time for each of some hundred points of a branch.
  public init(
    of problem: LearningProblem, varying parameter: ProblemParameter,
    over range: ClosedRange<Double>, beta: Double? = nil,
    mixedStarts: Int = 0
  ) throws {
    let search = try BranchSearch(
      problem, varying: parameter, over: range, beta: beta, mixedStarts: mixedStarts)
    var found: [(traced: TracedBranch, kind: FixedPoint.Kind, active: Int)] = []
    var failures: [SeedFailure] = []
    var values = search.seedValues
    var next = 0
    let context = RunContext.current
    try context.silent.run { _ in
      while next < values.count {
        context.report(next, of: nil, "values")
        let value = values[next]
        next += 1
        for seed in try search.fixedPoints(at: value) {
          try context.checkCancellation()
          let start = search.system.layout.coordinates(of: seed.state)
          guard search.system.admits(start, parameter: value),
            !found.contains(where: { search.passes($0.traced, through: start, at: value) })
          else { continue }
          if let traced = search.tracer.branch(through: start, at: value) {
            found.append((traced, seed.kind, seed.activeCount))
            values += search.seedValues(beside: traced.bifurcations, besides: values)
          } else {
            failures.append(SeedFailure(kind: seed.kind, parameter: value, state: seed.state))
          }
        }
      }
    }
    context.report(values.count, of: values.count, "values")
    self.parameter = parameter
    self.range = search.tracer.range
    self.failures = failures
    branches = found.enumerated().sorted {
      (-$0.element.active, $0.offset) < (-$1.element.active, $1.offset)
    }.map(\.element).map { search.branch($0.traced, kind: $0.kind) }
  }
}

/// Where branches of one problem are looked for.
private struct BranchSearch {
  let system: FlowContinuation
  let tracer: ArclengthTracer<FlowContinuation>
  private let mixedStarts: Int

  init(
    _ problem: LearningProblem, varying parameter: ProblemParameter,
    over wanted: ClosedRange<Double>, beta: Double?, mixedStarts: Int
  ) throws {
    self.mixedStarts = mixedStarts
    try problem.validateWithKnownBeta()
    let range = try parameter.traceable(wanted, of: problem)
    let numbers = StateLayout(latents: problem.latents, factors: problem.data.factors).count
    guard numbers <= BifurcationDiagram.dimensionLimit else {
      throw InvalidProblem(
        "model.latents", found: "\(problem.latents) latents, \(numbers) order parameters",
        allowed: "at most \(BifurcationDiagram.dimensionLimit) order parameters",
        advice: "every point of a branch needs all eigenvalues: follow a smaller model")
    }
    let analysis = try FixedPointAnalysis(
      problem, beta: parameter == .beta ? range.upperBound : beta)
    // Nothing but chance makes parameters coincide at an irrational share of the range.
    let generic = range.lowerBound + 0.7548776662 * (range.upperBound - range.lowerBound)
    system = try FlowContinuation(
      problem, parameter: parameter, beta: analysis.beta, generic: generic)
    tracer = ArclengthTracer(system, over: range)
  }

  private var span: Double { tracer.range.upperBound - tracer.range.lowerBound }

  /// The values of the parameter at which fixed points are looked for: spread evenly, off round ones.
  var seedValues: [Double] {
    let (range, seeds) = (tracer.range, 12)
    let inner = (0..<seeds).map { index in
      range.lowerBound + (Double(index) + 0.3819660113) / Double(seeds) * span
    }
    // Next to the ends: what exists only there would be missed.
    return inner + [range.lowerBound + 1e-6 * span, range.upperBound - 1e-6 * span]
  }

  /// The distance from a bifurcation at which to look for branches, as a share of the range.
  private static let seedOffset = 0.003

  /// Values a little to both sides of bifurcations, where other branches start: those that are not
  /// next to a value already looked at.
  func seedValues(beside bifurcations: [Bifurcation], besides known: [Double]) -> [Double] {
    var values: [Double] = []
    for bifurcation in bifurcations {
      for offset in [-Self.seedOffset, Self.seedOffset] {
        let value = bifurcation.parameter + offset * span
        let isKnown = (known + values).contains { abs($0 - value) < 0.5 * Self.seedOffset * span }
        if tracer.range.contains(value) && !isKnown { values.append(value) }
      }
    }
    return values
  }

  /// Fixed points by ascending number of latents that encode something: where a latent is marginal it
  /// has collapsed.
  func fixedPoints(at value: Double) throws -> [FixedPoint] {
    let analysis = try FixedPointAnalysis(system.problem(at: value), beta: system.beta(at: value))
    // A point of a continuum has no branch of its own to follow.
    let mixed =
      mixedStarts > 0
      ? try analysis.mixedFixedPoints(starts: mixedStarts).points
        .filter { $0.criticalDirections == 0 } : []
    return (try analysis.fixedPoints().points + mixed).enumerated().sorted {
      ($0.element.activeCount, $0.offset) < ($1.element.activeCount, $1.offset)
    }.map(\.element)
  }

  /// Whether a branch passes through a fixed point or one equivalent to it by symmetry.
  func passes(_ branch: TracedBranch, through point: [Double], at value: Double) -> Bool {
    let wanted = system.signature(of: point, parameter: value)
    return zip(branch.points, branch.points.dropFirst()).contains { a, b in
      guard min(a.parameter, b.parameter) <= value, value <= max(a.parameter, b.parameter),
        a.parameter != b.parameter
      else { return false }
      let share = (value - a.parameter) / (b.parameter - a.parameter)
      let guess = a.point.adding(share, b.point.adding(-1, a.point))
      guard let point = tracer.zero(of: branch, near: guess, at: value) else { return false }
      let found = system.signature(of: point, parameter: value)
      return zip(found, wanted).allSatisfy { abs($0 - $1) <= 1e-7 * max(1, abs($1)) }
    }
  }

  func branch(_ traced: TracedBranch, kind: FixedPoint.Kind) -> Branch {
    Branch(
      kind: kind,
      points: traced.points.map { point in
        BranchPoint(
          parameter: point.parameter,
          state: system.boundState(of: point.point, parameter: point.parameter),
          growthRate: point.growthRate, growingDirections: point.growingDirections)
      },
      bifurcations: traced.bifurcations, start: traced.start, end: traced.end)
  }
}

/// A fixed point from which no branch could be followed.
public struct SeedFailure: Sendable {
  /// What the latents have made of the data.
  public let kind: FixedPoint.Kind
  /// The value of the parameter.
  public let parameter: Double
  /// The fixed point.
  public let state: OrderParameters
}
