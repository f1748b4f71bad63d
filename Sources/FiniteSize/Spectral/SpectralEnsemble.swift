import LinearVAE
import NumericKit
import Storage

/// Independent runs of one simulation of data with a spectrum from one state: their mean and its standard error.
///
/// The result depends on the simulation and the number of runs alone, as that of ``Ensemble``.
public struct SpectralEnsemble: Sendable {
  /// What each run follows.
  public let simulation: SpectralSimulation
  /// The state at `t = 0` of every run.
  public let initial: SpectralState
  /// When to look, in steps divided by `N`.
  public let times: [Double]
  /// How many runs.
  public let replicas: Int

  /// An ensemble.
  ///
  /// - Precondition: `replicas ≥ 1`.
  public init(
    _ simulation: SpectralSimulation, from initial: SpectralState, at times: [Double],
    replicas: Int
  ) {
    precondition(replicas >= 1, "an ensemble of \(replicas) runs")
    (self.simulation, self.initial) = (simulation, initial)
    (self.times, self.replicas) = (times, replicas)
  }

  /// Runs the ensemble.
  ///
  /// - Parameters:
  ///   - context: Threads, progress, and when to stop, which is looked at several times a second.
  ///   - options: What is kept, and where.
  /// - Returns: The moments at each time.
  /// - Throws: As `Ensemble.run(_:_:)`.
  public func run(
    _ context: RunContext = .current, _ options: EnsembleOptions = EnsembleOptions()
  ) throws -> SpectralEnsembleResult {
    try simulation.checkRealizable(initial)
    return try context.run {
      let (moments, rows) = try EnsembleRunner(self, $0, options).result()
      return SpectralEnsembleResult(of: self, moments: moments, rows: rows)
    }
  }
}

extension SpectralEnsemble: EnsembleWork {
  var targets: [Int] { simulation.configuration.course.steps(at: times) }

  func run(_ replica: Int) throws -> any SimulationRun {
    try simulation.run(replica, from: initial)
  }

  func run(restoring snapshot: RunSnapshot) -> (any SimulationRun)? {
    simulation.run(restoring: snapshot)
  }

  /// The order parameters, then the KL divergence of each latent and the distortion, then, under a feedback
  /// law, the weights.
  func row(_ run: any SimulationRun) throws(SimulationError) -> [Double] {
    let numbers = try run.observe()
    let state = simulation.configuration.blocks.state(of: numbers)
    let data = simulation.problem.data
    return numbers + state.klDivergences(data: data) + [state.relativeDistortion(data: data)]
      + (run.weights ?? [])
  }

  var rowWidth: Int {
    let latents = simulation.problem.latents
    return simulation.configuration.blocks.count + latents + 1
      + (simulation.problem.training.feedback == nil ? 0 : latents)
  }

  func checkpoint(
    at path: String, _ options: EnsembleOptions
  ) throws(CheckpointError) -> Checkpoint<EnsembleProgress> {
    let specification = EnsembleSpecification(
      problem: simulation.problem, initial: initial, times: times, keepsRuns: options.keepsRuns,
      dimension: simulation.dimension, method: simulation.method.rawValue, replicas: replicas,
      seed: simulation.seed)
    return try Checkpoint(of: specification, at: path)
  }
}

/// What the runs of an ensemble on data with a spectrum say together, at each time.
public struct SpectralEnsembleResult: Sendable, Hashable {
  /// The mean of an observable over runs, and its standard error, at each time.
  public typealias Estimate = EnsembleResult.Estimate

  /// The times, in steps divided by `N`.
  public let times: [Double]
  /// How many runs.
  public let replicas: Int
  /// The mean of each order parameter.
  public let mean: [SpectralRecord]
  /// The standard error of each mean; `nil` for a single run.
  public let standardError: [SpectralRecord]?
  /// The KL divergence of each latent from the prior in nats, (kl).
  public let divergences: [Estimate]
  /// `E‖x − x̂‖² − E‖x‖²`, (distortion).
  public let distortion: Estimate
  /// The states of each run, if they were to be kept.
  public let runs: [[SpectralRecord]]?
  /// The weight of each latent's KL term, averaged over the runs; `nil` under a schedule.
  public let weights: [Estimate]?
  /// Steps of all runs together.
  public let totalSteps: Int

  init(of ensemble: SpectralEnsemble, moments: RunningMoments, rows: [[Double]]?) {
    let blocks = ensemble.simulation.configuration.blocks
    let (width, M) = (ensemble.rowWidth, blocks.latents)
    (times, replicas) = (ensemble.times, ensemble.replicas)
    totalSteps = ensemble.totalSteps
    let count = times.count
    func records(_ numbers: [Double]) -> [SpectralRecord] {
      (0..<count).map { blocks.record(of: numbers[($0 * width)..<($0 * width + blocks.count)]) }
    }
    let errors = moments.standardError
    mean = records(moments.mean)
    standardError = errors.map(records)
    runs = rows.map { $0.map(records) }
    func estimate(_ index: Int) -> Estimate {
      let column = { (numbers: [Double]) in (0..<count).map { numbers[$0 * width + index] } }
      return Estimate(mean: column(moments.mean), standardError: errors.map(column))
    }
    divergences = (0..<M).map { estimate(blocks.count + $0) }
    distortion = estimate(blocks.count + M)
    let first = blocks.count + M + 1
    weights = first < width ? (first..<width).map(estimate) : nil
  }
}
