import LinearVAE
import Storage

extension Ensemble: EnsembleWork {
  var targets: [Int] { simulation.steps(at: times) }

  func run(_ replica: Int) throws -> any SimulationRun {
    try simulation.run(replica, from: initial)
  }

  func run(restoring snapshot: RunSnapshot) -> (any SimulationRun)? {
    simulation.run(restoring: snapshot)
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
