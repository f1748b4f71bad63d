import LinearVAE
import NumericKit
import Storage

/// Independent runs of one simulation from one state: their mean and its standard error.
///
/// The result depends on the simulation and the number of runs alone, not on the number of threads:
/// every run has its own stream of random numbers, and runs are added up in their order.
public struct Ensemble: Sendable {
  /// What each run follows.
  public let simulation: Simulation
  /// The state at `t = 0` of every run.
  public let initial: OrderParameters
  /// When to look, in steps divided by `N`.
  public let times: [Double]
  /// How many runs.
  public let replicas: Int

  /// An ensemble.
  ///
  /// - Precondition: `replicas ≥ 1`.
  public init(
    _ simulation: Simulation, from initial: OrderParameters, at times: [Double], replicas: Int
  ) {
    precondition(replicas >= 1, "an ensemble of \(replicas) runs")
    self.simulation = simulation
    self.initial = initial
    self.times = times
    self.replicas = replicas
  }

  /// The steps of all runs together.
  public var totalSteps: Int { replicas * (simulation.steps(at: times).last ?? 0) }

  /// Runs the ensemble.
  ///
  /// Progress is counted in steps; a part of it is a run.
  ///
  /// - Parameters:
  ///   - context: Threads, progress, and when to stop, which is looked at several times a second.
  ///   - options: What is kept, and where.
  /// - Returns: The moments at each time.
  /// - Throws: ``ReplicaFailure`` for the first run in order that cannot go on, `RunCancelled` when told
  ///   to stop, with the checkpoint that was written before, `CheckpointError`, or what
  ///   `OrderParameters.checkRealizable(data:)` throws.
  /// - Complexity: Memory for one run a thread, whatever the number of steps and runs, unless the
  ///   runs are kept.
  public func run(
    _ context: RunContext = .current, _ options: EnsembleOptions = EnsembleOptions()
  ) throws -> EnsembleResult {
    try initial.checkRealizable(data: simulation.problem.data)
    return try context.run {
      let (moments, rows) = try EnsembleRunner(self, $0, options).result()
      return EnsembleResult(of: self, moments: moments, rows: rows)
    }
  }

  /// What is recorded of a run at one time: the order parameters, then the generalization errors, then,
  /// under a feedback law, the weights.
  func row(_ run: any SimulationRun) throws(SimulationError) -> [Double] {
    let numbers = try run.observe()
    let state = StateBlocks(simulation.problem).state(of: numbers)
    return numbers
      + GeneralizationError.allCases.map {
        state.generalizationError($0, data: simulation.problem.data)
      } + (run.weights ?? [])
  }

  /// Numbers of a row.
  var rowWidth: Int {
    StateBlocks(simulation.problem).count + GeneralizationError.allCases.count
      + (simulation.problem.training.feedback == nil ? 0 : simulation.problem.latents)
  }
}

/// What is kept of an ensemble, and where; nothing here changes its result but ``keepsRuns``.
public struct EnsembleOptions: Sendable {
  /// Whether the states of every run are part of the result.
  public var keepsRuns: Bool
  /// A file to write now and then, and to go on from if it exists.
  public var checkpoint: String?
  /// Least time between two writes of the checkpoint, in seconds; 0 to write at every look at whether
  /// to stop.
  public var checkpointInterval: Double
  /// Without a checkpoint, the file to write one to when told to stop.
  public var rescue: String?
  /// Steps of a run between two looks at whether to stop; `nil` for what a twentieth of a second
  /// allows. For tests, which no clock may decide.
  package var stepsPerLook: Int?

  /// The moments alone, without a checkpoint.
  public init(
    keepsRuns: Bool = false, checkpoint: String? = nil, checkpointInterval: Double = 5,
    rescue: String? = nil
  ) {
    self.keepsRuns = keepsRuns
    self.checkpoint = checkpoint
    self.checkpointInterval = checkpointInterval
    self.rescue = rescue
  }
}

/// A run of an ensemble that cannot go on.
public struct ReplicaFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// The run, counted from 0.
  public let replica: Int
  /// Why it cannot go on.
  public let cause: SimulationError

  /// The failure of one run.
  public init(replica: Int, cause: SimulationError) {
    self.replica = replica
    self.cause = cause
  }

  /// The cause with its run, counted from 1.
  public var description: String { "run \(replica + 1): \(cause)" }
}
