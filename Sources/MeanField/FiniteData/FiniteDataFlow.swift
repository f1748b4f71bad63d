import LinearVAE
import NumericKit
import RealModule

/// The order parameters of full-batch gradient flow on `P` samples that are used again and again, as `N` and
/// `P` grow at a fixed `α = P/N`: (finite-flow).
///
/// It is the flow of the spectrum of the samples, with the overlaps of each of its eigenvectors with the true
/// factors. While the loss on the samples falls the generalization error can turn: training should then stop
/// early. Time is `τt`, the learning rate times the steps.
///
/// ```swift
/// let flow = try FiniteDataFlow(problem)
/// let states = try flow.trajectory(from: start, at: [0, 1, 3, 10])
/// let stop = try flow.bestStop(from: start, until: 40)
/// ```
public struct FiniteDataFlow: LearningProcess {
  /// What is learned, by what, and how; its data have `samplesPerDimension`.
  public let problem: LearningProblem
  /// Nodes of the noise's spectrum.
  public let nodes: Int
  /// Tolerance and limits of the integration.
  public let integrator: Integrator

  private let factors: PrincipalFactors
  private let spectrum: SampleSpectrum

  /// Nodes with which states are exact to some eight digits while few of the noise's eigenvectors dominate:
  /// for times up to some hundred over the largest variance.
  public static let defaultNodes = 200

  /// The flow of a problem.
  ///
  /// - Parameters:
  ///   - problem: With `samplesPerDimension`, rates in their small limit, and batches of all samples.
  ///   - nodes: Of the noise's spectrum, `≥ 1`.
  ///   - integrator: Its method is not looked at: states are too large for any but the explicit one.
  /// - Throws: What `LearningProblem.validateOnSamples()` throws.
  public init(
    _ problem: LearningProblem, nodes: Int = defaultNodes,
    integrator: Integrator = Integrator(tolerance: SpectralFlow.tolerance())
  ) throws {
    try problem.validateOnSamples()
    precondition(nodes >= 1, "\(nodes) nodes")
    (self.problem, self.nodes) = (problem, nodes)
    self.integrator = Integrator(
      tolerance: integrator.tolerance, method: .explicit, limits: integrator.limits)
    factors = try PrincipalFactors(of: problem.data)
    spectrum = SampleSpectrum(
      strengths: factors.signals, noise: problem.data.noise,
      ratio: 1 / (problem.data.samplesPerDimension ?? .infinity), nodes: nodes)
  }

  /// The order parameters at the requested times, `m` and `d` with the true factors.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`, of vectors that know nothing of the samples.
  ///   - times: Non-decreasing and `≥ 0`.
  /// - Returns: One state per entry of `times`.
  /// - Throws: ``FlowError`` with the time it stopped at, or the error of
  ///   `OrderParameters.checkRealizable(data:)`.
  /// - Complexity: O(steps · nodes · M²(M + M*)).
  public func trajectory(
    from initial: OrderParameters, at times: [Double]
  ) throws -> [OrderParameters] {
    try solution(from: initial, at: times).states
  }

  /// The order parameters, what the samples say of them, and weights at the requested times, with the cost
  /// of the solve.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`.
  ///   - times: Non-decreasing and `≥ 0`.
  ///   - reached: Told how many of the times have a state, whenever that changes.
  /// - Returns: One of each per entry of `times`, and the work counters.
  /// - Throws: As ``trajectory(from:at:)``.
  public func solution(
    from initial: OrderParameters, at times: [Double], reached: ((Int) -> Void)? = nil
  ) throws -> FiniteDataSolution {
    let columns = try columns(from: initial)
    let system = SpectralSystem(columns.problem, columns.chart)
    let solution = try naming(columns) {
      try integrator.solve(system, from: $0, at: times, reached: reached)
    }
    return FiniteDataSolution(
      states: solution.states.map { factors.restored(columns.state(of: $0)) },
      training: solution.states.map(columns.codes),
      weights: zip(solution.states, times).map(system.weights), statistics: solution.statistics)
  }

  /// When training should stop, and what it then has.
  public struct Stop: Sendable, Hashable {
    /// The time, in `τt`.
    public let time: Double
    /// The generalization error (`GeneralizationError.aligned`), the smallest on the way.
    public let error: Double
    /// Whether it is larger later: if not, training only has to end.
    public let isEarly: Bool
  }

  /// The time at which the generalization error is smallest.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`.
  ///   - end: The time up to which to look, `≥ 0`.
  /// - Returns: The first of the smallest errors; each step of the integration is looked into at eight times,
  ///   and next to the best of them between.
  /// - Throws: As ``trajectory(from:at:)``.
  public func bestStop(from initial: OrderParameters, until end: Double) throws -> Stop {
    let columns = try columns(from: initial)
    func error(_ numbers: [Double]) -> Double {
      factors.restored(columns.state(of: numbers)).generalizationError(data: problem.data)
    }
    var best = (time: 0.0, error: initial.generalizationError(data: problem.data))
    let last = try naming(columns) { start in
      try integrator.integrate(
        SpectralSystem(columns.problem, columns.chart), from: start, over: 0...end
      ) { step in
        let width = (step.end - step.start) / 8
        let times = (1...8).map { $0 == 8 ? step.end : step.start + Double($0) * width }
        let errors = times.map { error(step.state(at: $0)) }
        if let least = errors.indices.min(by: { errors[$0] < errors[$1] }),
          errors[least] < best.error
        {
          let bracket = (times[least] - width)...min(times[least] + width, step.end)
          let found = GoldenSection.minimum(over: bracket) { error(step.state(at: $0)) }
          best = (found.point, found.value)
        }
        return .proceed
      }
    }
    return Stop(
      time: best.time, error: best.error, isEarly: error(last.state) > best.error * (1 + 1e-6))
  }

  private func columns(from initial: OrderParameters) throws -> SampleColumns {
    try initial.checkRealizable(data: problem.data)
    return try SampleColumns(
      of: factors.expressed(initial), on: spectrum, model: problem.model,
      training: problem.training)
  }

  /// Names failures of the integrator in the terms of the flow.
  private func naming<Value>(
    _ columns: SampleColumns, _ body: (_ start: [Double]) throws -> Value
  ) throws -> Value {
    let law = problem.training.feedback
    let memory = law.map {
      $0.controller.initialMemory(
        reference: $0.reference.beta(at: 0),
        distortion: columns.codes(of: columns.initial).relativeDistortion)
    }
    do { return try body(columns.initial + (memory ?? [])) } catch let error as IntegrationError {
      throw FlowError(
        error, training: problem.training, eigenvalue: spectrum.variances.max() ?? 0,
        initial: columns.initial
      ) {
        let state = columns.state(of: $0)
        return (state.Q.diagonal, state.D)
      }
    }
  }
}

/// States of the flow on samples at the requested times, and what they cost.
public struct FiniteDataSolution: Sendable {
  /// One state per requested time.
  public let states: [OrderParameters]
  /// What the samples say of each.
  public let training: [CodesOfSamples]
  /// `β_k` of each latent, per time; all alike under a schedule.
  public let weights: [[Double]]
  /// Steps and evaluations of the solve.
  public let statistics: IntegrationStatistics
}

/// Averages over the samples that training is on, which it makes small.
public struct CodesOfSamples: Sendable, Hashable {
  /// (kl) of each latent, in nats.
  public let klDivergences: [Double]
  /// (distortion) `E‖x − x̂‖² − E‖x‖²`.
  public let relativeDistortion: Double
}
