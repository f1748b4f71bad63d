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
  /// - Parameters:
  ///   - problem: Its value of the parameter plays no part.
  ///   - parameter: What varies.
  ///   - range: Its values.
  ///   - beta: `β` unless it is the parameter; by default the one on which the schedule settles.
  ///   - options: How closely branches are followed and where they are looked for.
  /// - Throws: `InvalidProblem` for a parameter or range outside its domain, or a state of more than
  ///   ``dimensionLimit`` numbers; `LinearAlgebraError` should a spectrum not converge;
  ///   `RunCancelled`.
  /// - Complexity: O(n³) time for each of some hundred points of a branch.
  public init(
    of problem: LearningProblem, varying parameter: ProblemParameter,
    over range: ClosedRange<Double>, beta: Double? = nil,
    options: ContinuationOptions = ContinuationOptions()
  ) throws {
    let tracer = try BranchTracer(
      problem, varying: parameter, over: range, beta: beta, options: options)
    var found: [(traced: TracedBranch, kind: FixedPoint.Kind, active: Int)] = []
    var failures: [SeedFailure] = []
    var values = tracer.seedValues
    var next = 0
    let context = RunContext.current
    try context.silent.run { _ in
      while next < values.count {
        context.report(next, of: values.count, "values")
        let value = values[next]
        next += 1
        for seed in try tracer.fixedPoints(at: value) where tracer.admits(seed.state, at: value) {
          try context.checkCancellation()
          if found.contains(where: { tracer.passes($0.traced, through: seed.state, at: value) }) {
            continue
          }
          if let traced = tracer.traced(through: seed.state, at: value) {
            found.append((traced, seed.kind, seed.activeCount))
            values += tracer.seedValues(beside: traced.bifurcations, besides: values)
          } else {
            failures.append(SeedFailure(kind: seed.kind, parameter: value, state: seed.state))
          }
        }
      }
    }
    context.report(values.count, of: values.count, "values")
    self.parameter = parameter
    self.range = tracer.range
    self.failures = failures
    branches = found.enumerated().sorted {
      (-$0.element.active, $0.offset) < (-$1.element.active, $1.offset)
    }.map(\.element).map { tracer.branch($0.traced, kind: $0.kind) }
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
