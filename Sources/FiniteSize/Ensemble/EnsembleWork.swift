import Storage

/// An ensemble as the threads see it that work on it, whatever its runs follow.
protocol EnsembleWork: Sendable {
  /// How many runs.
  var replicas: Int { get }
  /// After how many steps each run is recorded.
  var targets: [Int] { get }
  /// Numbers recorded of a run at one time.
  var rowWidth: Int { get }

  /// A run at its first step.
  func run(_ replica: Int) throws -> any SimulationRun
  /// A run where it was stopped, or `nil` when the snapshot is none of this ensemble.
  func run(restoring snapshot: RunSnapshot) -> (any SimulationRun)?
  /// What is recorded of a run as it stands.
  func row(_ run: any SimulationRun) throws(SimulationError) -> [Double]
  /// Claims a file from which the ensemble can go on; `CheckpointError` when another run uses it.
  func checkpoint(
    at path: String, _ options: EnsembleOptions
  ) throws(CheckpointError) -> Checkpoint<EnsembleProgress>
}

extension EnsembleWork {
  /// The steps of all runs together.
  var totalSteps: Int { replicas * (targets.last ?? 0) }
}

/// Everything that decides the result of an ensemble, under the keys of the problem file.
struct EnsembleSpecification: Encodable {
  let problem: any Encodable & Sendable
  let initial: any Encodable & Sendable
  let times: [Double]
  let keepsRuns: Bool
  let dimension: Int
  let method: String
  let replicas: Int
  let seed: UInt64

  private enum CodingKeys: String, CodingKey {
    case initial, simulation, time
    case keepsRuns = "keeps_runs"
  }

  private enum SimulationKeys: String, CodingKey { case dimension, method, replicas, seed }

  func encode(to encoder: any Encoder) throws {
    try problem.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(initial, forKey: .initial)
    try container.encode(times, forKey: .time)
    try container.encode(keepsRuns, forKey: .keepsRuns)
    var run = container.nestedContainer(keyedBy: SimulationKeys.self, forKey: .simulation)
    try run.encode(dimension, forKey: .dimension)
    try run.encode(method, forKey: .method)
    try run.encode(replicas, forKey: .replicas)
    try run.encode(seed, forKey: .seed)
  }
}
