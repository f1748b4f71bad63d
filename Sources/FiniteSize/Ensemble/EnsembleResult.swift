import LinearVAE

/// What the runs of an ensemble say together, at each time.
public struct EnsembleResult: Sendable, Hashable {
  /// The times, in steps divided by `N`.
  public let times: [Double]
  /// How many runs.
  public let replicas: Int
  /// The mean of each order parameter.
  public let mean: [OrderParameters]
  /// The standard error of each mean; `nil` for a single run.
  public let standardError: [OrderParameters]?
  /// Each generalization error, averaged over the runs.
  public let generalizationErrors: [GeneralizationError: Estimate]
  /// The states of each run, if they were to be kept.
  public let runs: [[OrderParameters]]?
  /// The weight of each latent's KL term, averaged over the runs; `nil` under a schedule.
  public let weights: [Estimate]?
  /// Steps of all runs together.
  public let totalSteps: Int

  /// The mean of an observable over runs, and its standard error, at each time.
  public struct Estimate: Sendable, Hashable {
    /// The mean at each time.
    public let mean: [Double]
    /// Its standard error; `nil` for a single run.
    public let standardError: [Double]?
  }

  init(of ensemble: Ensemble, moments: RunningMoments, rows: [[Double]]?) {
    let blocks = StateBlocks(ensemble.simulation.problem)
    let forms = GeneralizationError.allCases
    let width = ensemble.rowWidth
    times = ensemble.times
    replicas = ensemble.replicas
    totalSteps = ensemble.totalSteps
    let count = times.count
    func states(_ numbers: [Double]) -> [OrderParameters] {
      (0..<count).map { blocks.state(of: numbers[($0 * width)..<($0 * width + blocks.count)]) }
    }
    let errors = moments.standardError
    mean = states(moments.mean)
    standardError = errors.map(states)
    runs = rows.map { $0.map(states) }
    func estimate(_ index: Int) -> Estimate {
      let column = { (numbers: [Double]) in (0..<count).map { numbers[$0 * width + index] } }
      return Estimate(mean: column(moments.mean), standardError: errors.map(column))
    }
    generalizationErrors = Dictionary(
      uniqueKeysWithValues: forms.enumerated().map { ($1, estimate(blocks.count + $0)) })
    let observables = blocks.count + forms.count
    weights = observables < width ? (observables..<width).map(estimate) : nil
  }
}
