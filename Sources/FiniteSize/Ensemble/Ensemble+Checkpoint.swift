import LinearVAE
import Storage

extension Ensemble {
  /// Claims a file from which the ensemble can go on.
  ///
  /// - Throws: `CheckpointError` when another run uses the file, or it cannot be opened.
  func checkpoint(
    at path: String, _ options: EnsembleOptions
  ) throws(CheckpointError) -> Checkpoint<EnsembleProgress> {
    let specification = Specification(ensemble: self, keepsRuns: options.keepsRuns)
    return try Checkpoint(of: specification, at: path)
  }

  /// Everything that decides the result, under the keys of the problem file.
  private struct Specification: Encodable {
    let ensemble: Ensemble
    let keepsRuns: Bool

    private enum CodingKeys: String, CodingKey {
      case initial, simulation, time
      case keepsRuns = "keeps_runs"
    }

    private enum SimulationKeys: String, CodingKey { case dimension, method, replicas, seed }

    func encode(to encoder: any Encoder) throws {
      let simulation = ensemble.simulation
      try simulation.problem.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(ensemble.initial, forKey: .initial)
      try container.encode(ensemble.times, forKey: .time)
      try container.encode(keepsRuns, forKey: .keepsRuns)
      var run = container.nestedContainer(keyedBy: SimulationKeys.self, forKey: .simulation)
      try run.encode(simulation.dimension, forKey: .dimension)
      try run.encode(simulation.method.rawValue, forKey: .method)
      try run.encode(ensemble.replicas, forKey: .replicas)
      try run.encode(simulation.seed, forKey: .seed)
    }
  }
}
