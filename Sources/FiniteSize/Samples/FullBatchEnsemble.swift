import LinearVAE
import NumericKit

/// Independent runs of full-batch gradient flow on `N`-vectors, each on `P = αN` samples of its own that it
/// uses again and again, (full-batch): their mean and its standard error.
///
/// Time is `τt`, the learning rate times the steps of descent with small steps.
public struct FullBatchEnsemble: Sendable {
  /// What each run learns, and how.
  public let problem: LearningProblem
  /// The state at `t = 0` of every run, realised exactly by vectors that know nothing of the samples.
  public let initial: OrderParameters
  /// When to look.
  public let times: [Double]
  /// `N`, the number of runs and their seed.
  public let settings: SimulationSettings
  /// `P`, the samples of a run.
  public let samples: Int

  /// Numbers that the samples of a run may have: 0.8 GB.
  private static let memoryLimit = 100_000_000
  /// Far below what the samples differ by.
  private static let tolerance = Tolerance(relative: 1e-6)

  /// Runs that have not begun.
  ///
  /// - Parameters:
  ///   - problem: Its data have `samplesPerDimension`.
  ///   - initial: The state at `t = 0`.
  ///   - times: Non-decreasing and `≥ 0`.
  ///   - settings: With vectors as the method.
  /// - Throws: `InvalidProblem` with the key of the problem file.
  public init(
    _ problem: LearningProblem, from initial: OrderParameters, at times: [Double],
    settings: SimulationSettings
  ) throws(InvalidProblem) {
    try problem.validateOnSamples()
    try initial.checkRealizable(data: problem.data)
    try InvalidProblem.require(
      problem.training.feedback == nil, "training.beta", found: "a feedback law",
      allowed: "a number or a schedule", advice: "runs on samples that are used again know no other"
    )
    try InvalidProblem.require(
      settings.method == .vector, "simulation.method", found: settings.method.rawValue,
      allowed: SimulationMethod.vector.rawValue,
      advice: "no exact chain is known of samples that are used again")
    try settings.method.validate(dimension: settings.dimension, for: problem)
    let count = (Double(settings.dimension) * (problem.data.samplesPerDimension ?? 0)).rounded()
    let limit = Double(Self.memoryLimit / settings.dimension)
    try InvalidProblem.require(
      count >= 1 && count <= limit, "simulation.dimension", found: "\(settings.dimension)",
      allowed: "a dimension with 1 to \(Self.memoryLimit) numbers in its samples",
      advice: "at data.samples_per_dimension they are \(count) samples")
    (self.problem, self.initial, self.times) = (problem, initial, times)
    (self.settings, samples) = (settings, Int(count))
  }

  /// Runs the ensemble.
  ///
  /// The result depends on the problem and the settings alone, not on the number of threads.
  ///
  /// - Parameters:
  ///   - context: Threads, progress, and when to stop.
  ///   - keepsRuns: Whether the states of every run are part of the result.
  /// - Returns: The moments at each time.
  /// - Throws: ``FullBatchFailure`` for a run that cannot go on, or `RunCancelled`.
  /// - Complexity: O(P N M) for each of some hundred evaluations a run; the samples of one run a thread.
  public func run(
    _ context: RunContext = .current, keepsRuns: Bool = false
  ) throws -> EnsembleResult {
    let runs = try BLASThreads.withOne {
      try context.map(settings.replicas, "runs") { try follow($0) }
    }
    let blocks = StateBlocks(problem)
    let forms = GeneralizationError.allCases
    let rows = runs.map { run in
      run.states.flatMap { state in
        StateBlocks.numbers(of: state)
          + forms.map { state.generalizationError($0, data: problem.data) }
      }
    }
    return EnsembleResult(
      rows: rows, times: times, blocks: blocks, steps: runs.reduce(0) { $0 + $1.steps },
      keepsRuns: keepsRuns)
  }

  /// The states of one run, and its steps.
  private func follow(_ replica: Int) throws -> (states: [OrderParameters], steps: Int) {
    var stream = RandomStream(seed: settings.seed, stream: UInt64(replica))
    let N = settings.dimension
    let vectors = try RealizedVectors.draw(
      initial, data: problem.data, dimension: N, from: &stream)
    let factors = Matrix(
      rows: problem.data.factors, columns: N,
      elements: Array(vectors.prefix(problem.data.factors * N)))
    let system = FullBatchSystem(
      problem, DrawnSamples(samples, factors: factors, data: problem.data, from: &stream))
    let start = Array(vectors.dropFirst(factors.elements.count)) + initial.D
    do {
      let solution = try Integrator(tolerance: Self.tolerance, method: .explicit)
        .solve(system, from: start, at: times)
      let states = zip(times, solution.states).map { time, numbers in
        time == 0 ? initial : state(of: numbers, system, factors)
      }
      return (states, solution.statistics.steps)
    } catch let error as IntegrationError {
      throw FullBatchFailure(replica: replica, time: error.time, reason: "\(error)")
    }
  }

  private func state(
    of numbers: [Double], _ system: FullBatchSystem, _ factors: Matrix
  ) -> OrderParameters {
    let (W, V) = system.vectors(numbers)
    let overN = 1 / Double(settings.dimension)
    func overlap(_ a: Matrix, _ b: Matrix) -> Matrix { overN * a.times(transposed: b) }
    return OrderParameters(
      m: overlap(W, factors), d: overlap(V, factors), Q: overlap(W, W), E: overlap(V, V),
      R: overlap(W, V), D: Array(numbers.suffix(problem.latents)))
  }
}

/// A run on samples that are used again that cannot go on.
public struct FullBatchFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// The run, counted from 0.
  public let replica: Int
  /// The time reached, in `τt`.
  public let time: Double
  /// What the integration met.
  public let reason: String

  /// What happened, to which run, counted from 1, and what to do about it.
  public var description: String {
    "run \(replica + 1) could not be followed beyond τt = \(time): \(reason); choose a larger β, or "
      + "variance: log"
  }
}

extension EnsembleResult {
  /// What finished runs say together.
  ///
  /// - Parameters:
  ///   - rows: For each run and each time the order parameters and the generalization errors.
  ///   - times: When was looked.
  ///   - blocks: Where order parameters sit.
  ///   - steps: Of all runs together.
  ///   - keepsRuns: Whether the states of every run are part of the result.
  fileprivate init(
    rows: [[Double]], times: [Double], blocks: StateBlocks, steps: Int, keepsRuns: Bool
  ) {
    let forms = GeneralizationError.allCases
    let width = blocks.count + forms.count
    var moments = RunningMoments(quantities: times.count * width)
    for row in rows { moments.add(row) }
    func states(_ numbers: [Double]) -> [OrderParameters] {
      times.indices.map {
        blocks.state(of: numbers[($0 * width)..<($0 * width + blocks.count)])
      }
    }
    func column(_ index: Int) -> ([Double]) -> [Double] {
      { numbers in times.indices.map { numbers[$0 * width + blocks.count + index] } }
    }
    let errors = moments.standardError
    self.times = times
    replicas = rows.count
    mean = states(moments.mean)
    standardError = errors.map(states)
    generalizationErrors = Dictionary(
      uniqueKeysWithValues: forms.enumerated().map { index, form in
        (
          form,
          Estimate(
            mean: column(index)(moments.mean), standardError: errors.map(column(index)))
        )
      })
    runs = keepsRuns ? rows.map(states) : nil
    weights = nil
    totalSteps = steps
  }
}
