import LinearVAE
import NumericKit

/// Follows branches of fixed points of the flow as one parameter of a problem varies.
public struct BranchTracer: Sendable {
  /// The values over which branches are followed: the range asked for, but for a lower end at which
  /// the flow is singular.
  public let range: ClosedRange<Double>
  /// How closely branches are followed.
  public let options: ContinuationOptions

  private let system: FlowContinuation
  private let tracer: ArclengthTracer<FlowContinuation>

  /// A tracer for one problem and parameter.
  ///
  /// - Parameters:
  ///   - problem: Its value of the parameter plays no part.
  ///   - parameter: What varies.
  ///   - range: Its values.
  ///   - beta: `β` unless it is the parameter; by default the one on which the schedule settles.
  ///   - options: How closely branches are followed.
  /// - Throws: `InvalidProblem` for a parameter or range outside its domain, or a state of more than
  ///   ``BifurcationDiagram/dimensionLimit`` numbers.
  public init(
    _ problem: LearningProblem, varying parameter: ProblemParameter,
    over range: ClosedRange<Double>, beta: Double? = nil,
    options: ContinuationOptions = ContinuationOptions()
  ) throws {
    try problem.validateWithKnownBeta()
    self.range = try parameter.traceable(range, of: problem)
    self.options = options
    let numbers = StateLayout(latents: problem.latents, factors: problem.data.factors).count
    guard numbers <= BifurcationDiagram.dimensionLimit else {
      throw InvalidProblem(
        "model.latents", found: "\(problem.latents) latents, \(numbers) order parameters",
        allowed: "at most \(BifurcationDiagram.dimensionLimit) order parameters",
        advice: "every point of a branch needs all eigenvalues: follow a smaller model")
    }
    let analysis = try FixedPointAnalysis(
      problem, beta: parameter == .beta ? self.range.upperBound : beta)
    // Nothing but chance makes parameters coincide at an irrational share of the range.
    let generic =
      self.range.lowerBound + 0.7548776662 * (self.range.upperBound - self.range.lowerBound)
    system = try FlowContinuation(
      problem, parameter: parameter, beta: analysis.beta, generic: generic)
    tracer = ArclengthTracer(system, over: self.range, options: options)
  }

  /// The branch through a fixed point.
  ///
  /// - Parameters:
  ///   - state: Near a fixed point at this value of the parameter.
  ///   - value: In ``range``.
  ///   - kind: What the branch is called.
  /// - Returns: `nil` if Newton's method finds no fixed point there.
  public func branch(
    through state: OrderParameters, at value: Double, kind: FixedPoint.Kind
  ) -> Branch? {
    traced(through: state, at: value).map { branch($0, kind: kind) }
  }

  /// The values of the parameter at which fixed points are looked for: spread evenly, off round ones.
  var seedValues: [Double] {
    let span = range.upperBound - range.lowerBound
    let inner = (0..<options.seeds).map { index in
      range.lowerBound + (Double(index) + 0.3819660113) / Double(options.seeds) * span
    }
    // Next to the ends: what exists only there would be missed.
    return inner + [range.lowerBound + 1e-6 * span, range.upperBound - 1e-6 * span]
  }

  /// Values a little to both sides of bifurcations, where other branches start: those that are not
  /// next to a value already looked at.
  func seedValues(beside bifurcations: [Bifurcation], besides known: [Double]) -> [Double] {
    let span = range.upperBound - range.lowerBound
    var values: [Double] = []
    for bifurcation in bifurcations {
      for offset in [-Self.seedOffset, Self.seedOffset] {
        let value = bifurcation.parameter + offset * span
        let isKnown = (known + values).contains { abs($0 - value) < 0.5 * Self.seedOffset * span }
        if range.contains(value) && !isKnown { values.append(value) }
      }
    }
    return values
  }

  /// The distance from a bifurcation at which to look for branches, as a share of the range.
  private static let seedOffset = 0.003

  /// Fixed points by ascending number of latents that encode something: where a latent is marginal it
  /// has collapsed.
  func fixedPoints(at value: Double) throws -> [FixedPoint] {
    let analysis = try FixedPointAnalysis(system.problem(at: value), beta: system.beta(at: value))
    // A point of a continuum has no branch of its own to follow.
    let mixed =
      options.mixedStarts > 0
      ? try analysis.mixedFixedPoints(starts: options.mixedStarts).points
        .filter { $0.criticalDirections == 0 } : []
    return (try analysis.fixedPoints().points + mixed).enumerated().sorted {
      ($0.element.activeCount, $0.offset) < ($1.element.activeCount, $1.offset)
    }.map(\.element)
  }

  /// Whether there are vectors with these overlaps.
  func admits(_ state: OrderParameters, at value: Double) -> Bool {
    system.admits(system.layout.coordinates(of: state), parameter: value)
  }

  func traced(through state: OrderParameters, at value: Double) -> TracedBranch? {
    tracer.branch(through: system.layout.coordinates(of: state), at: value)
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

  /// Whether a branch passes through a fixed point or one equivalent to it by symmetry.
  func passes(
    _ branch: TracedBranch, through state: OrderParameters, at value: Double
  ) -> Bool {
    let wanted = system.signature(of: system.layout.coordinates(of: state), parameter: value)
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
}
