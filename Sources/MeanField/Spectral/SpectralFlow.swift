import ComplexModule
import LinearVAE
import NumericKit
import RealModule

/// The order parameters of online SGD on data with any covariance spectrum in the limit `N → ∞`: the
/// solution of the flow (spectral-Q) … (spectral-D). Under a feedback law the weights follow from the
/// state, and the law's memory is solved for beside it.
///
/// Time is in steps divided by `N`, or in `τt` in the small-rate limit.
///
/// ```swift
/// let problem = SpectralProblem(
///   data: SpectralData([.init(variance: 3, share: 0.1), .init(variance: 1, share: 0.9)]),
///   latents: 2, training: Training(rates: .uniform(0.1), beta: .constant(1)))
/// let states = try SpectralFlow(problem).trajectory(from: start, at: [0, 10, 20])
/// ```
public struct SpectralFlow: Sendable {
  /// What is learned, by what, and how.
  public let problem: SpectralProblem
  /// Method, tolerance and limits of the integration.
  public let integrator: Integrator

  /// A tolerance for order parameters that are small because they are parts of what many groups have, and
  /// grow from there.
  ///
  /// - Parameter relative: The error allowed in a step, relative to the size of a component above a
  ///   hundredth.
  /// - Returns: One with the floor at a hundredth.
  public static func tolerance(
    relative: Double = OrderParameterFlow.defaultTolerance
  ) -> Tolerance { Tolerance(relative: relative, floor: 0.01) }

  /// Numbers in a state from which on no Jacobian is formed: it would not pay, and in the end not fit in
  /// memory. In the small-rate limit the flow descends a gradient, and so nearly does it at finite rates:
  /// fast modes decay without oscillating.
  private static let largestStiffState = 1000

  /// The flow of a problem; the integrator chooses its method by itself unless given, that of a state of
  /// more than a thousand numbers without a Jacobian.
  ///
  /// - Throws: What `SpectralProblem.validate()` throws: a parameter outside its domain.
  public init(
    _ problem: SpectralProblem,
    integrator: Integrator = Integrator(tolerance: tolerance())
  ) throws {
    try problem.validate()
    (self.problem, self.integrator) = (problem, integrator)
  }

  /// The order parameters at the requested times.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`, with a part for every group.
  ///   - times: Non-decreasing and `≥ 0`.
  /// - Returns: One state per entry of `times`; `times == [0]` returns `[initial]`.
  /// - Throws: ``FlowError`` with the time it stopped at, or the error of
  ///   `SpectralState.checkRealizable(data:)`.
  /// - Complexity: O(steps · groups · M³) time while the explicit method serves.
  public func trajectory(
    from initial: SpectralState, at times: [Double]
  ) throws -> [SpectralState] {
    try solution(from: initial, at: times).states
  }

  /// The order parameters and weights at the requested times, with the cost of the solve.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`.
  ///   - times: Non-decreasing and `≥ 0`.
  ///   - reached: Told how many of the times have a state, whenever that changes.
  /// - Returns: One state, and one weight a latent, per entry of `times`, and the work counters.
  /// - Throws: As ``trajectory(from:at:)``.
  public func solution(
    from initial: SpectralState, at times: [Double], reached: ((Int) -> Void)? = nil
  ) throws -> SpectralSolution {
    try initial.checkRealizable(data: problem.data)
    let chart = SpectralChart(of: initial, for: problem)
    let system = SpectralSystem(problem, chart)
    let start = coordinates(of: initial, chart)
    func state(_ coordinates: [Double]) -> SpectralState {
      chart.state(of: Array(coordinates.prefix(chart.count)))
    }
    var integrator = integrator
    if system.dimension > Self.largestStiffState, integrator.method == .automatic {
      integrator.method = .stabilized
    }
    do {
      let solution = try integrator.solve(system, from: start, at: times, reached: reached)
      let states = solution.states.map(state)
      try checkGrowth(of: states, at: times, from: initial)
      return SpectralSolution(
        states: states,
        weights: zip(solution.states, times).map(system.weights), statistics: solution.statistics)
    } catch let error as IntegrationError {
      let largest = problem.data.groups.map(\.variance).max() ?? 0
      throw FlowError(error, training: problem.training, eigenvalue: largest, initial: start) {
        let reached = state($0)
        return (reached.Q.diagonal, reached.D)
      }
    }
  }

  /// Refuses codes that have grown beyond all bounds: where the decoder dies the encoder grows
  /// exponentially, which never ends the integration.
  private func checkGrowth(
    of states: [SpectralState], at times: [Double], from initial: SpectralState
  ) throws(FlowError) {
    func spread(_ state: SpectralState) -> Double {
      state.variancesOfMeans(data: problem.data).max() ?? 0
    }
    let bound = Self.codeGrowth * max(1, spread(initial))
    for (state, time) in zip(states, times) where !(spread(state) <= bound) {
      throw .diverged(time: time, largest: state.E.diagonal.max() ?? spread(state))
    }
  }

  /// A variance of the posterior means, 1 at most where training ends, that has no way back.
  private static let codeGrowth = 1e8

  /// The numbers of a state, and what a feedback law remembers at `t = 0`.
  private func coordinates(of state: SpectralState, _ chart: SpectralChart) -> [Double] {
    guard let law = problem.training.feedback else { return chart.coordinates(of: state) }
    return chart.coordinates(of: state)
      + law.controller.initialMemory(
        reference: law.reference.beta(at: 0),
        distortion: state.relativeDistortion(data: problem.data))
  }

  /// The time derivative of the coordinates of a state in its chart; the time decides `β`, a feedback law
  /// remembers nothing yet.
  package func velocity(
    at state: SpectralState, in chart: SpectralChart, time: Double = 0
  ) -> [Double] {
    let system = SpectralSystem(problem, chart).entering(time)
    return Array(system.rates(at: coordinates(of: state, chart), time: time).prefix(chart.count))
  }

  /// `∂F/∂S` at a state in the coordinates of its chart: exact, by forward differentiation of the flow
  /// itself; rows are components of `F`. The time decides `β`.
  ///
  /// - Complexity: O(groups² M⁵) time, O(groups² M⁴) numbers of memory.
  package func jacobian(
    at state: SpectralState, in chart: SpectralChart, time: Double = 0
  ) -> Matrix {
    let coordinates = coordinates(of: state, chart)
    let (n, all) = (chart.count, coordinates.count)
    var matrix = Matrix(rows: all, columns: all)
    SpectralSystem(problem, chart).entering(time)
      .evaluateJacobian(coordinates, at: time, into: &matrix.elements)
    guard all > n else { return matrix }
    return Matrix(rows: n, columns: n) { matrix[$0, $1] }
  }

  /// The eigenvalues of the exact Jacobian at a state, by descending real part; per unit of time.
  ///
  /// Single directions count with their vectors, in which a deviation grows half as fast as in matrices.
  ///
  /// - Throws: `LinearAlgebraError` for a state at which the flow is not finite.
  /// - Complexity: O(groups³ M⁶).
  public func eigenvalues(
    at state: SpectralState, time: Double = 0
  ) throws -> [Complex<Double>] {
    try jacobian(at: state, in: SpectralChart(of: state, for: problem), time: time)
      .eigenvalues().descending
  }

  /// The rate at which the fastest growing deviation from a fixed point grows, per unit of time.
  ///
  /// - Throws: `LinearAlgebraError` for a state at which the flow is not finite.
  public func growthRate(at state: SpectralState, time: Double = 0) throws -> Double {
    try eigenvalues(at: state, time: time).first?.real ?? -.infinity
  }
}

/// States of the spectral flow at the requested times, and what they cost.
public struct SpectralSolution: Sendable {
  /// One state per requested time.
  public let states: [SpectralState]
  /// `β_k` of each latent, per time; all alike under a schedule.
  public let weights: [[Double]]
  /// Steps, evaluations and factorisations of the solve.
  public let statistics: IntegrationStatistics
}
