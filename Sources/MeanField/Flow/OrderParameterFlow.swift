import ComplexModule
import LinearVAE
import NumericKit
import RealModule

/// The order parameters of online SGD in the limit `N → ∞`: the solution of the deterministic flow
/// `dS/dt = F(S)`, equations (flow-m) … (flow-D). Under a feedback law the weights follow from the state,
/// and the law's memory is solved for beside it.
///
/// A run of dimension `N` stays within `O(1/√N)` of it at any fixed time. Time is in steps divided
/// by `N`, or in `τt` in the small-rate limit.
///
/// ```swift
/// let problem = LearningProblem(
///   data: SpikedData(signals: [1], noise: 1), latents: 1,
///   training: Training(rates: .limit, beta: .constant(1)))
/// let flow = try OrderParameterFlow(problem)
/// let states = try flow.trajectory(from: start, at: [0, 10, 20])
/// ```
public struct OrderParameterFlow: LearningProcess {
  /// What is learned, by what, and how.
  public let problem: LearningProblem
  /// Method, tolerance and limits of the integration.
  public let integrator: Integrator

  private let system: DifferentiableFlow

  /// The relative tolerance of a flow unless another is asked for.
  public static let defaultTolerance = 1e-8

  /// The flow of a problem; the integrator chooses its method by itself unless given.
  ///
  /// - Throws: What `LearningProblem.validate()` throws: a parameter outside its domain.
  public init(
    _ problem: LearningProblem,
    integrator: Integrator = Integrator(tolerance: Tolerance(relative: defaultTolerance))
  ) throws {
    try problem.validate()
    self.problem = problem
    self.integrator = integrator
    system = DifferentiableFlow(problem)
  }

  /// The coordinates in which ``jacobian(at:time:)`` is written.
  public var layout: StateLayout { system.layout }

  /// The order parameters at the requested times.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`; `m`, `d` are `M × M*`, `Q`, `E`, `R` are `M × M`.
  ///   - times: Non-decreasing and `≥ 0`.
  /// - Returns: One state per entry of `times`; `times == [0]` returns `[initial]`.
  /// - Throws: ``FlowError`` with the time it stopped at (rates too large make the flow diverge), or
  ///   the error of `OrderParameters.checkRealizable(data:)`.
  /// - Complexity: O(steps · M²(M + M*)) time while the explicit method serves; a stiff step costs
  ///   O(M³(M + M*)³), the elimination in as many unknowns as the state has numbers. Factors with
  ///   overlaps add O(MM*²) to each evaluation.
  public func trajectory(
    from initial: OrderParameters, at times: [Double]
  ) throws -> [OrderParameters] {
    try solved(from: initial, at: times).states.map(state(of:))
  }

  /// The order parameters and weights at the requested times, with the cost of the solve. A narrow width or
  /// a large gain of a feedback law make the flow stiff.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`.
  ///   - times: Non-decreasing and `≥ 0`.
  ///   - reached: Told how many of the times have a state, whenever that changes.
  /// - Returns: One state, and one weight a latent, per entry of `times`, and the work counters.
  /// - Throws: As ``trajectory(from:at:)``.
  public func solution(
    from initial: OrderParameters, at times: [Double], reached: ((Int) -> Void)? = nil
  ) throws -> FlowSolution {
    let solution = try solved(from: initial, at: times, reached: reached)
    return FlowSolution(
      states: solution.states.map(state(of:)),
      weights: zip(solution.states, times).map(system.weights), statistics: solution.statistics)
  }

  private func solved(
    from initial: OrderParameters, at times: [Double], reached: ((Int) -> Void)? = nil
  ) throws -> IntegrationSolution<Double> {
    try initial.checkRealizable(data: problem.data)
    let start = coordinates(of: initial)
    do {
      return try integrator.solve(system, from: start, at: times, reached: reached)
    } catch let error as IntegrationError {
      throw FlowError(error, problem: problem, initial: start)
    }
  }

  /// The order parameters without what a feedback law remembers.
  private func state(of coordinates: [Double]) -> OrderParameters {
    layout.state(
      of: coordinates.count == layout.count ? coordinates : Array(coordinates.prefix(layout.count)))
  }

  /// The numbers of a state, and what a feedback law remembers at `t = 0`.
  private func coordinates(of state: OrderParameters) -> [Double] {
    guard let law = problem.training.feedback else { return layout.coordinates(of: state) }
    return layout.coordinates(of: state)
      + law.controller.initialMemory(
        reference: law.reference.beta(at: 0),
        distortion: state.relativeDistortion(data: problem.data))
  }

  /// `dS/dt` at a state; the time decides `β`, a feedback law remembers nothing yet.
  public func velocity(at state: OrderParameters, time: Double = 0) -> OrderParameters {
    let velocity = system.entering(time).rates(at: coordinates(of: state), time: time)
    return self.state(of: velocity)
  }

  /// `∂F/∂S` at a state, in the symmetric coordinates of ``layout``: exact, by forward
  /// differentiation of the flow itself; rows are components of `F`. The time decides `β`, a feedback law
  /// remembers nothing yet.
  ///
  /// - Complexity: O(M³(M + M*)²) time, as many evaluations as eight go into the numbers of the
  ///   state; O(M²(M + M*)²) numbers of memory.
  public func jacobian(at state: OrderParameters, time: Double = 0) -> Matrix {
    let coordinates = coordinates(of: state)
    let (n, all) = (layout.count, coordinates.count)
    var matrix = Matrix(rows: all, columns: all)
    system.entering(time).evaluateJacobian(coordinates, at: time, into: &matrix.elements)
    guard all > n else { return matrix }
    return Matrix(rows: n, columns: n) { matrix[$0, $1] }
  }

  /// The eigenvalues of ``jacobian(at:time:)``, by descending real part; per unit of time.
  ///
  /// - Throws: `LinearAlgebraError` for a state at which the flow is not finite.
  /// - Complexity: O(M³(M + M*)³).
  public func eigenvalues(
    at state: OrderParameters, time: Double = 0
  ) throws -> [Complex<Double>] {
    try jacobian(at: state, time: time).eigenvalues().descending
  }

  /// The rate at which the fastest growing deviation from a fixed point grows, per unit of time:
  /// negative if the point attracts.
  ///
  /// - Throws: `LinearAlgebraError` for a state at which the flow is not finite.
  public func growthRate(at state: OrderParameters, time: Double = 0) throws -> Double {
    try eigenvalues(at: state, time: time).first?.real ?? -.infinity
  }
}

/// States of the flow at the requested times, and what they cost.
public struct FlowSolution: Sendable {
  /// One state per requested time.
  public let states: [OrderParameters]
  /// `β_k` of each latent, per time; all alike under a schedule.
  public let weights: [[Double]]
  /// Steps, evaluations and factorisations of the solve.
  public let statistics: IntegrationStatistics
}
