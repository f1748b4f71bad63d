import LinearVAE
import NumericKit

/// One-pass SGD at finite `N`, (sgd): the order parameters of a random run.
///
/// ```swift
/// let simulation = try Simulation(problem, dimension: 1_000_000, seed: 7)
/// let states = try simulation.trajectory(from: start, at: [0, 10, 100])
/// ```
///
/// A step is one unit of `1/N` in time. Runs with the same seed and number are the same.
public struct Simulation: LearningProcess {
  /// What is learned, by what, and how; its rates are finite.
  public let problem: LearningProblem
  /// `N`, the coordinates of a sample.
  public let dimension: Int
  /// How SGD is followed.
  public let method: SimulationMethod
  /// The seed that all random numbers follow from.
  public let seed: UInt64

  let configuration: RunConfiguration

  /// A simulation of a problem.
  ///
  /// - Parameters:
  ///   - problem: What is learned, with finite rates.
  ///   - dimension: `N`, at least `M* + 2M`, and for the exact chain `min(B, 2M)` more.
  ///   - method: The exact chain unless vectors are asked for.
  ///   - seed: Any number.
  /// - Throws: `InvalidProblem` with the key path of the problem file: what
  ///   `LearningProblem.validate()` throws, `training.rates` for the small-rate limit,
  ///   `data.distribution` for data that are not Gaussian under the exact method, or
  ///   `simulation.dimension`.
  public init(
    _ problem: LearningProblem, dimension: Int, method: SimulationMethod = .exact, seed: UInt64 = 1
  ) throws(InvalidProblem) {
    try problem.validate()
    guard let configuration = RunConfiguration(problem, dimension: dimension) else {
      throw .limitWithoutSteps
    }
    try method.validate(distribution: problem.data.distribution)
    try method.validate(dimension: dimension, for: problem)
    do {
      try problem.training.feedback?.validate(dimension: dimension)
    } catch { throw error.below("training.beta") }
    self.problem = problem
    self.dimension = dimension
    self.method = method
    self.seed = seed
    self.configuration = configuration
  }

  /// The order parameters of the first run at the requested times.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`, realised exactly.
  ///   - times: Non-decreasing and `≥ 0`, in steps divided by `N`; each is rounded to a whole step.
  /// - Returns: One state per entry of `times`.
  /// - Throws: ``SimulationError`` with the step that failed, `RunCancelled`, or the error of
  ///   `OrderParameters.checkRealizable(data:)`.
  /// - Complexity: For the exact chain O((M* + 2M)³ + B (M* + 2M)²) time a step, whatever `N`; for vectors
  ///   O(N (B (M + M*) + M²)).
  public func trajectory(
    from initial: OrderParameters, at times: [Double]
  ) throws -> [OrderParameters] {
    var run = try run(0, from: initial)
    let blocks = StateBlocks(problem)
    return try run.numbers(at: steps(at: times)).map(blocks.state)
  }

  /// A run at its first step.
  package func run(_ replica: Int, from initial: OrderParameters) throws -> any SimulationRun {
    try initial.checkRealizable(data: problem.data)
    let stream = RandomStream(seed: seed, stream: UInt64(replica))
    switch method {
    case .exact: return ChainRun(configuration, from: initial, stream: stream)
    case .vector: return try VectorRun(configuration, from: initial, stream: stream)
    }
  }

  /// A run where it was stopped, or `nil` when the snapshot is none of this simulation.
  func run(restoring snapshot: RunSnapshot) -> (any SimulationRun)? {
    switch method {
    case .exact: return ChainRun(configuration, restoring: snapshot)
    case .vector: return VectorRun(configuration, restoring: snapshot)
    }
  }

  /// The steps nearest to the given times.
  ///
  /// - Precondition: The times are non-decreasing, `≥ 0`, and below `2⁵³` steps.
  public func steps(at times: [Double]) -> [Int] { configuration.course.steps(at: times) }
}

extension Simulation {
  /// Checks that a run can be followed to the given times.
  ///
  /// - Parameters:
  ///   - times: In steps divided by `N`.
  ///   - replicas: How many runs.
  /// - Throws: `InvalidProblem` with key path `time` for more steps, of all runs together, than a
  ///   `Double` counts exactly.
  public func validate(times: [Double], replicas: Int = 1) throws(InvalidProblem) {
    try configuration.course.validate(times: times, replicas: replicas)
  }
}
