import LinearVAE
import NumericKit

/// One-pass SGD at finite `N` on data with any spectrum, (sgd): the order parameters of a random run.
///
/// ```swift
/// let simulation = try SpectralSimulation(problem, dimension: 1_000_000, seed: 7)
/// let states = try simulation.trajectory(from: start, at: [0, 10, 100])
/// ```
///
/// A step is one unit of `1/N` in time. Runs with the same seed and number are the same.
public struct SpectralSimulation: Sendable {
  /// What is learned, by what, and how; its rates are finite.
  public let problem: SpectralProblem
  /// `N`, the coordinates of a sample.
  public let dimension: Int
  /// How SGD is followed.
  public let method: SimulationMethod
  /// The seed that all random numbers follow from.
  public let seed: UInt64
  /// The rows of a real table that samples are drawn from in place of independent numbers.
  public let rows: SampleRows?

  let configuration: SpectralConfiguration

  /// A simulation of a problem.
  ///
  /// - Parameters:
  ///   - problem: What is learned, with finite rates.
  ///   - dimension: `N`, at least one for every group.
  ///   - method: The exact chain, (spectral-chain), unless vectors are asked for.
  ///   - seed: Any number.
  ///   - rows: What samples are drawn from where `data.distribution` is `rows`.
  /// - Throws: `InvalidProblem` with the key path of the problem file: what `SpectralProblem.validate()` throws,
  ///   `training.rates` for the small-rate limit, `data.distribution` for data that are not Gaussian under the
  ///   exact method or rows that are not there, or `simulation.dimension`.
  public init(
    _ problem: SpectralProblem, dimension: Int, method: SimulationMethod = .exact,
    seed: UInt64 = 1, rows: SampleRows? = nil
  ) throws(InvalidProblem) {
    try problem.validate()
    guard let configuration = try SpectralConfiguration(problem, dimension: dimension) else {
      throw .limitWithoutSteps
    }
    try method.validate(distribution: problem.data.distribution)
    try method.validate(dimension: dimension, for: problem)
    try Self.validate(rows, for: problem.data, dimension: dimension)
    do {
      try problem.training.feedback?.validate(dimension: dimension)
    } catch { throw error.below("training.beta") }
    (self.problem, self.dimension) = (problem, dimension)
    (self.method, self.seed, self.rows) = (method, seed, rows)
    self.configuration = configuration
  }

  /// That rows are there if they are drawn, of as many numbers as samples have.
  private static func validate(
    _ rows: SampleRows?, for data: SpectralData, dimension: Int
  ) throws(InvalidProblem) {
    guard data.distribution == .rows else {
      precondition(rows == nil, "rows beside data.distribution: \(data.distribution)")
      return
    }
    guard let rows else {
      throw InvalidProblem(
        "data.distribution", found: "rows", allowed: "rows of data.file only")
    }
    try InvalidProblem.require(
      rows.columns == dimension, "simulation.dimension", found: "\(dimension)",
      allowed: "\(rows.columns), the columns of data.file",
      advice: "samples are its rows (data.distribution: rows)")
  }

  /// The order parameters of the first run at the requested times.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`, realised exactly.
  ///   - times: Non-decreasing and `≥ 0`, in steps divided by `N`; each is rounded to a whole step.
  /// - Returns: One state per entry of `times`.
  /// - Throws: ``SimulationError`` with the step that failed, `RunCancelled`, or `InvalidProblem` for a state
  ///   that no vectors of `N` coordinates have.
  /// - Complexity: For the exact chain O(groups · (M³ + B M²)) time a step, whatever `N`; for vectors
  ///   O(N (B M + M²)).
  public func trajectory(
    from initial: SpectralState, at times: [Double]
  ) throws -> [SpectralState] {
    var run = try run(0, from: initial)
    let blocks = configuration.blocks
    return try run.numbers(at: configuration.course.steps(at: times)).map(blocks.state)
  }

  /// Checks that there are vectors of `N` coordinates with these overlaps.
  ///
  /// - Throws: `InvalidProblem` with a key path such as `groups.0`.
  public func checkRealizable(_ initial: SpectralState) throws(InvalidProblem) {
    try initial.checkRealizable(data: problem.data)
    _ = try SpectralCoordinates.rows(of: initial, sizes: configuration.sizes)
  }

  /// Checks that so many runs can be followed to the given times, in steps divided by `N`.
  ///
  /// - Throws: `InvalidProblem` with key path `time` for more steps, of all runs together, than a
  ///   `Double` counts exactly.
  public func validate(times: [Double], replicas: Int = 1) throws(InvalidProblem) {
    try configuration.course.validate(times: times, replicas: replicas)
  }

  /// A run at its first step.
  package func run(_ replica: Int, from initial: SpectralState) throws -> any SimulationRun {
    try initial.checkRealizable(data: problem.data)
    let stream = RandomStream(seed: seed, stream: UInt64(replica))
    switch method {
    case .exact: return try SpectralChainRun(configuration, from: initial, stream: stream)
    case .vector:
      return try SpectralVectorRun(
        configuration, SpectralSource(configuration, rows: rows), from: initial, stream: stream)
    }
  }

  /// A run where it was stopped, or `nil` when the snapshot is none of this simulation.
  func run(restoring snapshot: RunSnapshot) -> (any SimulationRun)? {
    switch method {
    case .exact: SpectralChainRun(configuration, restoring: snapshot)
    case .vector:
      SpectralVectorRun(
        configuration, SpectralSource(configuration, rows: rows), restoring: snapshot)
    }
  }
}
