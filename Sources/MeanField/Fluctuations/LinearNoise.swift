import LinearVAE
import NumericKit

/// How far single runs of SGD at finite `N` stray from the flow, (linear-noise).
///
/// At large `N` the order parameters of a run are Gaussian around the flow, with covariance `Ξ(t)/N`.
/// `Ξ` obeys `Ξ̇ = J Ξ + Ξ Jᵀ + 𝓑` with the Jacobian `J` of the flow and the covariance `𝓑` of what a step
/// adds. It is the leading order: a run on a plateau that it leaves by its own fluctuations is not
/// Gaussian, and strays further.
///
/// ```swift
/// let noise = try LinearNoise(problem)
/// let deviations = try noise.course(from: start, at: [0, 10, 100]).standardDeviations
/// ```
public struct LinearNoise: Sendable {
  /// What is learned, by what, and how; its rates are finite.
  public let problem: LearningProblem
  /// Method, tolerance and limits of the integration of the flow.
  public let integrator: Integrator
  /// By how much a step may bend the equation of `Ξ`: standard deviations are good to a few times that.
  package var stepTolerance = 5e-4

  private let system: DifferentiableFlow

  /// The fluctuations of a problem.
  ///
  /// - Throws: What `LearningProblem.validate()` throws; `InvalidProblem` with `training.rates` for the
  ///   small-rate limit, in which runs do not stray, and with `training.beta` for a feedback law, whose own
  ///   noise is not known.
  public init(
    _ problem: LearningProblem,
    integrator: Integrator = Integrator(
      tolerance: Tolerance(relative: OrderParameterFlow.defaultTolerance))
  ) throws(InvalidProblem) {
    try problem.validate()
    guard problem.training.rates != .limit else {
      throw InvalidProblem(
        "training.rates", found: "limit", allowed: "finite rates",
        advice: "in the small-rate limit runs do not stray from the flow")
    }
    guard problem.training.feedback == nil else {
      throw InvalidProblem(
        "training.beta", found: "a feedback law", allowed: "a number or a schedule",
        advice: "what chance does to a feedback law is not known; simulate it")
    }
    (self.problem, self.integrator) = (problem, integrator)
    system = DifferentiableFlow(problem)
  }

  /// The coordinates of ``Course/covariances``.
  public var layout: StateLayout { system.layout }

  /// Flow and fluctuations at the requested times.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`.
  ///   - spread: `Ξ(0)`, in the coordinates of ``layout``; zero unless given: every run starts from
  ///     `initial`. See ``spreadOfRandomStarts``.
  ///   - times: Non-decreasing and `≥ 0`, in steps divided by `N`.
  ///   - reached: Told how many of the times are done.
  /// - Returns: States and covariances, one per time.
  /// - Throws: ``FlowError``, `RunCancelled`, or the error of `OrderParameters.checkRealizable(data:)`.
  /// - Complexity: O(steps · M³(M + M*)³); steps are few where the flow moves little.
  public func course(
    from initial: OrderParameters, spread: Matrix? = nil, at times: [Double],
    reached: ((Int) -> Void)? = nil
  ) throws -> Course {
    try initial.checkRealizable(data: problem.data)
    let start = layout.coordinates(of: initial)
    let n = layout.count
    precondition(
      spread.map { $0.rows == n && $0.columns == n } ?? true, "Ξ(0) is not \(n) × \(n)")
    let end = times.last ?? 0
    let path: FlowPath
    do {
      path = try FlowPath(system, from: start, to: end, by: integrator)
    } catch let error as IntegrationError {
      throw FlowError(error, problem: problem, initial: start)
    }
    var run = NoiseRun(
      problem, along: path, to: end, covariance: spread ?? Matrix(rows: n, columns: n),
      tolerance: stepTolerance)
    var (states, covariances): ([OrderParameters], [Matrix]) = ([], [])
    try run.advance(through: times) { run in
      states.append(layout.state(of: run.state))
      covariances.append(Matrix(rows: n, columns: n, elements: run.covariance))
      reached?(states.count)
    }
    return Course(states: states, covariances: covariances, layout: layout)
  }

  /// `Ξ(0)` of runs that each draw their own `W, V ~ N(0, 1)`: variance `m*_ss` of `m` and
  /// `d`, 1 of `Q_kl`, `E_kl` and `R_kl`, and 2 of `Q_kk` and `E_kk`.
  public var spreadOfRandomStarts: Matrix {
    let at = layout
    let (M, F) = (at.latents, at.factors)
    var spread = Matrix(rows: at.count, columns: at.count)
    for start in [at.m, at.d] {
      for k in 0..<M {
        for s in 0..<F {
          for t in 0..<F {
            spread[start + k * F + s, start + k * F + t] = problem.data.overlap[s, t]
          }
        }
      }
    }
    for i in at.Q..<at.D { spread[i, i] = 1 }
    for start in [at.Q, at.E] {
      var next = start
      for k in 0..<M {
        spread[next, next] = 2
        next += M - k
      }
    }
    return spread
  }

  /// The flow with the fluctuations around it.
  public struct Course: Sendable {
    /// One state per time: where runs are on average, as `N → ∞`.
    public let states: [OrderParameters]
    /// `Ξ`, one per time: `N` times the covariance of the order parameters of a run.
    public let covariances: [Matrix]
    /// The coordinates that rows and columns of ``covariances`` stand for.
    public let layout: StateLayout

    /// `√N` times the standard deviation of what follows from the order parameters, to first order in
    /// their deviations.
    ///
    /// - Parameter quantity: A function of the state that is smooth where the states lie.
    /// - Returns: One number per time.
    public func standardDeviations(of quantity: (OrderParameters) -> Double) -> [Double] {
      zip(states, covariances).map { state, covariance in
        let slope = gradient(of: quantity, at: state)
        let variance = zip(slope, covariance * slope).reduce(0) { $0 + $1.0 * $1.1 }
        return max(0, variance).squareRoot()
      }
    }

    /// Central differences: exact but for rounding where the quantity is quadratic.
    private func gradient(
      of quantity: (OrderParameters) -> Double, at state: OrderParameters
    ) -> [Double] {
      let center = layout.coordinates(of: state)
      return center.indices.map { i in
        let step = 1e-5 * max(1, center[i].magnitude)
        var (above, below) = (center, center)
        above[i] += step
        below[i] -= step
        return (quantity(layout.state(of: above)) - quantity(layout.state(of: below)))
          / (above[i] - below[i])
      }
    }

    /// `√N` times the standard deviation of each order parameter, one set per time.
    public var standardDeviations: [OrderParameters] {
      covariances.map { layout.state(of: $0.diagonal.map { max(0, $0).squareRoot() }) }
    }
  }
}
